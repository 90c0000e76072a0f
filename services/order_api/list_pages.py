"""Pages of a list: a signed cursor leads from one to the next, and only within the same list."""

from datetime import datetime
from typing import Any

from services.flow.cursor import BadCursor, cursor, read_cursor
from services.order_api.desk import Desk
from services.runtime.http.problems import Problem

Position = tuple[datetime, str]
"""Of a row: its time and its id."""


def position_after(
    text: str | None, desk: Desk, scope: str, *, prefix: str = "ord_"
) -> Position | None:
    """Return where the page begins that a cursor asks for; None for the first.

    `scope` names the list, `prefix` is what its ids begin with. Raises Problem `bad_cursor`.
    """
    if text is None:
        return None
    try:
        return read_cursor(text, desk.backends.secrets.cursors, scope, prefix=prefix)
    except BadCursor:
        raise Problem("bad_cursor") from None


def list_page(
    rows: list[dict[str, Any]], end: Position | None, desk: Desk, scope: str
) -> dict[str, Any]:
    """Return a page; `end` is the position of its last row when more follow."""
    return {
        "object": "list",
        "data": rows,
        "has_more": end is not None,
        "next": cursor(end, desk.backends.secrets.cursors, scope) if end else None,
    }
