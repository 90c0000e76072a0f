"""What the commands that decide about failures share: which ones, who asks, and why."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

import typer
from pydantic_core import PydanticCustomError
from rich.text import Text

from services.cli.failures import read_failed
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen, progress
from services.cli.surroundings import Opened, Surroundings
from services.domain.order import Order
from services.domain.text import printable
from services.flow.acting import Ask, action_id
from services.flow.decide_all import Done, ShowProgress
from services.flow.failures import FailureFilter, failure_of, window

MAX_REASON = 200

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID]...", help="fail_... or the orders' ids.", show_default=False),
]
AllOption = Annotated[bool, typer.Option("--all", help="Every open failure.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only count them.")]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; is kept, and in the action log.")
]

Decide = Callable[[FailureFilter, Ask, ShowProgress], Done]


class Wish(NamedTuple):
    """Which failures a command line names: by their ids, by what they share, or all."""

    failure_ids: Sequence[str]
    everything: bool
    code: str | None
    group: str | None
    seller: str | None


class Verb(NamedTuple):
    """What is decided, in the words of questions, answers and progress."""

    ask: str
    doing: str
    done: str


def ask_of(given: Surroundings, reason: str) -> Ask:
    """Return who asks at this keyboard, and why; refuse a reason that is no line of text."""
    try:
        fits = bool(printable(reason).strip()) and len(reason) <= MAX_REASON
    except PydanticCustomError:
        fits = False
    if not fits:
        raise Refusal(
            ExitCode.USAGE, "bad_reason", f"--reason is a line of at most {MAX_REASON} characters."
        )
    return Ask(
        id=action_id(given.new_id()),
        who=f"cli:{given.user}",
        role="shell",
        reason=reason,
        at=given.clock(),
    )


def chosen_of(wish: Wish, opened: Opened) -> FailureFilter:
    """Return the failures a command line names; refuse what names none, or too much at once."""
    shared = wish.code is not None or wish.group is not None
    if (bool(wish.failure_ids) + wish.everything + shared) != 1:
        what = "Name failures, or give --all, or --code and --group: exactly one of the three."
        raise Refusal(ExitCode.USAGE, "which_failures", what, then="counterfoil failures list")
    named = [read_failed(opened, id_) for id_ in wish.failure_ids]
    settled = [failure_of(order).id for order in named if order.open_failure is None]
    if settled:
        raise Refusal(
            ExitCode.CONFLICT,
            "not_open",
            f"Not open any more: {', '.join(settled)}. Nothing was done.",
            then=f"counterfoil failures show {settled[0]}",
        )
    ids = tuple(dict.fromkeys(failure_of(order).id for order in named))
    sellers = {order.seller_id for order in named}
    seller = sellers.pop() if len(sellers) == 1 else wish.seller
    return FailureFilter(seller, code=wish.code, group=wish.group, state="open", ids=ids)


def count_first(
    chosen: FailureFilter, verb: Verb, opened: Opened, *, sure: bool, given: Surroundings
) -> int:
    """Return how many match, once the person has seen the count and said yes."""
    found = window(chosen, opened.backends.orders).found
    if found and not sure and not given.ask(f"{verb.ask} {len(found)} ({_codes(found)})?"):
        raise typer.Abort
    return len(found)


def _codes(orders: Sequence[Order]) -> str:
    counts = Counter(failure_of(order).code for order in orders)
    return ", ".join(f"{code} {count}" for code, count in counts.most_common())


def show_count(screen: Screen, chosen: FailureFilter, verb: Verb, opened: Opened) -> None:
    """Show how many a decision would be about, and do nothing."""
    seen = window(chosen, opened.backends.orders)
    document = {
        "dry_run": True,
        "matched": len(seen.found),
        "scanned": seen.scanned,
        "has_more": seen.end is not None,
    }
    codes = f" ({_codes(seen.found)})" if seen.found else ""
    screen.answer(document, Text(f"{len(seen.found)} would be {verb.done}{codes}"))


def carry_out(screen: Screen, chosen: FailureFilter, verb: Verb, ask: Ask, decide: Decide) -> None:
    """Decide, show what became of it, and refuse at the end if some were skipped."""
    with progress(verb.doing) as (show_progress,):
        done = decide(chosen, ask, show_progress)
    document = {
        verb.done: len(done.done),
        "skipped": len(done.skipped),
        "orders": list(done.done),
        "reason": ask.reason,
        "has_more": done.more,
    }
    screen.answer(document, Text(f"{len(done.done)} of {done.matched} {verb.done}"))
    if done.more:
        screen.note(f"{done.scanned:,} failures were looked at and there are more: run it again.")
    if done.skipped:
        why = Counter(skipped.code for skipped in done.skipped)
        what = ", ".join(f"{count} {_WHY[code]}" for code, count in why.items())
        raise Refusal(ExitCode.CONFLICT, "skipped", f"Skipped: {what}.")


_WHY = {
    "not_open": "had no open failure any more when their turn came",
    "stuck": "have their number and must be finished",
    "credit_followed": "are credits that a later one counts on",
}
