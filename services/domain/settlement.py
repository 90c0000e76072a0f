"""What an order comes to, what of it is paid, and whether that is what the shop expected."""

from collections.abc import Sequence
from decimal import Decimal

from services.domain.breakdown import Group
from services.domain.invoice import BilledAdjustment, BilledLine, Totals
from services.domain.money import amount_text, round_amount
from services.domain.order_request import OrderRequest
from services.domain.rejection import reject


def _paid(request: OrderRequest, gross: Decimal) -> Decimal:
    stated, status = request.payment.paid_amount, request.payment.status
    if stated is None:
        return gross if status == "paid" else Decimal(0)
    pointer, total = "/payment/paid_amount", amount_text(gross, request.currency)
    if stated > gross:
        raise reject(pointer, "paid_above_total", f"is above the computed total of {total}")
    if status == "paid" and stated < gross:
        words = f"is below the computed total of {total}; for a part payment send status due"
        raise reject(pointer, "paid_below_total", words)
    return stated


def _check_expected(request: OrderRequest, gross: Decimal) -> None:
    if request.expected_total is not None and request.expected_total != gross:
        total = amount_text(gross, request.currency)
        words = f"differs from the computed total of {total}"
        raise reject("/expected_total", "total_mismatch", words)


def settled(
    request: OrderRequest,
    lines: Sequence[BilledLine],
    charges: Sequence[BilledAdjustment],
    discounts: Sequence[BilledAdjustment],
    groups: Sequence[Group],
) -> Totals:
    """Add everything up (BR-CO-10 to BR-CO-16).

    Raises Rejected when the expected total is another, when more was paid than the total, or less
    although the order counts as paid.
    """

    def amount(value: Decimal) -> Decimal:
        return round_amount(value, request.currency)

    lines_net = amount(sum((line.net for line in lines), Decimal(0)))
    charges_net = amount(sum((charge.net for charge in charges), Decimal(0)))
    discounts_net = amount(sum((discount.net for discount in discounts), Decimal(0)))
    net = lines_net - discounts_net + charges_net
    tax = amount(sum((group.tax for group in groups), Decimal(0)))
    gross = net + tax
    _check_expected(request, gross)
    paid = amount(_paid(request, gross))
    return Totals(
        lines_net=lines_net,
        discounts_net=discounts_net,
        charges_net=charges_net,
        net=net,
        tax=tax,
        gross=gross,
        paid=paid,
        due=gross - paid,
    )
