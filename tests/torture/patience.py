"""A shop that sends the same request under the same key until it has its 202."""

import json
import threading
import time
from http import HTTPStatus
from typing import Any

import httpx2

from tests.builders import an_order_request
from tests.torture.installation import DEADLINE_S, Installation

ANSWER_WITHIN_S = 15.0


class PatientShop:
    """What was accepted, by idempotency key; its calls may be made from many threads."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._lock = threading.Lock()
        self.orders: dict[str, str] = {}
        self.credits: dict[str, str] = {}
        self.unanswered = 0

    def order(self, key: str) -> None:
        """Have an order accepted."""
        body = an_order_request(reference=key)
        self._keep(self.orders, key, self._post("/v1/orders", key, body)["id"])

    def credit(self, key: str) -> bool:
        """Have the rest of an order's invoice credited; False while the order has none."""
        order = self._ask("GET", f"/v1/orders/{self.orders[key]}").json()
        if order["invoice"] is None:
            return False
        path = f"/v1/invoices/{order['invoice']['number']}/credit-notes"
        credit = self._post(path, f"credit-{key}", {"reason": "Returned"})
        self._keep(self.credits, key, credit["id"])
        return True

    def _keep(self, accepted: dict[str, str], key: str, order_id: str) -> None:
        with self._lock:
            assert accepted.setdefault(key, order_id) == order_id, f"{key} was accepted twice"

    def _post(self, path: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._ask("POST", path, key, json.dumps(body))
        assert answer.status_code == HTTPStatus.ACCEPTED, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def _ask(self, method: str, path: str, key: str = "", body: str = "") -> httpx2.Response:
        headers = {
            "Authorization": f"Bearer {self._installation.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Connection": "close",
        }
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            try:
                answer = httpx2.request(
                    method,
                    self._installation.url + path,
                    content=body,
                    headers=headers,
                    timeout=ANSWER_WITHIN_S,
                )
            except httpx2.TransportError:
                self._wait_a_little()
                continue
            if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                return answer
            self._wait_a_little()
        raise AssertionError(f"{method} {path} had no answer in {DEADLINE_S:.0f} s")

    def _wait_a_little(self) -> None:
        with self._lock:
            self.unanswered += 1
        with self._installation.news:
            self._installation.news.wait(0.1)
