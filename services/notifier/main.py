"""The notifier's edge: messages about archived objects in, acknowledge or release out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol

import structlog

from services.backends.queue import LeaseLost, Message, Queue
from services.backends.unavailable import Unavailable
from services.domain.message import Unparseable, created_keys
from services.domain.seal import is_seal
from services.notifier.desk import Desk, open_desk
from services.notifier.mail_news import note_news
from services.notifier.notify import AlreadySending, notify
from services.notifier.settings import NotifierSettings
from services.runtime.clock import utc_now
from services.runtime.composition import open_backends
from services.runtime.lambda_batch import BatchAnswer, answer, deliveries
from services.runtime.mailers import open_mailers
from services.runtime.randomness import random_fraction
from services.runtime.settings import read_settings
from services.runtime.telemetry import start_logs

FIRST_BACKOFF_S = 30.0
"""Mail servers that greylist want to be asked again after minutes, not seconds."""
LONGEST_BACKOFF_S = 900.0

ENOUGH_FOR_A_MAIL_MS = 15_000
"""Left of a function's time. One that ends in the middle of a mail blocks it for a lease."""

Fraction = Callable[[], float]
"""Returns a number in [0, 1), for jitter."""

log = structlog.get_logger()


class LambdaContext(Protocol):
    """What a handler asks of the context Lambda gives it."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run."""
        ...


def notify_messages(
    messages: Sequence[Message],
    queue: Queue,
    desk: Desk,
    *,
    fraction: Fraction,
    stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Mail what the messages announce. Each is deleted or released by itself.

    Once `stopping` says so the rest is given back untouched. Raises only what the queue itself
    raises.
    """
    for message in messages:
        wait_s = 0.0 if stopping() else _wait_s(message, desk, fraction)
        if wait_s is None:
            queue.delete([message])
        else:
            _release(message, queue, wait_s)


def notify_batch(
    event: Mapping[str, Any],
    queue: Queue,
    desk: Desk,
    *,
    fraction: Fraction,
    stopping: Callable[[], bool],
) -> BatchAnswer:
    """Mail what a batch of Lambda's announces, and say which of it must come again.

    What must wait is hidden for as long; otherwise it would come when its visibility ends.
    """
    unsettled = []
    for id_, message in deliveries(event):
        wait_s = 0.0 if stopping() else _wait_s(message, desk, fraction)
        if wait_s is not None:
            unsettled.append(id_)
            try:
                _release(message, queue, wait_s)
            except Unavailable:
                log.warning("message.not_released", attempt=message.attempts)
    return answer(unsettled)


def note_batch(event: Mapping[str, Any], desk: Desk) -> BatchAnswer:
    """Note the provider's events of a batch, and say which of them must come again.

    They come from SNS, by way of a queue or directly. SNS sends one at a time, and Lambda tries
    it again when the function fails.
    """
    unsettled = []
    for record in event["Records"]:
        if "Sns" in record:
            note_news(record["Sns"]["Message"], desk)
            continue
        try:
            note_news(record["body"], desk)
        except Exception as error:  # noqa: BLE001 - whatever it was, others wait behind it
            log.warning("mail.not_noted", reason=type(error).__name__)
            unsettled.append(record["messageId"])
    return answer(unsettled)


def _wait_s(message: Message, desk: Desk, fraction: Fraction) -> float | None:
    """Return None when all that a message announces is settled, else when to try again."""
    attempts = [_attempt(key, message, desk, fraction) for key in _keys(message)]
    return max((wait_s for wait_s in attempts if wait_s is not None), default=None)


def _keys(message: Message) -> list[str]:
    try:
        return [key for key in created_keys(message.body) if not is_seal(key)]
    except Unparseable as error:
        log.error("message.unparseable", reason=str(error))  # noqa: TRY400 - no trace helps here
        return []


def _attempt(key: str, message: Message, desk: Desk, fraction: Fraction) -> float | None:
    """Return None when the mail is settled, else the seconds until it should be tried again."""
    try:
        notify(key, desk)
    except AlreadySending as sending:
        return _seconds_until(sending.until, desk.clock())
    except Exception as error:  # noqa: BLE001 - whatever it was, others wait behind it
        span_s = min(FIRST_BACKOFF_S * 2.0**message.attempts, LONGEST_BACKOFF_S)
        log.warning("mail.released", attempt=message.attempts, reason=type(error).__name__)
        return fraction() * span_s
    return None


def _seconds_until(moment: datetime, now: datetime) -> float:
    return max((moment - now).total_seconds(), 0.0) + 1.0


def _release(message: Message, queue: Queue, delay_s: float) -> None:
    try:
        queue.release(message, delay_s)
    except LeaseLost:
        log.warning("lease.lost")


@cache
def _opened() -> tuple[Desk, Queue]:
    settings = read_settings(NotifierSettings)
    start_logs(settings, "notifier")
    backends = open_backends(settings)
    desk = open_desk(
        backends,
        mailer_for=open_mailers(settings),
        public_url=settings.public_url,
        clock=utc_now,
    )
    return desk, backends.archived_queue


def handler(event: dict[str, Any], context: LambdaContext) -> BatchAnswer:
    """Mail what a batch of S3's events announces (Lambda's entry point)."""
    desk, queue = _opened()

    def stopping() -> bool:
        return context.get_remaining_time_in_millis() < ENOUGH_FOR_A_MAIL_MS

    answered = notify_batch(event, queue, desk, fraction=random_fraction, stopping=stopping)
    desk.meter.tell_when_due()
    return answered


def ses_handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Note what SES says became of mail (Lambda's other entry point)."""
    desk, _ = _opened()
    return note_batch(event, desk)
