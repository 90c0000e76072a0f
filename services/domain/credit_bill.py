"""From what a credit takes of an invoice to the bill of its credit note.

Parties, tax categories and texts are those of the invoice (Article 219 of Directive 2006/112/EC);
amounts are positive. Nothing counts as paid: what is due (BT-115) is what the buyer is credited.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from services.domain.breakdown import net_share
from services.domain.credit_takings import (
    GroupRows,
    LinePart,
    Standing,
    Taking,
    base_at,
)
from services.domain.credit_wording import credit_text
from services.domain.e_invoice import claim
from services.domain.invoice import (
    Bill,
    BilledAdjustment,
    BilledLine,
    Correction,
    ForeignTax,
    Invoice,
    TaxGroup,
    Totals,
)
from services.domain.money import round_amount
from services.domain.pricing import fitting_price

_NOTHING = Decimal(0)
_PRICE_ERROR = Decimal("0.02")
"""What quantity x net price may miss a line by (PEPPOL-EN16931-R120)."""


class _Rows(NamedTuple):
    """The rows of one or more groups, their net amounts found."""

    lines: list[BilledLine]
    charges: list[BilledAdjustment]
    discounts: list[BilledAdjustment]


def whole_bill(original: Invoice, reason: str) -> Bill:
    """Return the bill that takes back all of an invoice: row by row what it says."""
    totals = original.bill.totals
    nothing = totals.gross - totals.gross
    update = {"totals": totals.model_copy(update={"paid": nothing, "due": totals.gross})}
    return _corrected(original, reason, update)


def credit_bill(
    original: Invoice,
    groups: Sequence[GroupRows],
    standing: Standing,
    takings: Sequence[Taking],
    reason: str,
) -> Bill:
    """Return the bill of what is taken. Call it inside `exact_arithmetic`."""
    bill = original.bill
    rows = _Rows([], [], [])
    for taking in takings:
        _add(rows, _rows(original, groups[taking.place], standing, taking))
    if not rows.lines:
        # An invoice has at least one line (BR-16), and what is left are charges.
        rows = _Rows([_as_line(charge, bill) for charge in rows.charges], [], rows.discounts)
    ordered = sorted(rows.lines, key=lambda line: line.position)
    lines = tuple(
        line.model_copy(update={"position": position})
        for position, line in enumerate(ordered, start=1)
    )
    update = {
        "lines": lines,
        "charges": tuple(rows.charges),
        "discounts": tuple(rows.discounts),
        "tax_groups": tuple(_tax_group(bill, taking) for taking in takings),
        "totals": _totals(bill, rows, takings),
        "foreign_tax": _foreign_tax(bill, standing, takings),
    }
    return _corrected(original, reason, update)


def _corrected(original: Invoice, reason: str, update: Mapping[str, object]) -> Bill:
    corrects = Correction(number=original.number, issued_on=original.issued_on, reason=reason)
    own = {"corrects": corrects, "notes": None, "terms_days": 0}
    bill = original.bill.model_copy(update={**update, **own})
    return bill.model_copy(update={"e_invoice": claim(bill)})


def _add(rows: _Rows, more: _Rows) -> None:
    rows.lines.extend(more.lines)
    rows.charges.extend(more.charges)
    rows.discounts.extend(more.discounts)


def _rows(original: Invoice, rows: GroupRows, standing: Standing, taking: Taking) -> _Rows:
    bill = original.bill
    if taking.is_bare:
        return _Rows([_bare_line(original, rows.group, taking)], [], [])
    signed = [
        *(part.amount for part in taking.lines),
        *(charge.amount for charge in taking.charges),
        *(-off.amount for off in taking.discounts),
    ]
    nets = _nets(bill, rows, standing, signed)
    lines = [_line(part, next(nets), bill) for part in taking.lines]
    charges = [charge.model_copy(update={"net": next(nets)}) for charge in taking.charges]
    discounts = [
        bill.discounts[off.place].model_copy(update={"amount": off.amount, "net": -next(nets)})
        for off in taking.discounts
    ]
    return _Rows(lines, charges, discounts)


def _nets(
    bill: Bill, rows: GroupRows, standing: Standing, signed: Iterable[Decimal]
) -> Iterator[Decimal]:
    """Yield the net amount of each row; together they are the base that is taken."""
    if bill.price_mode == "net":
        yield from signed
        return
    gross = standing.groups[rows.place].gross
    before = base_at(rows.group, gross, rows.places)
    for amount in signed:
        gross += amount
        after = base_at(rows.group, gross, rows.places)
        yield after - before
        before = after


def _line(part: LinePart, net: Decimal, bill: Bill) -> BilledLine:
    line, currency = part.line, bill.currency
    discount = round_amount(part.discount, currency)
    net_discount = discount
    if bill.price_mode == "gross":
        net_discount = round_amount(net_share(discount, line.rate), currency)
    net = round_amount(net, currency)
    return line.model_copy(
        update={
            "quantity": part.quantity,
            "discount": discount,
            "amount": round_amount(part.amount, currency),
            "net": net,
            "net_discount": net_discount,
            "net_unit_price": _price(part, net + net_discount, currency),
        }
    )


def _price(part: LinePart, before_discount: Decimal, currency: str) -> Decimal:
    price = part.line.net_unit_price
    if not part.quantity or abs(part.quantity * price - before_discount) <= _PRICE_ERROR:
        return price
    return fitting_price(part.quantity, before_discount, currency)


def _bare_line(original: Invoice, group: TaxGroup, taking: Taking) -> BilledLine:
    bill = original.bill
    name = credit_text(original.number, (bill.locale, bill.seller.locale))
    amount = taking.base + taking.tax if bill.price_mode == "gross" else taking.base
    # After all lines of the invoice, whatever their positions are.
    return _single(name, amount, taking.base, group, bill)


def _as_line(charge: BilledAdjustment, bill: Bill) -> BilledLine:
    return _single(charge.reason, charge.amount, charge.net, charge, bill)


def _single(
    name: str, amount: Decimal, net: Decimal, taxed: TaxGroup | BilledAdjustment, bill: Bill
) -> BilledLine:
    """Return a line of one piece that is no line of the invoice; it comes after those that are."""
    nothing = round_amount(_NOTHING, bill.currency)
    return BilledLine(
        position=len(bill.lines) + 1,
        sku=None,
        name=name,
        description=None,
        quantity=Decimal(1),
        unit="C62",
        unit_price=round_amount(amount, bill.currency),
        discount=nothing,
        discount_percent=None,
        discount_reason=None,
        amount=round_amount(amount, bill.currency),
        net_unit_price=round_amount(net, bill.currency),
        net_discount=nothing,
        net=round_amount(net, bill.currency),
        category=taxed.category,
        rate=taxed.rate,
    )


def _tax_group(bill: Bill, taking: Taking) -> TaxGroup:
    amounts = {"base": taking.base, "tax": taking.tax}
    rounded = {name: round_amount(value, bill.currency) for name, value in amounts.items()}
    return bill.tax_groups[taking.place].model_copy(update=rounded)


def _totals(bill: Bill, rows: _Rows, takings: Sequence[Taking]) -> Totals:
    def summed(amounts: Iterable[Decimal]) -> Decimal:
        return round_amount(sum(amounts, _NOTHING), bill.currency)

    net = summed(taking.base for taking in takings)
    tax = summed(taking.tax for taking in takings)
    return Totals(
        lines_net=summed(line.net for line in rows.lines),
        discounts_net=summed(off.net for off in rows.discounts),
        charges_net=summed(charge.net for charge in rows.charges),
        net=net,
        tax=tax,
        gross=net + tax,
        paid=summed(()),
        due=net + tax,
    )


def _foreign_tax(bill: Bill, standing: Standing, takings: Sequence[Taking]) -> ForeignTax | None:
    foreign, whole = bill.foreign_tax, bill.totals.tax
    if foreign is None:
        return None
    before = sum((taken.tax for taken in standing.groups), _NOTHING)
    after = before + sum((taking.tax for taking in takings), _NOTHING)

    def at(taken: Decimal) -> Decimal:
        return round_amount(foreign.tax * taken / whole if whole else whole, foreign.currency)

    return foreign.model_copy(update={"tax": at(after) - at(before)})
