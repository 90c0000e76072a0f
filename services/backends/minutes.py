"""One-minute rows: how the system stood and what it did, kept for 30 days."""

from collections import Counter
from datetime import datetime
from typing import Protocol

from services.domain.histogram import added
from services.domain.measures import Count, Tally
from services.domain.minute import Levels, Minute


class Minutes(Protocol):
    """History for charts, alarms and percentiles.

    Approximate: a killed process takes its last uncounted seconds along, and a tally whose answer
    was lost may count twice.
    """

    def add(self, tally: Tally) -> None:
        """Add a tally to the minute it was closed in."""
        ...

    def put(self, levels: Levels) -> None:
        """Store how everything stood; a later look within the same minute replaces it."""
        ...

    def between(self, first: datetime, last: datetime) -> list[Minute]:
        """Return the minutes from that of `first` to that of `last` that have a row, ascending."""
        ...

    def forget(self, before: datetime) -> None:
        """Drop what is older, where rows do not expire by themselves."""
        ...


def tallied(minute: Minute, tally: Tally) -> Minute:
    """Return the minute with one more tally in its sums."""
    counts: Counter[Count] = Counter(minute.counts)
    counts.update(tally.counts)
    spans = {
        name: added([minute.spans.get(name, {}), tally.spans.get(name, {})])
        for name in {**minute.spans, **tally.spans}
    }
    return minute.model_copy(update={"counts": dict(counts), "spans": spans})
