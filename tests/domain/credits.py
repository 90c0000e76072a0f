"""Credits: as a shop asks for them, and rows of them on one invoice that hypothesis makes up."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from services.domain.credit_request import CreditRequest
from services.domain.crediting import credited
from services.domain.invoice import Bill, Invoice
from services.domain.money import exact_arithmetic, exponent
from services.domain.rejection import Fault, Rejected
from services.domain.validation import validated
from tests.builders import an_invoice
from tests.domain.generated import order_requests

ZERO = Decimal(0)
S19 = {"category": "S", "rate": "19"}

Draw = Callable[[st.SearchStrategy[Any]], Any]


def a_credit(**asked: object) -> CreditRequest:
    """Return a credit as the API reads it."""
    return validated(CreditRequest, {"reason": "Returned", **asked})


def some(*quantities: tuple[int, str]) -> CreditRequest:
    """Return a credit of lines by quantity."""
    return a_credit(lines=[{"line": line, "quantity": quantity} for line, quantity in quantities])


def a_credit_note(original: Invoice, **asked: object) -> Invoice:
    """Return the credit note of a first credit on an invoice."""
    bill = credited(original, [], a_credit(**asked))
    return an_invoice(type_="381").model_copy(update={"bill": bill})


def a_line(price: str, quantity: str = "1", **changes: object) -> dict[str, Any]:
    line = {"name": "Paper", "quantity": quantity, "unit_price": price, "tax": S19}
    return line | changes


def a_row(amount: str, tax: dict[str, str] = S19, reason: str = "Shipping") -> dict[str, Any]:
    return {"reason": reason, "amount": amount, "tax": tax}


def refused(original: Invoice, request: CreditRequest, *earlier: CreditRequest) -> Fault:
    with pytest.raises(Rejected) as rejected:
        credited(original, earlier, request)
    (fault,) = rejected.value.faults
    return fault


def an_original(document: dict[str, Any]) -> Invoice:
    """Return the invoice of a made-up order, and pass over those that cannot be one."""
    try:
        return an_invoice(**document)
    except Rejected:
        assume(condition=False)
        raise


def _fraction(draw: Draw, whole: Decimal) -> Decimal:
    if not whole or draw(st.booleans()):
        return whole
    thousandths: int = draw(st.integers(1, 999))
    return whole * thousandths / 1000


def _text(value: Decimal, places: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), 'ROUND_DOWN'):f}"


def _by_amount(draw: Draw, bill: Bill, taken: Decimal) -> dict[str, object]:
    places = exponent(bill.currency)
    return {"amount": _text(_fraction(draw, bill.totals.gross - taken), places)}


def _by_lines(draw: Draw, left: list[Decimal]) -> dict[str, object]:
    places = draw(st.integers(0, 6))
    chosen = draw(st.sets(st.integers(0, len(left) - 1), min_size=1))
    quantities = {i: _text(_fraction(draw, left[i]), places) for i in chosen}
    return {"lines": [{"line": i + 1, "quantity": q} for i, q in quantities.items()]}


@st.composite
def credited_in_parts(draw: DrawFn) -> tuple[Invoice, list[Bill]]:
    """Return an invoice and the bills of credits that take it back: some parts, then the rest.

    What is refused on the way, because it is nothing or too much, is left out.
    """
    original = an_original(draw(order_requests()))
    bill, left = original.bill, [line.quantity for line in original.bill.lines]
    made: list[CreditRequest] = []
    bills: list[Bill] = []

    def ask(asked: dict[str, object]) -> None:
        try:
            request = a_credit(**asked)
            bills.append(credited(original, made, request))
        except Rejected:
            return
        made.append(request)
        for each in request.lines or []:
            left[each.line - 1] -= each.quantity

    with exact_arithmetic():
        for _ in range(draw(st.integers(0, 5))):
            taken = sum((each.totals.gross for each in bills), ZERO)
            by_amount = draw(st.booleans())
            ask(_by_amount(draw, bill, taken) if by_amount else _by_lines(draw, left))
        ask({})
    return original, bills
