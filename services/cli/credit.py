"""`counterfoil invoice credit`: take an invoice back, wholly or in part."""

import re
from typing import Annotated

import typer

from services.cli.invoice import find_invoice
from services.cli.order import checked_key
from services.cli.order_view import order_card
from services.cli.refusal import ExitCode, Refusal
from services.cli.screen import Screen
from services.cli.surroundings import (
    JsonOption,
    Opened,
    SellerOption,
    StateOption,
    Surroundings,
    open_state,
    surroundings,
)
from services.domain.ids import canonical_json, sha256_hex
from services.domain.invoice import Invoice
from services.flow.accept import Acceptance, IdempotencyKeyReused
from services.flow.credit import CreditNoteNotCreditable, credit
from services.flow.order_answer import accepted_answer

_POSITION = re.compile(r"\A[0-9]{1,4}\Z")

NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="As printed on the invoice.")]
AmountOption = Annotated[
    str | None,
    typer.Option("--amount", metavar="A", help="What to credit, tax included.", show_default=False),
]
LineOption = Annotated[
    list[str] | None,
    typer.Option(
        "--line",
        metavar="N=QTY",
        help="So many of line N; may be given for several lines.",
        show_default=False,
    ),
]
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="Why; printed on the credit note.")
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        metavar="TEXT",
        help="Without it one is made from what is asked: asking the same again is one credit.",
        show_default=False,
    ),
]


def credit_invoice(  # noqa: PLR0913 - one parameter for each option
    ctx: typer.Context,
    number: NumberArgument,
    *,
    amount: AmountOption = None,
    line: LineOption = None,
    reason: ReasonOption,
    key: KeyOption = None,
    seller: SellerOption = None,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Credit an invoice: lines by quantity, an amount, or with neither all that is left."""
    screen = Screen(as_json, state)
    body = _body(amount, line, reason)
    opened = open_state(ctx, state)
    original = find_invoice(opened, number, seller)
    if key is None:
        key = f"credit-{sha256_hex(number.encode() + body)[:32]}"
        screen.note(f"Idempotency key {key}, made from what is asked: the same is one credit.")
    acceptance = _credit(body, original, checked_key(key), opened, surroundings(ctx))
    if acceptance.replayed:
        screen.note("This credit had been accepted before; nothing new was made.")
    document = accepted_answer(acceptance.order)
    screen.answer(document, order_card(document))
    screen.suggest(f"counterfoil order watch {acceptance.order.id}")


def _body(amount: str | None, lines: list[str] | None, reason: str) -> bytes:
    asked: dict[str, object] = {"reason": reason}
    if amount is not None:
        asked["amount"] = amount
    if lines:
        asked["lines"] = [_line(text) for text in lines]
    return canonical_json(asked)


def _line(text: str) -> dict[str, object]:
    position, _, quantity = text.partition("=")
    if not (_POSITION.match(position) and quantity):
        raise Refusal(
            ExitCode.USAGE, "bad_line", "--line is a line's number and a quantity, such as 2=1.5."
        )
    return {"line": int(position), "quantity": quantity}


def _credit(
    body: bytes, original: Invoice, key: str, opened: Opened, given: Surroundings
) -> Acceptance:
    try:
        return credit(
            body,
            original=original,
            idempotency_key=key,
            traceparent=given.new_traceparent(),
            now=given.clock(),
            orders=opened.backends.orders,
            queue=opened.backends.orders_queue,
        )
    except IdempotencyKeyReused:
        raise Refusal(
            ExitCode.CONFLICT,
            "idempotency_key_reused",
            "The idempotency key belongs to another credit. "
            "Ask for that one again, or choose another --idempotency-key.",
        ) from None
    except CreditNoteNotCreditable:
        raise Refusal(
            ExitCode.CONFLICT,
            "credit_note_not_creditable",
            f"{original.number} is a credit note, which is not taken back. "
            "Send an order for what the buyer owes after all.",
            then="counterfoil order create --help",
        ) from None
