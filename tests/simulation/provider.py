"""The mail provider: takes mail, remembers it, and tells of it as Amazon SES does."""

import heapq
import json
from collections import Counter
from email.message import EmailMessage
from typing import Any, NamedTuple

from services.backends.mailer import MailDelayed, Mailer, MailRefused, MailUnanswered
from services.domain.mail_events import ATTEMPT_TAG, attempt_tag
from tests.simulation.faults import Throttled, TimedOut, Weather

REFUSED = "refused@example.com"
"""The provider takes nothing for this address."""
_BOUNCING = 0.01
_BUSY = 0.01


class Line:
    """The way to the provider: what a network does on it, said as a mailer says it."""

    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        """See `Mailer.send`."""
        try:
            return self._mailer.send(message, mail_id=mail_id, attempt=attempt)
        except Throttled as throttled:
            raise MailDelayed(str(throttled)) from None
        except TimedOut as silent:
            raise MailUnanswered(str(silent)) from None


class Telling(NamedTuple):
    """Whether the provider tells of the mail it took, and of how much of it nobody hears."""

    on: bool = True
    lost: float = 0.0
    once: bool = False
    """It sends a mail once, however often it is handed over, as the embedded outbox does."""

    @property
    def exact(self) -> bool:
        """Tell whether no mail may go out twice."""
        return self.once or (self.on and not self.lost)


class Provider:
    """A Mailer. No idempotency token: what is handed over twice arrives twice."""

    def __init__(self, weather: Weather, telling: Telling) -> None:
        self._weather = weather
        self._telling = telling
        self._events: list[tuple[float, int, str]] = []
        self.taken: Counter[str] = Counter()
        """How often each mail went out, by its id."""
        self.told: list[str] = []
        """Every event ever told, for who tells old news."""

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        """See `Mailer.send`."""
        if REFUSED in str(message["To"]):
            raise MailRefused("the provider knows this address")
        if self._weather.happens(_BUSY * bool(self._weather.rates.throttled)):
            raise MailDelayed("the rate is used up")
        if not (self._telling.once and self.taken[mail_id]):
            self.taken[mail_id] += 1
        message_id = f"{mail_id}.{self.taken[mail_id]}"
        if self._telling.on:
            self._report(attempt_tag(mail_id, attempt), message_id)
        return message_id

    def news(self, most: int) -> list[str]:
        """Take the events whose time has come, at most so many."""
        due = []
        while self._events and self._events[0][0] <= self._weather.scheduler.now and most > 0:
            due.append(heapq.heappop(self._events)[2])
            most -= 1
        return due

    def tell_again(self, body: str, after_s: float) -> None:
        """Tell an event once more: it was not noted, or it is old news."""
        at = self._weather.scheduler.now + after_s
        heapq.heappush(self._events, (at, len(self.told) + len(self._events), body))

    @property
    def silent(self) -> bool:
        """Tell whether nothing is left to be told."""
        return not self._events

    def _soon_s(self, mean: float) -> float:
        return min(self._weather.random.expovariate(1 / mean), 60.0)

    def _report(self, tag: str, message_id: str) -> None:
        if self._weather.happens(self._telling.lost):
            self._weather.history.faults["event_lost"] += 1
            return
        fate = "Bounce" if self._weather.happens(_BOUNCING) else "Delivery"
        for kind, mean_s in (("Send", 1.0), (fate, 10.0)):
            body = json.dumps(_event(kind, tag, message_id))
            self.told.append(body)
            self.tell_again(body, self._soon_s(mean_s))
            if self._weather.happens(self._weather.rates.doubled):
                self._weather.history.faults["doubled"] += 1
                self.tell_again(body, self._soon_s(30.0))


def _event(kind: str, tag: str, message_id: str) -> dict[str, Any]:
    event = {"eventType": kind, "mail": {"messageId": message_id, "tags": {ATTEMPT_TAG: [tag]}}}
    if kind == "Bounce":
        bounced = [{"emailAddress": "gone@example.com"}]
        bounce = {"bounceType": "Permanent", "bounceSubType": "General"}
        event["bounce"] = {**bounce, "bouncedRecipients": bounced}
    if kind == "Delivery":
        event["delivery"] = {"recipients": ["there@example.com"]}
    return event
