"""`counterfoil order watch`: follow an order to its end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

import typer

from services.cli.order import OrderArgument, full_answer, read_order
from services.cli.order_view import timeline_row
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen
from services.cli.surroundings import JsonOption, StateOption, open_state, surroundings

LOOK_EVERY_S = 0.25
"""Between two reads of the order: often enough to look live, too seldom to be felt."""

TimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout", metavar="SECONDS", min=0, help="Give up after this long.", show_default=False
    ),
]


def follow(
    look: Callable[[], dict[str, Any]],
    tell: Callable[[dict[str, Any]], None],
    *,
    sleep: Callable[[float], None],
    give_up: Callable[[], bool],
) -> dict[str, Any]:
    """Look at an order until nothing more will happen by itself, telling each new entry once."""
    told = 0
    while True:
        document = look()
        for entry in document["timeline"][told:]:
            tell(entry)
        told = len(document["timeline"])
        if _ended(document) or give_up():
            return document
        sleep(LOOK_EVERY_S)


def _ended(document: dict[str, Any]) -> bool:
    return document["status"] in {"sent", "cancelled", "credited"} or _failed(document)


def _failed(document: dict[str, Any]) -> bool:
    return document["status"] == "failed" or document["failure"] is not None


def watch(
    ctx: typer.Context,
    order_id: OrderArgument,
    *,
    timeout: TimeoutOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow an order until it is sent (exit 0) or needs a person (exit 1)."""
    screen = Screen(as_json, state)
    given = surroundings(ctx)
    opened = open_state(ctx, state)
    read_order(opened, order_id)
    until = None if timeout is None else given.clock() + timedelta(seconds=timeout)
    document = follow(
        lambda: full_answer(read_order(opened, order_id), opened),
        lambda entry: None if as_json else screen.show(timeline_row(entry)),
        sleep=given.sleep,
        give_up=lambda: until is not None and given.clock() >= until,
    )
    if as_json:
        screen.json(document)
    if not _ended(document):
        what = f"After {timeout:g} s the order is {document['status']}. Is the system running?"
        raise Refusal(ExitCode.FAILED, "still_waiting", what, then="counterfoil doctor")
    if _failed(document):
        screen.note(f"Failed: {document['failure']['detail']}", style="red")
        screen.suggest(f"counterfoil failures show {order_id}")
        raise typer.Exit(ExitCode.FAILED)
