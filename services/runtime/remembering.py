"""A short memory for rows of the ledger that every request asks for and that hardly ever change."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from services.runtime.clock import Clock

REMEMBERED = timedelta(seconds=60)
"""How long a change of a remembered row may take to count."""

_MOST_REMEMBERED = 1000

T = TypeVar("T")


def remembering(find: Callable[[str], T | None], clock: Clock) -> Callable[[str], T | None]:
    """Return `find` with a short memory for what it found: what is new counts at once."""
    known: dict[str, tuple[datetime, T]] = {}

    def remembered(key: str) -> T | None:
        now = clock()
        before = known.get(key)
        if before and timedelta(0) <= now - before[0] < REMEMBERED:
            return before[1]
        found = find(key)
        if found is not None:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            known[key] = (now, found)
        return found

    return remembered
