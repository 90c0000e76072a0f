"""The shops: place orders over HTTP until they are answered, and ask again though they were."""

from collections.abc import Callable
from typing import NamedTuple

from starlette.types import ASGIApp

from tests.simulation.browser import Answer, post
from tests.simulation.faults import Weather
from tests.simulation.plan import Planned
from tests.simulation.scheduler import Killed

_ACCEPTED, _REUSED, _UNAVAILABLE = 202, 422, 503
_ASKED_AGAIN = 0.05
_OTHER_BODY = 0.01
_GIVEN_UP = 0.05
"""Of those without an answer: their order may stand or not, but never half."""


class Promise(NamedTuple):
    """An order that was answered 202."""

    order_id: str
    planned: Planned


class Shops:
    """What is still to be ordered, and what was promised."""

    def __init__(
        self,
        plan: list[Planned],
        app: ASGIApp,
        bearer: Callable[[Planned], dict[str, str]],
        weather: Weather,
    ) -> None:
        self._plan = plan[::-1]
        self._app = app
        self._bearer = bearer
        self._weather = weather
        self._busy = 0
        self.promises: dict[str, Promise] = {}
        self.violations: list[str] = []

    @property
    def done(self) -> bool:
        """Tell whether everything was ordered."""
        return not self._plan and not self._busy

    def trade(self) -> None:
        """Order one thing after the other; many at once, then nothing for a while."""
        random, sleep = self._weather.random, self._weather.scheduler.sleep
        while self._plan:
            self._busy += 1
            self._place(self._plan.pop())
            self._busy -= 1
            sleep(random.expovariate(1.0) if self._weather.happens(0.1) else 0.01)
        sleep(3600.0)

    def _place(self, planned: Planned) -> None:
        while True:
            answer = self._ask(planned, planned.body)
            if answer and answer.status == _ACCEPTED:
                self._note(planned, answer)
                break
            if answer and answer.status != _UNAVAILABLE:
                self.violations.append(f"{planned.key} was answered {answer.status}")
                break
            if self._weather.happens(_GIVEN_UP):
                return
            self._weather.scheduler.sleep(self._weather.random.uniform(0.5, 30.0))
        if self._weather.happens(_ASKED_AGAIN):
            self._ask_again(planned)

    def _ask_again(self, planned: Planned) -> None:
        answer = self._ask(planned, planned.body)
        if answer and answer.status == _ACCEPTED:
            self._note(planned, answer)
            if "idempotent-replayed" not in answer.headers:
                self.violations.append(f"{planned.key} was accepted anew")
        if self._weather.happens(_OTHER_BODY / _ASKED_AGAIN):
            other = self._ask(planned, planned.body.replace(b"Notebook A5", b"Notebook A6"))
            if other and other.status not in {_REUSED, _UNAVAILABLE}:
                self.violations.append(f"{planned.key} took another body: {other.status}")

    def _ask(self, planned: Planned, body: bytes) -> Answer | None:
        headers = {"idempotency-key": planned.key, **self._bearer(planned)}
        try:
            return post(self._app, "/v1/orders", body, headers)
        except Killed:
            self._weather.scheduler.sleep(1.0)
            return None

    def _note(self, planned: Planned, answer: Answer) -> None:
        promise = Promise(answer.body["id"], planned)
        if self.promises.setdefault(planned.key, promise) != promise:
            self.violations.append(f"{planned.key} has a second order, {promise.order_id}")
