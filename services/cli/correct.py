"""`counterfoil failures correct`: another body for an order that failed, and on its way again."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.decisions import ReasonOption, ask_of
from services.cli.failures import FailureArgument, read_failed
from services.cli.order import full_answer, order_body
from services.cli.order_view import order_card
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen
from services.cli.surroundings import (
    JsonOption,
    Opened,
    StateOption,
    open_state,
    surroundings,
)
from services.domain.order import Order
from services.domain.seller import Seller
from services.flow.acting import Ask
from services.flow.correct import NotCorrectable, correct_and_retry
from services.flow.decide import Decided, NotOpen

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="The corrected order as JSON; - reads stdin.")
]


def correct(
    ctx: typer.Context,
    failure_id: FailureArgument,
    file: FileArgument,
    *,
    reason: ReasonOption,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a corrected order in the place of one that failed, checked as a new one is."""
    screen = Screen(as_json, state)
    ask = ask_of(surroundings(ctx), reason)
    body = order_body(file)
    opened = open_state(ctx, state)
    order = read_failed(opened, failure_id)
    corrected = _correct(order, body, ask, opened).order
    document = full_answer(corrected, opened)
    screen.answer(document, order_card(document))
    screen.suggest(f"counterfoil order watch {order.id}")


def _correct(order: Order, body: bytes, ask: Ask, opened: Opened) -> Decided:
    try:
        return correct_and_retry(
            order.id, body, ask, seller=_seller(order, opened), backends=opened.backends
        )
    except NotOpen:
        what = "It has no open failure any more; nothing was done."
        raise Refusal(
            ExitCode.CONFLICT, "not_open", what, then=f"counterfoil failures show {order.id}"
        ) from None
    except NotCorrectable:
        raise Refusal(
            ExitCode.CONFLICT,
            "not_correctable",
            "Only an order that failed before it got its number can be corrected, and no credit.",
            then=f"counterfoil failures show {order.id}",
        ) from None


def _seller(order: Order, opened: Opened) -> Seller:
    seller = opened.backends.sellers.read(order.seller_id)
    if seller is None:
        raise Refusal(
            ExitCode.NOT_FOUND,
            "no_such_seller",
            f"There is no seller {order.seller_id}.",
            then="counterfoil seller put --help",
        )
    return seller
