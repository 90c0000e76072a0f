"""`counterfoil failures list` and `failures show`: what needs a person."""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from services.backends.orders import FailureQuery
from services.cli.order import full_answer
from services.cli.order_view import short_time, timeline_table
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, card, table
from services.cli.surroundings import (
    JsonOption,
    Opened,
    SellerOption,
    StateOption,
    open_state,
)
from services.domain.order import Failure, Order
from services.flow.cursor import BadCursor, cursor, read_cursor
from services.flow.order_answer import failure_answer

PAGE = 100
"""The longest list that is read at once."""

_FAILURE_ID = re.compile(r"\A(?:fail|ord)_([0-9a-f]{40})\Z")


class FailureState(StrEnum):
    """Where a failure is on its way."""

    OPEN = "open"
    REDRIVEN = "redriven"
    DISCARDED = "discarded"


OnlyOption = Annotated[
    FailureState | None,
    typer.Option("--only", help="Only those in this state.", show_default=False),
]
LimitOption = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=PAGE)]
CursorOption = Annotated[
    str | None,
    typer.Option("--cursor", metavar="TEXT", help="`next` of a page.", show_default=False),
]
CodeOption = Annotated[
    str | None,
    typer.Option("--code", metavar="CODE", help="Only those with this code.", show_default=False),
]


def list_failures(
    ctx: typer.Context,
    *,
    code: CodeOption = None,
    seller: SellerOption = None,
    only: OnlyOption = None,
    limit: LimitOption = 20,
    after: CursorOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """List failures, the latest first."""
    screen = Screen(as_json, state)
    backends = open_state(ctx, state).backends
    key, scope = backends.secrets.cursors, f"failures {seller} {code} {only}"
    query = FailureQuery(limit + 1, seller, code, only, _after(after, key, scope))
    found = backends.orders.failures(query)
    page, more = found[:limit], len(found) > limit
    next_page = cursor(position_of(page[-1]), key, scope) if more else None
    document = {
        "object": "list",
        "data": [failure_answer(order) for order in page],
        "has_more": more,
        "next": next_page,
    }
    screen.answer(document, _rows(page) if page else Text("No failures."))
    if next_page:
        screen.note(f"More: add --cursor {next_page}")


def _after(text: str | None, key: bytes, scope: str) -> tuple[datetime, str] | None:
    if text is None:
        return None
    try:
        return read_cursor(text, key, scope)
    except BadCursor:
        raise Refusal(
            ExitCode.USAGE,
            "bad_cursor",
            "The cursor is not one of this list; give the filters of the page it came with.",
        ) from None


def failure_of(order: Order) -> Failure:
    """Return the failure of an order that is known to have one."""
    if order.failure is None:
        raise ValueError(f"{order.id} is listed as failed, but has no failure")
    return order.failure


def position_of(order: Order) -> tuple[datetime, str]:
    """Return where a failed order stands in lists."""
    return failure_of(order).failed_at, order.id


def _rows(orders: Sequence[Order]) -> Table:
    rows = table("Failure", "Failed at (UTC)", "Code", "Attempts", "State", right=("Attempts",))
    for order in orders:
        shown = failure_answer(order)
        open_ = shown["state"] == FailureState.OPEN
        rows.add_row(
            shown["id"],
            Text(short_time(shown["failed_at"])[:16], style="dim"),
            Text(shown["code"], style="red" if open_ else ""),
            str(shown["attempts"]),
            Text(shown["state"], style="bold" if open_ else "dim"),
        )
    return rows


def read_failed(opened: Opened, failure_id: str) -> Order:
    """Return the order behind a failure's id, or its own; refuse when nothing failed there."""
    named = _FAILURE_ID.match(failure_id)
    found = opened.backends.orders.read([f"ord_{named[1]}"]) if named else []
    if not found or found[0].failure is None:
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_failure",
            f"There is no failure {failure_id} in {opened.settings.state}.",
            then="counterfoil failures list",
        )
    return found[0]


def show_failure(
    ctx: typer.Context,
    failure_id: Annotated[str, typer.Argument(metavar="ID", help="fail_... or the order's id.")],
    *,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show why something failed, and what had happened before."""
    screen = Screen(as_json, state)
    opened = open_state(ctx, state)
    order = read_failed(opened, failure_id)
    document = failure_answer(order)
    if as_json:
        screen.json(document)
        return
    screen.show(_card(order), "", timeline_table(full_answer(order, opened)["timeline"]))
    if order.open_failure:
        screen.suggest(
            f'counterfoil failures redrive {document["id"]} --reason "what was corrected"'
        )


def _card(order: Order) -> Group:
    shown = failure_answer(order)
    return card(
        shown["id"],
        {
            "order": shown["order_id"],
            "seller": order.seller_id,
            "kind": shown["kind"],
            "code": Text(shown["code"], style="red"),
            "detail": shown["detail"],
            "attempts": str(shown["attempts"]),
            "failed at": short_time(shown["failed_at"]),
            "state": shown["state"],
            "reason": failure_of(order).reason,
        },
    )
