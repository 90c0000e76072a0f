"""Sums: round each line, add up, group by (category, rate), tax each group, add up.

The order of rounding is that of EN 16931 (BR-CO-10 to BR-CO-17). In gross mode the sums the buyer
was charged stand, and the net amounts are taken out of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import NamedTuple

from services.domain.breakdown import Row, breakdown, net_share
from services.domain.invoice import BilledAdjustment, BilledLine, TaxGroup, Totals
from services.domain.money import exact_arithmetic, exponent, round_amount, round_to
from services.domain.order_request import Adjustment, Line, OrderRequest
from services.domain.rejection import Fault, Rejected, reject
from services.domain.settlement import settled
from services.domain.tax import GroupKey

_HUNDRED = Decimal(100)
_PRICE_ERROR = Decimal("0.005")
"""What quantity x net price may miss the line by; PEPPOL-EN16931-R120 allows 0.02."""


class Sums(NamedTuple):
    """The amounts of a bill."""

    lines: tuple[BilledLine, ...]
    charges: tuple[BilledAdjustment, ...]
    discounts: tuple[BilledAdjustment, ...]
    tax_groups: tuple[TaxGroup, ...]
    totals: Totals


def _amounts(request: OrderRequest) -> Iterator[tuple[str, Decimal | None]]:
    """Yield every amount that is not a price, with its pointer: they are in whole units."""
    yield "/payment/paid_amount", request.payment.paid_amount
    yield "/expected_total", request.expected_total
    for i, line in enumerate(request.lines):
        if line.discount:
            yield f"/lines/{i}/discount/amount", line.discount.amount
    for name, adjustments in (("charges", request.charges), ("discounts", request.discounts)):
        for i, adjustment in enumerate(adjustments):
            yield f"/{name}/{i}/amount", adjustment.amount


def _check_places(request: OrderRequest) -> None:
    places = exponent(request.currency)
    words = f"has more than the {places} decimals of the currency"
    faults = [
        Fault(pointer, "too_many_decimals", words)
        for pointer, amount in _amounts(request)
        if amount is not None and round_to(amount, places) != amount
    ]
    if faults:
        raise Rejected(faults)


def _full(line: Line, currency: str) -> Decimal:
    return round_amount(line.quantity * line.unit_price, currency)


def _line_discount(line: Line, currency: str, pointer: str) -> Decimal:
    """Return the discount of a line in the order's price mode, rounded."""
    if line.discount is None:
        return round_amount(Decimal(0), currency)
    full, percent = _full(line, currency), line.discount.percent
    if percent is not None:
        field, above = "percent", percent > _HUNDRED
        discount = round_amount(full * percent / _HUNDRED, currency)
    else:
        discount = round_amount(line.discount.amount or Decimal(0), currency)
        field, above = "amount", discount > full
    if above:
        pointer = f"{pointer}/discount/{field}"
        raise reject(pointer, "discount_above_line", "is more than the line itself")
    return discount


def fitting_price(quantity: Decimal, amount: Decimal, currency: str) -> Decimal:
    """Return BT-146 with as few decimals as keep quantity x price at an amount before discount."""
    fewest = exponent(currency)
    error = min(_PRICE_ERROR, Decimal(1).scaleb(-fewest) / 2)
    exact = amount / quantity
    prices = (round_to(exact, places) for places in count(fewest))
    return next(p for p in prices if abs(quantity * p - amount) <= error)


def _net_unit_price(line: Line, net_before_discount: Decimal, currency: str) -> Decimal:
    if line.quantity == 0:
        return round_to(net_share(line.unit_price, line.tax.rate), exponent(currency))
    return fitting_price(line.quantity, net_before_discount, currency)


def _billed_line(
    position: int, line: Line, discount: Decimal, net: Decimal, request: OrderRequest
) -> BilledLine:
    currency = request.currency
    net_discount, net_unit_price = discount, line.unit_price
    if request.price_mode == "gross":
        net_discount = round_amount(net_share(discount, line.tax.rate), currency)
        net_unit_price = _net_unit_price(line, net + net_discount, currency)
    return BilledLine(
        position=position,
        sku=line.sku,
        name=line.name,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        discount=discount,
        discount_percent=line.discount.percent if line.discount else None,
        discount_reason=line.discount.reason if line.discount else None,
        amount=_full(line, currency) - discount,
        net_unit_price=net_unit_price,
        net_discount=net_discount,
        net=net,
        category=line.tax.category,
        rate=line.tax.rate,
    )


def _billed_adjustments(
    adjustments: Sequence[Adjustment], nets: Sequence[Decimal], currency: str
) -> tuple[BilledAdjustment, ...]:
    return tuple(
        BilledAdjustment(
            reason=adjustment.reason,
            amount=round_amount(adjustment.amount, currency),
            net=abs(net),
            category=adjustment.tax.category,
            rate=adjustment.tax.rate,
        )
        for adjustment, net in zip(adjustments, nets, strict=True)
    )


def _rows(request: OrderRequest, line_discounts: Sequence[Decimal]) -> Iterator[Row]:
    """Yield lines, charges and discounts in this order."""
    currency = request.currency
    for i, (line, discount) in enumerate(zip(request.lines, line_discounts, strict=True)):
        yield Row(f"/lines/{i}", line.tax, _full(line, currency) - discount)
    for i, charge in enumerate(request.charges):
        yield Row(f"/charges/{i}", charge.tax, round_amount(charge.amount, currency))
    for i, off in enumerate(request.discounts):
        yield Row(f"/discounts/{i}", off.tax, -round_amount(off.amount, currency))


def _summed(request: OrderRequest, reasons: Mapping[GroupKey, str | None]) -> Sums:
    currency = request.currency
    off = [_line_discount(line, currency, f"/lines/{i}") for i, line in enumerate(request.lines)]
    groups, nets = breakdown(list(_rows(request, off)), request)
    rest = iter(nets)
    lines = tuple(
        _billed_line(position, line, discount, next(rest), request)
        for position, (line, discount) in enumerate(zip(request.lines, off, strict=True), start=1)
    )
    charge_nets = [next(rest) for _ in request.charges]
    charges = _billed_adjustments(request.charges, charge_nets, currency)
    discounts = _billed_adjustments(request.discounts, list(rest), currency)
    return Sums(
        lines,
        charges,
        discounts,
        tuple(
            TaxGroup(
                category=group.key.category,
                rate=group.key.rate,
                base=group.base,
                tax=group.tax,
                reason=reasons[group.key],
            )
            for group in groups
        ),
        settled(request, lines, charges, discounts, groups),
    )


def priced(request: OrderRequest, reasons: Mapping[GroupKey, str | None]) -> Sums:
    """Return all amounts of an order; `reasons` say why each group is not taxed.

    Raises Rejected for amounts with too many decimals, discounts above what they reduce, a
    payment above or below the total, and a total that is not the expected one.
    """
    with exact_arithmetic():
        _check_places(request)
        return _summed(request, reasons)
