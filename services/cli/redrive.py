"""`counterfoil failures redrive`: sends what failed on its way again, with a count first."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import typer
from pydantic_core import PydanticCustomError
from rich.text import Text

from services.backends.orders import FailureQuery, Orders
from services.cli.failures import (
    PAGE,
    CodeOption,
    FailureState,
    failure_of,
    position_of,
    read_failed,
)
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, progress
from services.cli.surroundings import (
    JsonOption,
    Opened,
    StateOption,
    YesOption,
    open_state,
    surroundings,
)
from services.domain.order import Order
from services.domain.text import printable
from services.flow.redrive import redrive_order

MAX_REASON = 200

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID]...", help="fail_... or the orders' ids.", show_default=False),
]
AllOption = Annotated[bool, typer.Option("--all", help="Every open failure.")]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why it will go better now; is kept.")
]


def redrive(
    ctx: typer.Context,
    failure_ids: IdsArgument = None,
    *,
    everything: AllOption = False,
    code: CodeOption = None,
    reason: ReasonOption,
    yes: YesOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send failed orders on their way again, their attempts forgotten."""
    _check_reason(reason)
    if (bool(failure_ids) + everything + (code is not None)) != 1:
        what = "Name failures, or give --all, or --code CODE: exactly one of the three."
        raise Refusal(ExitCode.USAGE, "which_failures", what, then="counterfoil failures list")
    opened = open_state(ctx, state)
    chosen = _named(opened, failure_ids) if failure_ids else _open(opened.backends.orders, code)
    given = surroundings(ctx)
    if chosen and not yes and not given.ask(f"Redrive {len(chosen)} ({_grouped(chosen)})?"):
        raise typer.Abort
    redriven = _redrive(opened, chosen, reason, given.clock())
    skipped = len(chosen) - len(redriven)
    document = {"redriven": len(redriven), "skipped": skipped, "orders": redriven, "reason": reason}
    people = Text(f"{len(redriven)} of {len(chosen)} redriven")
    Screen(as_json, state).answer(document, people)
    if skipped:
        what = f"{skipped} had no open failure any more when their turn came."
        raise Refusal(ExitCode.CONFLICT, "changed", what)


def _check_reason(reason: str) -> None:
    try:
        fits = bool(printable(reason).strip()) and len(reason) <= MAX_REASON
    except PydanticCustomError:
        fits = False
    if not fits:
        raise Refusal(
            ExitCode.USAGE, "bad_reason", f"--reason is a line of at most {MAX_REASON} characters."
        )


def _named(opened: Opened, failure_ids: Sequence[str]) -> list[Order]:
    chosen = list(
        {order.id: order for order in (read_failed(opened, id_) for id_ in failure_ids)}.values()
    )
    settled = [failure_of(order).id for order in chosen if order.open_failure is None]
    if settled:
        raise Refusal(
            ExitCode.CONFLICT,
            "not_open",
            f"Not open any more: {', '.join(settled)}. Nothing was redriven.",
            then=f"counterfoil failures show {settled[0]}",
        )
    return chosen


def _open(orders: Orders, code: str | None) -> list[Order]:
    return list(_pages(orders, FailureQuery(PAGE, code=code, state=FailureState.OPEN)))


def _pages(orders: Orders, query: FailureQuery) -> Iterator[Order]:
    while page := orders.failures(query):
        yield from page
        query = query._replace(after=position_of(page[-1]))


def _grouped(orders: Sequence[Order]) -> str:
    counts = Counter(failure_of(order).code for order in orders)
    return ", ".join(f"{code} {count}" for code, count in counts.most_common())


def _redrive(opened: Opened, chosen: Sequence[Order], reason: str, now: datetime) -> list[str]:
    backends, redriven = opened.backends, []
    with progress("Redriving") as (show_progress,):
        for done, order in enumerate(chosen, start=1):
            changed = redrive_order(
                order.id,
                reason,
                orders=backends.orders,
                orders_queue=backends.orders_queue,
                archived_queue=backends.archived_queue,
                now=now,
            )
            redriven += [changed.id] if changed else []
            show_progress(done, len(chosen))
    return redriven
