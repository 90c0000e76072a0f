"""What must add up on every bill: the EN 16931 rules, checked from the printed amounts alone."""

from decimal import Decimal

from services.domain.invoice import Bill, BilledAdjustment, BilledLine
from services.domain.money import exact_arithmetic, exponent

ZERO = Decimal(0)


def plus_rows(bill: Bill) -> list[BilledLine | BilledAdjustment]:
    """Return what adds to a bill: lines and charges."""
    return [*bill.lines, *bill.charges]


def check_arithmetic(bill: Bill) -> None:
    with exact_arithmetic():
        _check_totals(bill)
        _check_groups(bill)
        _check_lines(bill)
        _check_decimals(bill)


def _check_totals(bill: Bill) -> None:
    totals = bill.totals
    assert totals.lines_net == sum((line.net for line in bill.lines), ZERO)  # BR-CO-10
    assert totals.discounts_net == sum((row.net for row in bill.discounts), ZERO)  # BR-CO-11
    assert totals.charges_net == sum((row.net for row in bill.charges), ZERO)  # BR-CO-12
    assert totals.net == totals.lines_net - totals.discounts_net + totals.charges_net  # BR-CO-13
    assert totals.tax == sum((group.tax for group in bill.tax_groups), ZERO)  # BR-CO-14
    assert totals.gross == totals.net + totals.tax  # BR-CO-15
    assert totals.due == totals.gross - totals.paid  # BR-CO-16
    assert totals.due >= 0


def _check_groups(bill: Bill) -> None:
    """BR-S-08 and its likes: the base of a group is the net of its rows; BR-CO-17: its tax."""
    keys = [(group.category, group.rate) for group in bill.tax_groups]
    assert len(keys) == len(set(keys))
    for group in bill.tax_groups:
        key = (group.category, group.rate)
        plus = sum((r.net for r in plus_rows(bill) if (r.category, r.rate) == key), ZERO)
        minus = sum((r.net for r in bill.discounts if (r.category, r.rate) == key), ZERO)
        assert group.base == plus - minus >= 0
        unit = Decimal(1).scaleb(-exponent(bill.currency))
        assert abs(group.base * group.rate / 100 - group.tax) <= unit
        assert group.tax >= 0


def _check_lines(bill: Bill) -> None:
    """PEPPOL-EN16931-R120, stricter where the net price is ours to choose."""
    unit = Decimal(1).scaleb(-exponent(bill.currency))
    error = min(Decimal("0.005"), unit / 2) if bill.price_mode == "gross" else unit / 2
    for line in bill.lines:
        computed = line.quantity * line.net_unit_price - line.net_discount
        assert abs(line.net - computed) <= error
        assert min(line.net, line.net_discount, line.net_unit_price) >= 0


def _check_decimals(bill: Bill) -> None:
    places = -exponent(bill.currency)
    amounts = [
        *(a for line in bill.lines for a in (line.amount, line.discount, line.net)),
        *(line.net_discount for line in bill.lines),
        *(a for row in (*bill.charges, *bill.discounts) for a in (row.amount, row.net)),
        *(a for group in bill.tax_groups for a in (group.base, group.tax)),
        *bill.totals.model_dump().values(),
    ]
    assert {amount.as_tuple().exponent for amount in amounts} == {places}
