"""The order API over embedded backends, and everyone who may call it."""

import json
from pathlib import Path
from typing import Any

import httpx2
from starlette.testclient import TestClient

from services.backends.keys import Role
from services.domain.order import Archived, Issued, Mailed, archive, issue, mail
from services.flow.new_key import new_key
from services.order_api.main import create_app
from services.runtime.composition import open_backends
from services.runtime.settings import DeployableSettings
from tests.builders import TODAY, a_seller, an_order_request
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

    def invoiced(self, order_id: str) -> None:
        """Let happen what happens to an order behind the API: its number and its archiving."""
        (order,) = self.backends.orders.read([order_id])
        now = self.clock()
        issued = Issued(
            number="INV-2026-000001",
            series="aurora/live/380/2026",
            issued_on=TODAY,
            link_id="0123456789abcdef0123456789abcdef",
            link_key_id=self.backends.secrets.links.current,
            link_expires_at=now,
        )
        order = self.backends.orders.save(issue(order, issued, now))
        self.backends.orders.save(archive(order, Archived(sha256="ab" * 32, size=9, at=now)))

    def mailed(self, order_id: str) -> None:
        """Let its mail go out."""
        (order,) = self.backends.orders.read([order_id])
        now = self.clock()
        fact = Mailed(
            status="sent", to="z***@example.com", sent_at=now, message_id="<1>", attempts=1
        )
        self.backends.orders.save(mail(order, fact, now))


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
