"""The notifier's edge: messages about archived objects in, acknowledge or release out."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from services.backends.queue import LeaseLost, Message, Queue
from services.domain.message import Unparseable, created_keys
from services.notifier.desk import Desk
from services.notifier.notify import AlreadySending, notify

FIRST_BACKOFF_S = 2.0
LONGEST_BACKOFF_S = 300.0

log = structlog.get_logger()


def notify_messages(
    messages: Sequence[Message],
    queue: Queue,
    desk: Desk,
    *,
    fraction: Callable[[], float],
    stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Mail what the messages announce. Each is deleted or released by itself.

    `fraction` returns a number in [0, 1), for jitter. Once `stopping` says so the rest is given
    back untouched. Raises only what the queue itself raises.
    """
    for message in messages:
        if stopping():
            _release(message, queue, 0)
            continue
        delays_s = [_attempt(key, message, desk, fraction) for key in _keys(message)]
        waits_s = [delay_s for delay_s in delays_s if delay_s is not None]
        if waits_s:
            _release(message, queue, max(waits_s))
        else:
            queue.delete([message])


def _keys(message: Message) -> list[str]:
    try:
        return created_keys(message.body)
    except Unparseable as error:
        log.error("message.unparseable", reason=str(error))  # noqa: TRY400 - no trace helps here
        return []


def _attempt(key: str, message: Message, desk: Desk, fraction: Callable[[], float]) -> float | None:
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
