"""How much of an invoice a credit takes back, beside what earlier credits have taken.

Every share is the difference of two roundings, of all that is taken after and before, so that any
row of credits adds up to the invoice to the smallest unit and never goes beyond it. Amounts are in
the price mode of the invoice unless they are called net or gross.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from services.domain.breakdown import net_share
from services.domain.invoice import Bill, BilledAdjustment, BilledLine, TaxGroup
from services.domain.money import exponent, round_to
from services.domain.tax import GroupKey

_NOTHING = Decimal(0)


class Discount(NamedTuple):
    """A discount on the whole document, or a part of it; `place` is its place on the invoice."""

    place: int
    amount: Decimal


class GroupRows(NamedTuple):
    """One tax group of an invoice with its rows; `place` is its place in the breakdown."""

    place: int
    group: TaxGroup
    lines: tuple[BilledLine, ...]
    charges: tuple[BilledAdjustment, ...]
    discounts: tuple[Discount, ...]
    places: int
    """Decimals of the currency."""

    @property
    def rows(self) -> Decimal:
        """Return what lines and charges come to, before discounts on the document."""
        lines = sum((line.amount for line in self.lines), _NOTHING)
        return sum((charge.amount for charge in self.charges), lines)


class LinePart(NamedTuple):
    """A part of a line, taken back by quantity."""

    line: BilledLine
    quantity: Decimal
    amount: Decimal
    discount: Decimal


class Taking(NamedTuple):
    """What one credit takes of one tax group: rows of the invoice, or a bare amount.

    `place` is that of the group.
    """

    place: int
    base: Decimal
    tax: Decimal
    lines: tuple[LinePart, ...] = ()
    charges: tuple[BilledAdjustment, ...] = ()
    discounts: tuple[Discount, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Tell whether it is an amount without rows."""
        return not (self.lines or self.charges)

    @property
    def rows(self) -> Decimal:
        """Return what lines and charges come to, before discounts on the document."""
        lines = sum((part.amount for part in self.lines), _NOTHING)
        return sum((charge.amount for charge in self.charges), lines)


class GroupTaken(NamedTuple):
    """What has been taken of one tax group."""

    base: Decimal = _NOTHING
    tax: Decimal = _NOTHING
    rows: Decimal = _NOTHING
    """Lines and charges, before discounts on the document."""
    has_bare: bool = False
    """Whether some of it was a bare amount: what is left no longer is the sum of rows."""

    @property
    def gross(self) -> Decimal:
        """Return base and tax."""
        return self.base + self.tax


class Standing(NamedTuple):
    """What all credits so far have taken of an invoice."""

    quantities: tuple[Decimal, ...]
    """By line."""
    discounts: tuple[Decimal, ...]
    """By discount on the document."""
    groups: tuple[GroupTaken, ...]
    """By tax group."""


def untouched(bill: Bill) -> Standing:
    """Return the standing of an invoice nobody has credited."""
    return Standing(
        (_NOTHING,) * len(bill.lines),
        (_NOTHING,) * len(bill.discounts),
        (GroupTaken(),) * len(bill.tax_groups),
    )


def grouped(bill: Bill) -> list[GroupRows]:
    """Return the tax groups with their rows, in the order of the breakdown."""
    keys = [GroupKey(group.category, group.rate) for group in bill.tax_groups]
    lines: dict[GroupKey, list[BilledLine]] = {key: [] for key in keys}
    charges: dict[GroupKey, list[BilledAdjustment]] = {key: [] for key in keys}
    discounts: dict[GroupKey, list[Discount]] = {key: [] for key in keys}
    for line in bill.lines:
        lines[GroupKey(line.category, line.rate)].append(line)
    for charge in bill.charges:
        charges[GroupKey(charge.category, charge.rate)].append(charge)
    for index, off in enumerate(bill.discounts):
        discounts[GroupKey(off.category, off.rate)].append(Discount(index, off.amount))
    return [
        GroupRows(
            place,
            group,
            tuple(lines[key]),
            tuple(charges[key]),
            tuple(discounts[key]),
            exponent(bill.currency),
        )
        for place, (key, group) in enumerate(zip(keys, bill.tax_groups, strict=True))
    ]


def base_at(group: TaxGroup, gross: Decimal, places: int) -> Decimal:
    """Return how much of a group's base belongs to so much of its gross sum, in proportion.

    It never falls when `gross` grows, and never grows faster.
    """
    whole = group.base + group.tax
    return round_to(group.base * gross / whole if whole else net_share(gross, group.rate), places)


def part_of(line: BilledLine, taken: Decimal, quantity: Decimal, places: int) -> LinePart:
    """Return what `quantity` of a line comes to when `taken` of it is credited already."""

    def share(whole: Decimal) -> Decimal:
        if line.quantity == 0:
            return _NOTHING
        reached = round_to(whole * (taken + quantity) / line.quantity, places)
        return reached - round_to(whole * taken / line.quantity, places)

    return LinePart(line, quantity, share(line.amount), share(line.discount))


def shared(total: Decimal, weights: Sequence[Decimal], places: int) -> list[Decimal]:
    """Share `total` out in proportion to `weights`, none getting more than its weight.

    `total` is at most the sum of the weights; all are whole numbers of the smallest unit.
    """
    whole, passed, given = sum(weights, _NOTHING), _NOTHING, _NOTHING
    shares = []
    for weight in weights:
        passed += weight
        reached = round_to(total * passed / whole, places) if whole else _NOTHING
        shares.append(reached - given)
        given = reached
    return shares


def discounts_on(rows: GroupRows, standing: Standing, amount: Decimal) -> tuple[Discount, ...]:
    """Return the part of the document's discounts that goes with so much of a group's rows."""
    whole, before = rows.rows, standing.groups[rows.place].rows
    if not whole:
        return ()
    off = sum((discount.amount for discount in rows.discounts), _NOTHING)
    due = round_to(off * (before + amount) / whole, rows.places)
    due -= round_to(off * before / whole, rows.places)
    left = [each.amount - standing.discounts[each.place] for each in rows.discounts]
    parts = zip(rows.discounts, shared(due, left, rows.places), strict=True)
    return tuple(Discount(each.place, part) for each, part in parts if part)


def of_net(rows: GroupRows, taken: GroupTaken, net: Decimal) -> Taking | None:
    """Return base and tax of a net amount, None when that is more than is left of the group."""
    group, base = rows.group, taken.base + net
    if base > group.base:
        return None
    tax = round_to(group.tax * base / group.base, rows.places) if group.base else group.tax
    return Taking(rows.place, net, max(tax, taken.tax) - taken.tax)


def of_gross(rows: GroupRows, taken: GroupTaken, gross: Decimal) -> Taking | None:
    """Return base and tax of a gross amount, None when that is more than is left of the group."""
    after = taken.gross + gross
    if after > rows.group.base + rows.group.tax:
        return None
    base = min(max(base_at(rows.group, after, rows.places), taken.base), taken.base + gross)
    return Taking(rows.place, base - taken.base, taken.base + gross - base)


def standing_after(standing: Standing, takings: Sequence[Taking]) -> Standing:
    """Return the standing once a credit took what it takes."""
    quantities, discounts = list(standing.quantities), list(standing.discounts)
    groups = list(standing.groups)
    for taking in takings:
        for part in taking.lines:
            quantities[part.line.position - 1] += part.quantity
        for off in taking.discounts:
            discounts[off.place] += off.amount
        before = groups[taking.place]
        groups[taking.place] = GroupTaken(
            before.base + taking.base,
            before.tax + taking.tax,
            before.rows + taking.rows,
            before.has_bare or taking.is_bare,
        )
    return Standing(tuple(quantities), tuple(discounts), tuple(groups))
