"""What a worker says of itself now and then."""

from datetime import datetime, timedelta

from services.domain.frozen import Frozen

BEAT_EVERY = timedelta(seconds=10)
GONE_AFTER = timedelta(seconds=45)
"""A worker that was not heard of for so long is taken for gone; it may miss three beats."""


class Worker(Frozen):
    """One process that takes from a queue."""

    id: str
    """Unique to the process: host or task, process id, and random."""
    queue: str
    """`orders` or `archived`."""
    started_at: datetime
    seen_at: datetime
    holds: tuple[str, ...] = ()
    """The ids of the orders it has in hand."""
    done: int = 0
    """Messages it has finished since it started."""


def is_alive(worker: Worker, now: datetime) -> bool:
    """Tell whether a worker was heard of lately."""
    return now - worker.seen_at < GONE_AFTER
