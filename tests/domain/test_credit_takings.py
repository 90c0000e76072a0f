"""Shares of an invoice, one credit after the other, where every half unit is rounded."""

from decimal import Decimal

import pytest

from services.domain.credit_takings import base_at
from services.domain.crediting import credited
from services.domain.invoice import Invoice, TaxGroup
from tests.builders import an_invoice
from tests.domain.credits import ZERO, a_credit, a_line, a_row, some


def ten_pieces(*discounts: str) -> Invoice:
    rows = [a_row(amount, reason=f"Voucher {amount}") for amount in discounts]
    return an_invoice(lines=[a_line("10", "10")], discounts=rows)


def discounts_of(original: Invoice, *pieces: str) -> list[list[str]]:
    """Return the discounts on each of some credits of so many pieces, then on the rest."""
    asked = [*(some((1, quantity)) for quantity in pieces), a_credit()]
    bills = [credited(original, asked[:n], each) for n, each in enumerate(asked)]
    return [[str(off.net) for off in bill.discounts] for bill in bills]


@pytest.mark.parametrize(("gross", "base"), [(ZERO, 0), (Decimal(4), 2), (Decimal(5), 3)])
def test_a_part_of_a_group_has_the_groups_own_proportion_of_tax(gross: Decimal, base: int) -> None:
    group = TaxGroup(category="S", rate=Decimal(50), base=Decimal(3), tax=Decimal(2), reason=None)
    assert base_at(group, gross, 0) == base


def test_a_group_that_comes_to_nothing_is_taken_at_its_rate() -> None:
    nothing = TaxGroup(category="S", rate=Decimal(50), base=ZERO, tax=ZERO, reason=None)
    assert base_at(nothing, Decimal(4), 0) == 3


def test_half_cents_of_a_discount_go_back_with_every_other_piece() -> None:
    given = discounts_of(ten_pieces("0.05"), "1", "1", "1")
    assert given == [["0.01"], [], ["0.01"], ["0.03"]]


def test_of_two_discounts_the_one_of_which_less_went_back_comes_first() -> None:
    given = discounts_of(ten_pieces("0.05", "0.05"), "3", "3")
    assert given == [["0.02", "0.01"], ["0.01", "0.02"], ["0.02", "0.02"]]


def test_a_discount_that_went_back_as_a_whole_does_not_come_again() -> None:
    assert discounts_of(ten_pieces("0.01"), "5", "1") == [["0.01"], [], []]
