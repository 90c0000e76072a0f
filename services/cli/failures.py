"""`counterfoil failures list`, `groups` and `show`: what needs a person."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

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
from services.domain.failure_groups import FailureGroup, grouped
from services.domain.order import Order
from services.flow.cursor import BadCursor, cursor, read_cursor
from services.flow.failure_answer import failure_answer, group_answer
from services.flow.failures import FailureFilter, failure_of, window

PAGE = 100
"""The longest list that is read at once."""

_FAILURE_ID = re.compile(r"\A(?:fail|ord)_([0-9a-f]{40})\Z")


class FailureState(StrEnum):
    """Where a failure is on its way."""

    OPEN = "open"
    REDRIVEN = "redriven"
    DISCARDED = "discarded"


FailureArgument = Annotated[str, typer.Argument(metavar="ID", help="fail_... or the order's id.")]
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
GroupOption = Annotated[
    str | None,
    typer.Option(
        "--group",
        metavar="GROUP",
        help="Only those of this group, as `failures groups` names it.",
        show_default=False,
    ),
]
BodyOption = Annotated[
    bool, typer.Option("--body", help="Print the order's body alone, to be corrected.")
]


def list_failures(  # noqa: PLR0913 - one parameter for each option
    ctx: typer.Context,
    *,
    code: CodeOption = None,
    group: GroupOption = None,
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
    key, scope = backends.secrets.cursors, f"failures {seller} {code} {group} {only}"
    chosen = FailureFilter(seller, code=code, group=group, state=only.value if only else None)
    seen = window(chosen, backends.orders, limit=limit, after=after_of(after, key, scope))
    next_page = cursor(seen.end, key, scope) if seen.end else None
    document = {
        "object": "list",
        "data": [failure_answer(order) for order in seen.found],
        "has_more": seen.end is not None,
        "next": next_page,
    }
    screen.answer(document, _rows(seen.found) if seen.found else Text("No failures."))
    if next_page:
        screen.note(f"More: add --cursor {next_page}")


def after_of(
    text: str | None, key: bytes, scope: str, *, prefix: str = "ord_"
) -> tuple[datetime, str] | None:
    """Return where a list goes on by its `--cursor`; refuse a cursor of another list."""
    if text is None:
        return None
    try:
        return read_cursor(text, key, scope, prefix=prefix)
    except BadCursor:
        raise Refusal(
            ExitCode.USAGE,
            "bad_cursor",
            "The cursor is not one of this list; give the filters of the page it came with.",
        ) from None


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


def list_groups(
    ctx: typer.Context,
    *,
    code: CodeOption = None,
    seller: SellerOption = None,
    only: Annotated[
        FailureState, typer.Option("--only", help="Only those in this state.")
    ] = FailureState.OPEN,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Group failures by their cause, the largest group first."""
    screen = Screen(as_json, state)
    chosen = FailureFilter(seller, code=code, state=only.value)
    seen = window(chosen, open_state(ctx, state).backends.orders)
    groups = grouped(failure_of(order) for order in seen.found)
    document = {
        "object": "list",
        "data": [group_answer(group) for group in groups],
        "scanned": seen.scanned,
        "has_more": seen.end is not None,
    }
    screen.answer(document, _group_rows(groups) if groups else Text("No failures."))
    earlier = ", the latest; there are more" if seen.end else ""
    screen.note(f"Failures looked at: {seen.scanned:,}{earlier}.")


def _group_rows(groups: Sequence[FailureGroup]) -> Table:
    rows = table("Group", "Count", "Latest (UTC)", "Code", "What", right=("Count",))
    for group in groups:
        latest = Text(short_time(group_answer(group)["last_at"])[:16], style="dim")
        rows.add_row(group.key, f"{group.count:,}", latest, Text(group.code), Text(group.words))
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
    failure_id: FailureArgument,
    *,
    body: BodyOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show why something failed, and what had happened before."""
    screen = Screen(as_json, state)
    opened = open_state(ctx, state)
    order = read_failed(opened, failure_id)
    document = failure_answer(order)
    if body or as_json:
        screen.json(json.loads(order.asked) if body else document)
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
            "group": shown["group"],
            "attempts": str(shown["attempts"]),
            "failed at": short_time(shown["failed_at"]),
            "state": shown["state"],
            "reason": shown["reason"],
        },
    )
