"""Finance: takes invoices back, in parts, several at once, and asks again until it is answered."""

import json
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp

from services.backends.orders import Orders
from services.domain.order import Order
from tests.simulation.browser import Answer, post
from tests.simulation.faults import CALM, Weather
from tests.simulation.scheduler import Killed
from tests.simulation.shops import Promise

_ACCEPTED, _NOTHING_LEFT, _UNAVAILABLE = 202, 422, 503
_WISHES: tuple[dict[str, Any], ...] = (
    {"amount": "20.00"},
    {"lines": [{"line": 1, "quantity": "2"}]},
    {},
)
_EVERY_S = 8.0
_STRIDE = 7


class Finance:
    """Whoever may credit, and what was promised them."""

    def __init__(
        self,
        orders: Orders,
        sales: dict[str, Promise],
        app: ASGIApp,
        bearer: Callable[[Order], dict[str, str]],
        weather: Weather,
    ) -> None:
        self._orders = orders
        self._sales = sales
        self._app = app
        self._bearer = bearer
        self._weather = weather
        self._asked = 0
        self.promises: dict[str, str] = {}
        """The ids of accepted credits, by their keys."""
        self.violations: list[str] = []

    def credit(self) -> None:
        """Credit one invoice after the other, at the moment when others credit it too."""
        weather = self._weather
        weather.scheduler.sleep(_EVERY_S - weather.scheduler.now % _EVERY_S)
        if weather.rates == CALM or not self._sales:
            weather.scheduler.sleep(60.0)
            return
        sales = list(self._sales.values())
        sold = sales[int(weather.scheduler.now / _EVERY_S) * _STRIDE % len(sales)]
        (order,) = self._orders.read([sold.order_id])
        if order.issued:
            self._asked += 1
            wish = {**weather.random.choice(_WISHES), "reason": "returned"}
            self._insist(order, f"credit-{self._asked}", json.dumps(wish).encode())

    def _insist(self, order: Order, key: str, body: bytes) -> None:
        while True:
            answer = self._ask(order, key, body)
            if answer and answer.status == _ACCEPTED:
                if self.promises.setdefault(key, answer.body["id"]) != answer.body["id"]:
                    self.violations.append(f"{key} became two credits")
                if not self._weather.happens(0.1):
                    return
            elif answer and answer.status == _NOTHING_LEFT and key not in self.promises:
                return
            elif answer and answer.status != _UNAVAILABLE:
                self.violations.append(f"{key} was answered {answer.status}: {answer.body}")
                return
            self._weather.scheduler.sleep(self._weather.random.uniform(0.5, 10.0))

    def _ask(self, order: Order, key: str, body: bytes) -> Answer | None:
        number = order.issued.number if order.issued else ""
        headers = {"idempotency-key": key, **self._bearer(order)}
        try:
            return post(self._app, f"/v1/invoices/{number}/credit-notes", body, headers)
        except Killed:
            self._weather.scheduler.sleep(1.0)
            return None
