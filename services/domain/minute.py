"""One minute of the system: how its queues and workers stood, and what was done in it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import Field

from services.domain.frozen import Frozen
from services.domain.measures import Count, Span

KEPT = timedelta(days=30)
"""How long minutes are kept."""


class QueueLevel(Frozen):
    """How a queue stood. Counts may be approximate."""

    name: str
    """`orders` or `archived`."""
    visible: int
    in_flight: int
    """Hidden by a delivery, or by a delay."""
    oldest_age_s: float | None
    """Seconds since the oldest order that waits here was accepted, by our own records; None when
    none waits."""
    dead_letters: int

    @property
    def backlog(self) -> int:
        """Return how many messages there are, visible and in flight."""
        return self.visible + self.in_flight


class Levels(Frozen):
    """How everything stood when it was looked at."""

    at: datetime
    queues: tuple[QueueLevel, ...]
    workers_running: int
    workers_wanted: int
    open_failures: int
    stuck: int
    """Orders with a number that cannot be finished."""
    paused: tuple[str, ...] = ()
    """Queues that nobody takes from on purpose."""


class Minute(Frozen):
    """A minute's row: the last look at the levels, and the sums of all tallies."""

    at: datetime
    """Its first moment."""
    levels: Levels | None
    """None when nobody looked in this minute."""
    counts: Mapping[Count, int] = Field(default_factory=dict)
    spans: Mapping[Span, Mapping[int, int]] = Field(default_factory=dict)


def minute_of(moment: datetime) -> datetime:
    """Return the first moment of the minute a time lies in."""
    return moment.replace(second=0, microsecond=0)
