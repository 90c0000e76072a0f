"""Crediting: from an invoice, what was credited before and a request to the credit note's bill.

Pure, so that whoever computes it comes to the same: when a credit is accepted, and when it gets
its number.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.domain.credit_bill import credit_bill, whole_bill
from services.domain.credit_request import CreditedLine, CreditRequest
from services.domain.credit_takings import (
    Discount,
    GroupRows,
    LinePart,
    Standing,
    Taking,
    discounts_on,
    grouped,
    of_gross,
    of_net,
    part_of,
    shared,
    standing_after,
    untouched,
)
from services.domain.invoice import Bill, Invoice
from services.domain.money import amount_text, exact_arithmetic, exponent, round_to
from services.domain.rejection import Fault, Rejected, reject

_NOTHING = Decimal(0)


def credited(original: Invoice, earlier: Sequence[CreditRequest], request: CreditRequest) -> Bill:
    """Return the bill of the credit note that `request` asks for.

    `earlier` are all credits accepted before it, in their order. Raises Rejected for what takes
    more than is left, for nothing at all, and for lines the invoice does not have.
    """
    bill = original.bill
    with exact_arithmetic():
        rows, standing = grouped(bill), untouched(bill)
        for each in earlier:
            standing = standing_after(standing, _takings(bill, rows, standing, each))
        if not earlier and request.is_whole:
            return whole_bill(original, request.reason)
        if earlier and not _left(bill, standing):
            raise reject("", "nothing_left", "asks for more, but nothing is left of the invoice")
        takings = _takings(bill, rows, standing, request)
        return credit_bill(original, rows, standing, takings, request.reason)


def _left(bill: Bill, standing: Standing) -> Decimal:
    """Return the gross amount that no credit has taken yet."""
    return bill.totals.gross - sum((taken.gross for taken in standing.groups), _NOTHING)


def _takings(
    bill: Bill, rows: Sequence[GroupRows], standing: Standing, request: CreditRequest
) -> list[Taking]:
    if request.amount is not None:
        return _by_amount(bill, rows, standing, request.amount)
    if request.lines is not None:
        return _by_lines(bill, rows, standing, request.lines)
    return list(_rest(rows, standing))


def _by_amount(
    bill: Bill, rows: Sequence[GroupRows], standing: Standing, amount: Decimal
) -> list[Taking]:
    places, left = exponent(bill.currency), _left(bill, standing)
    if round_to(amount, places) != amount:
        words = f"has more than the {places} decimals of the currency"
        raise reject("/amount", "too_many_decimals", words)
    if amount == 0:
        raise reject("/amount", "nothing_credited", "is 0; name the amount to be credited")
    if amount > left:
        words = f"is more than the {amount_text(left, bill.currency)} left of the invoice"
        raise reject("/amount", "more_than_left", words)
    weights = [_gross_left(each, standing) for each in rows]
    shares = shared(amount, weights, places)
    takings = (
        of_gross(each, standing.groups[each.place], share)
        for each, share in zip(rows, shares, strict=True)
        if share
    )
    return [taking for taking in takings if taking]


def _gross_left(rows: GroupRows, standing: Standing) -> Decimal:
    return rows.group.base + rows.group.tax - standing.groups[rows.place].gross


def _by_lines(
    bill: Bill, rows: Sequence[GroupRows], standing: Standing, lines: Sequence[CreditedLine]
) -> list[Taking]:
    if faults := list(_line_faults(bill, standing, lines)):
        raise Rejected(faults)
    quantities = {wanted.line: wanted.quantity for wanted in lines}
    takings = [
        _some_lines(bill, each, standing, quantities)
        for each in rows
        if any(line.position in quantities for line in each.lines)
    ]
    if not any(taking.base or taking.tax for taking in takings):
        raise reject("/lines", "nothing_credited", "comes to nothing; credit more, or an amount")
    return takings


def _line_faults(bill: Bill, standing: Standing, lines: Sequence[CreditedLine]) -> Iterator[Fault]:
    seen: set[int] = set()
    for i, wanted in enumerate(lines):
        if wanted.line > len(bill.lines):
            words = f"is none of the invoice's lines, which go from 1 to {len(bill.lines)}"
            yield Fault(f"/lines/{i}/line", "no_such_line", words)
            continue
        if wanted.line in seen:
            words = "names a line twice; name it once, with the whole quantity"
            yield Fault(f"/lines/{i}/line", "line_repeated", words)
        seen.add(wanted.line)
        index = wanted.line - 1
        left = bill.lines[index].quantity - standing.quantities[index]
        if wanted.quantity == 0:
            words = "is 0; name the quantity to be credited"
            yield Fault(f"/lines/{i}/quantity", "nothing_credited", words)
        elif wanted.quantity > left:
            words = f"is more than the {_plain(left)} left of this line"
            yield Fault(f"/lines/{i}/quantity", "more_than_left", words)


def _plain(quantity: Decimal) -> str:
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _some_lines(
    bill: Bill, rows: GroupRows, standing: Standing, quantities: dict[int, Decimal]
) -> Taking:
    parts = tuple(
        part_of(
            line,
            standing.quantities[line.position - 1],
            quantities[line.position],
            rows.places,
        )
        for line in rows.lines
        if line.position in quantities
    )
    amount = sum((part.amount for part in parts), _NOTHING)
    discounts = discounts_on(rows, standing, amount)
    amount -= sum((off.amount for off in discounts), _NOTHING)
    priced = of_gross if bill.price_mode == "gross" else of_net
    taking = priced(rows, standing.groups[rows.place], amount)
    if taking is None:
        left = amount_text(_gross_left(rows, standing), bill.currency)
        words = f"comes to more than the {left} left at one tax rate; credit an amount instead"
        raise reject("/lines", "more_than_left", words)
    return taking._replace(lines=parts, discounts=discounts)


def _rest(rows: Sequence[GroupRows], standing: Standing) -> Iterator[Taking]:
    for each in rows:
        group, taken = each.group, standing.groups[each.place]
        taking = Taking(each.place, group.base - taken.base, group.tax - taken.tax)
        if not taken.has_bare:
            taking = taking._replace(
                lines=tuple(_lines_left(each, standing)),
                charges=each.charges,
                discounts=tuple(_discounts_left(each, standing)),
            )
        if not taking.is_bare or taking.base or taking.tax:
            yield taking


def _lines_left(rows: GroupRows, standing: Standing) -> Iterator[LinePart]:
    for line in rows.lines:
        taken = standing.quantities[line.position - 1]
        if taken < line.quantity or line.quantity == 0:
            yield part_of(line, taken, line.quantity - taken, rows.places)


def _discounts_left(rows: GroupRows, standing: Standing) -> Iterator[Discount]:
    for off in rows.discounts:
        left = off.amount - standing.discounts[off.place]
        if left:
            yield Discount(off.place, left)
