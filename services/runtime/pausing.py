"""Whether a queue may be taken from: a pause counts within seconds, and asks the ledger rarely."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from services.backends.pauses import Pauses
from services.runtime.clock import Clock

ASKED_EVERY = timedelta(seconds=5)
"""How long a pause or its end may take to count."""

PAUSED_S = 1.0
"""How soon who takes from a paused queue looks again."""

log = structlog.get_logger()


def pause_of(queue: str, pauses: Pauses, clock: Clock) -> Callable[[], bool]:
    """Return what tells whether `queue` is paused.

    A ledger that does not answer changes nothing: what was known last still counts.
    """
    asked_at: datetime | None = None
    paused = False

    def is_paused() -> bool:
        nonlocal asked_at, paused
        now = clock()
        if asked_at is None or not timedelta(0) <= now - asked_at < ASKED_EVERY:
            asked_at = now
            try:
                paused = any(pause.queue == queue for pause in pauses.all())
            except Exception as error:  # noqa: BLE001 - work must not end because of it
                log.warning("pause.not_known", reason=type(error).__name__)
        return paused

    return is_paused
