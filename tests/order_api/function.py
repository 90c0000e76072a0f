"""The order API as a Lambda function behind API Gateway, over a shop's backends."""

import json
from base64 import b64decode
from typing import Any, NamedTuple

from services.backends.keys import Key, Role, cognito_digest
from services.order_api.main import lambda_app
from services.order_api.settings import OrderApiSettings
from tests.builders import an_order_request
from tests.order_api.shop import PUBLIC_URL, Shop
from tests.recorded import CLIENT, Event


class Answer(NamedTuple):
    """What API Gateway is told to answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    in_base64: bool

    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.body)
        return document


class Function:
    """One function; its sellers' clients are registered by the tests."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        settings = OrderApiSettings(backend="aws", public_url=PUBLIC_URL)
        self._handler = lambda_app(shop.backends, settings, clock=shop.clock, new_id=shop.new_id)

    def register(
        self,
        subject: str = CLIENT,
        *,
        seller_id: str = "aurora",
        role: Role = "checkout",
        livemode: bool = True,
    ) -> None:
        self.shop.backends.keys.create(
            Key(
                digest=cognito_digest(subject),
                prefix=subject[:12],
                seller_id=seller_id,
                role=role,
                livemode=livemode,
                created_at=self.shop.clock(),
            )
        )

    def answer(self, event: Event) -> Answer:
        given = self._handler(event, None)
        in_base64 = given["isBase64Encoded"]
        body = b64decode(given["body"]) if in_base64 else given["body"].encode()
        return Answer(given["statusCode"], given["headers"], body, in_base64)


def order_text(**changes: object) -> str:
    return json.dumps(an_order_request(**changes))
