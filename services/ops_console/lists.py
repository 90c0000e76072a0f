"""Long lists, a page at a time: the same filters and a signed place to go on from."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from services.flow.cursor import BadCursor, cursor, read_cursor
from services.ops_console.pages import Visit
from services.runtime.http.problems import Problem

ROWS = 50
"""On one page."""

Place = tuple[datetime, str]
"""Of a row: its time and its id."""

T = TypeVar("T")


class Part(NamedTuple):
    """What a query is asked for to show one page."""

    after: Place | None
    limit: int
    """One more than is shown: it says whether more follow."""


def part_of(visit: Visit, scope: str, *, prefix: str = "ord_") -> Part:
    """Return which part of the list `scope` names a visit asks for. Raises Problem `bad_cursor`."""
    text = visit.query.get("cursor")
    if text is None:
        return Part(None, ROWS + 1)
    try:
        key = visit.desk.backends.secrets.cursors
        return Part(read_cursor(text, key, scope, prefix=prefix), ROWS + 1)
    except BadCursor:
        raise Problem("bad_cursor") from None


def shown_of(found: Sequence[T]) -> Sequence[T]:
    """Return the rows of this page."""
    return found[:ROWS]


def older(visit: Visit, found: Sequence[object], last: Place | None, scope: str) -> str | None:
    """Return the link to what follows `last`, the place of the last row shown; None at the end."""
    return going_on(visit, last if len(found) > ROWS else None, scope)


def going_on(visit: Visit, place: Place | None, scope: str) -> str | None:
    """Return the link to what follows a place, with the filters of this page; None for no place."""
    if place is None:
        return None
    kept = {name: value for name, value in visit.query.items() if name != "cursor"}
    place_text = cursor(place, visit.desk.backends.secrets.cursors, scope)
    return f"{visit.request.url.path}?{urlencode({**kept, 'cursor': place_text})}"
