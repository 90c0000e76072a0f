"""`counterfoil failures redrive` and `discard`: one decision about many, with a count first."""

import typer

from services.cli.decisions import (
    AllOption,
    DryRunOption,
    IdsArgument,
    ReasonOption,
    Verb,
    Wish,
    ask_of,
    carry_out,
    chosen_of,
    count_first,
    show_count,
)
from services.cli.failures import CodeOption, GroupOption
from services.cli.screen import Screen
from services.cli.surroundings import (
    JsonOption,
    SellerOption,
    StateOption,
    YesOption,
    open_state,
    surroundings,
)
from services.flow.decide_all import discard_all, redrive_all

_REDRIVE = Verb("Redrive", "Redriving", "redriven")
_DISCARD = Verb("Discard", "Discarding", "discarded")


def redrive(  # noqa: PLR0913 - one parameter for each option
    ctx: typer.Context,
    failure_ids: IdsArgument = None,
    *,
    everything: AllOption = False,
    code: CodeOption = None,
    group: GroupOption = None,
    seller: SellerOption = None,
    reason: ReasonOption,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send failed orders on their way again, their attempts forgotten."""
    wish = Wish(failure_ids or [], everything, code, group, seller)
    _decide(ctx, wish, _REDRIVE, reason, Screen(as_json, state), dry_run=dry_run, yes=yes)


def discard(  # noqa: PLR0913 - one parameter for each option
    ctx: typer.Context,
    failure_ids: IdsArgument = None,
    *,
    everything: AllOption = False,
    code: CodeOption = None,
    group: GroupOption = None,
    seller: SellerOption = None,
    reason: ReasonOption,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give failures up: nobody tries again, and the reason is kept."""
    wish = Wish(failure_ids or [], everything, code, group, seller)
    _decide(ctx, wish, _DISCARD, reason, Screen(as_json, state), dry_run=dry_run, yes=yes)


def _decide(
    ctx: typer.Context,
    wish: Wish,
    verb: Verb,
    reason: str,
    screen: Screen,
    *,
    dry_run: bool,
    yes: bool,
) -> None:
    given = surroundings(ctx)
    ask = ask_of(given, reason)
    opened = open_state(ctx, screen.state)
    chosen = chosen_of(wish, opened)
    if dry_run:
        show_count(screen, chosen, verb, opened)
        return
    count_first(chosen, verb, opened, sure=yes, given=given)
    decide_all = redrive_all if verb is _REDRIVE else discard_all
    carry_out(
        screen,
        chosen,
        verb,
        ask,
        lambda which, ask, show: decide_all(which, ask, opened.backends, limit=None, show=show),
    )
