"""The order API over embedded backends, and everyone who may call it."""

import json
from pathlib import Path
from typing import Any

import httpx2
from starlette.testclient import TestClient

from services.backends.keys import Role
from services.flow.new_key import new_key
from services.order_api.main import create_app
from services.runtime.composition import open_backends
from services.runtime.settings import DeployableSettings
from tests.builders import a_seller, an_order_request
from tests.clock import SettableClock

PUBLIC_URL = "https://invoices.example.com"
PROBLEM = "application/problem+json"


class Shop:
    """One installation with two sellers, asked over HTTP by whichever key a test names."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.clock = SettableClock()
        self.backends = open_backends(DeployableSettings(state=state), clock=self.clock)
        self._made = 0
        self._secrets: dict[tuple[str, Role, bool], str] = {}
        for seller_id in ("aurora", "harbor"):
            self.put_seller(seller_id)
        self.app = create_app(
            self.backends, public_url=PUBLIC_URL, clock=self.clock, new_id=self.new_id
        )
        self.client = TestClient(self.app)

    def new_id(self) -> str:
        self._made += 1
        return f"{self._made:032x}"

    def put_seller(self, seller_id: str, **profile: Any) -> None:  # noqa: ANN401 - as TOML has it
        self.backends.sellers.put(seller_id, a_seller(**profile).profile, self.clock())

    def secret(
        self, role: Role = "checkout", *, seller: str = "aurora", livemode: bool = True
    ) -> str:
        """Return the secret of a key that is made when it is first asked for."""
        who = (seller, role, livemode)
        if who not in self._secrets:
            random = bytes.fromhex(self.new_id()) + b"made for this test"
            secret, key = new_key(seller, role, livemode=livemode, random=random, now=self.clock())
            self.backends.keys.create(key)
            self._secrets[who] = secret
        return self._secrets[who]

    def bearer(self, **who: Any) -> dict[str, str]:  # noqa: ANN401 - as `secret` takes them
        return {"Authorization": f"Bearer {self.secret(**who)}"}

    def post(
        self,
        body: dict[str, Any] | bytes,
        key: str = "key-1",
        **who: Any,  # noqa: ANN401
    ) -> httpx2.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return self.client.post(
            "/v1/orders", content=content, headers={**headers, **self.bearer(**who)}
        )

    def get(
        self,
        path: str,
        headers: dict[str, str] | None = None,
        **who: Any,  # noqa: ANN401
    ) -> httpx2.Response:
        return self.client.get(path, headers={**self.bearer(**who), **(headers or {})})

    def accept(self, key: str = "key-1", **changes: Any) -> str:  # noqa: ANN401
        """Have an ordinary order accepted and return its id."""
        answer = self.post(an_order_request(**changes), key)
        assert answer.status_code == 202, answer.text
        order_id: str = answer.json()["id"]
        return order_id


def assert_problem(response: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Check that an answer is a complete problem document, and return it."""
    document: dict[str, Any] = response.json()
    assert (response.status_code, document["code"]) == (status, code), document
    assert response.headers["content-type"] == PROBLEM
    assert document["type"] == f"{PUBLIC_URL}/problems/{code}"
    assert document["status"] == status
    assert document["request_id"] == response.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    return document
