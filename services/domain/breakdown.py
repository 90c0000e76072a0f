"""The tax breakdown: rows grouped by (category, rate), each group taxed once (BG-23)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from services.domain.money import exponent, round_amount, round_to, spread
from services.domain.order_request import OrderRequest, Tax
from services.domain.rejection import reject
from services.domain.tax import GroupKey, group_of

_HUNDRED = Decimal(100)


class Row(NamedTuple):
    """A line, charge or discount in the order's price mode, rounded; discounts are negative."""

    pointer: str
    tax: Tax
    amount: Decimal


class Group(NamedTuple):
    """What the rows of one category and rate come to."""

    key: GroupKey
    base: Decimal
    tax: Decimal


def net_share(amount: Decimal, rate: Decimal) -> Decimal:
    """Take the tax at `rate` percent out of a gross amount, without rounding."""
    return amount * _HUNDRED / (_HUNDRED + rate)


def breakdown(rows: Sequence[Row], request: OrderRequest) -> tuple[list[Group], list[Decimal]]:
    """Return the groups, by first appearance, and the net amount of every row.

    Raises Rejected when discounts take a group below zero. Within a group the nets add up to its
    base. Call it inside `exact_arithmetic`.
    """
    members: dict[GroupKey, list[int]] = {}
    for i, row in enumerate(rows):
        members.setdefault(group_of(row.tax), []).append(i)
    nets = [Decimal(0)] * len(rows)
    groups = []
    for key, indexes in members.items():
        group, group_nets = _taxed(key, [rows[i] for i in indexes], request)
        groups.append(group)
        for i, net in zip(indexes, group_nets, strict=True):
            nets[i] = net
    return groups, nets


def _taxed(
    key: GroupKey, rows: Sequence[Row], request: OrderRequest
) -> tuple[Group, list[Decimal]]:
    amounts = [row.amount for row in rows]
    total = sum(amounts, Decimal(0))
    if total < 0:
        discount = next(row for row in rows if row.amount < 0)
        words = "takes more off than was charged at its tax category and rate"
        raise reject(discount.pointer, "group_below_zero", words)
    if request.price_mode == "net":
        tax = round_amount(total * key.rate / _HUNDRED, request.currency)
        return Group(key, total, tax), amounts
    # The buyer was charged `total`; tax and net share it, so that they always add up to it.
    places = exponent(request.currency)
    base = round_to(net_share(total, key.rate), places)
    nets = spread(base, [net_share(amount, key.rate) for amount in amounts], places)
    return Group(key, base, total - base), nets
