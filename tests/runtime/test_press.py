"""What is checked before there is a number."""

import pytest

from services.domain.invoice import Bill
from services.domain.rejection import Rejected
from services.runtime.press import check, plain_press
from tests.builders import a_bill, an_invoice, an_order
from tests.issued import IN_MILS


def without_rows(bill: Bill) -> Bill:
    """Return a bill that no order comes to, and whose XML breaks the schema."""
    return bill.model_copy(update={"lines": ()})


def test_a_bill_whose_xml_would_break_its_schema_is_refused() -> None:
    with pytest.raises(Rejected) as refused:
        check(without_rows(a_bill()))
    assert [fault.code for fault in refused.value.faults] == ["e_invoice_invalid"]


def test_a_bill_that_claims_no_standard_has_no_schema_to_keep() -> None:
    check(without_rows(a_bill(**IN_MILS)))


def test_a_character_without_a_glyph_is_refused_before_anything_else() -> None:
    bill = without_rows(a_bill(notes="Thank you \U0001f600"))
    with pytest.raises(Rejected) as refused:
        check(bill)
    assert [fault.code for fault in refused.value.faults] == ["unprintable_character"]


def test_an_ordinary_order_is_checked_and_rendered() -> None:
    press = plain_press(an_order(), 1)
    press.check(a_bill())
    assert press.render(an_invoice()).startswith(b"%PDF-")
