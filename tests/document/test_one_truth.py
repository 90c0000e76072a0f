"""Page, XML and API say the same amounts of an invoice."""

import json
import re
from decimal import Decimal

import pytest

from services.document.einvoice.attached import read_xml
from services.document.formatting import amount as figures
from services.document.language import language_of
from services.document.rendition import render
from services.domain.billing import order_totals
from services.domain.invoice import Invoice
from services.domain.money import amount_text
from services.flow.order_answer import order_answer
from tests.builders import RING, an_invoice, an_order, an_order_request
from tests.document.einvoice.corpus import CORPUS
from tests.document.reading import text_of, without_spaces

TERMS = {"net": "TaxBasisTotalAmount", "gross": "GrandTotalAmount", "due": "DuePayableAmount"}


def in_xml(xml: bytes, currency: str) -> dict[str, Decimal]:
    """Return the totals of a CII document (BT-109, BT-110, BT-112, BT-115)."""

    def amount(pattern: str) -> Decimal:
        (found,) = re.findall(pattern, xml.decode())
        return Decimal(found)

    tax = amount(f'<ram:TaxTotalAmount currencyID="{currency}">([^<]+)<')
    return {"tax": tax} | {name: amount(f"<ram:{term}>([^<]+)<") for name, term in TERMS.items()}


@pytest.mark.parametrize("name", CORPUS)
def test_the_page_and_its_xml_come_to_the_same(name: str) -> None:
    invoice = CORPUS[name]()
    assert invoice.bill.e_invoice, "the corpus is of e-invoices"
    pdf = render(invoice)
    xml = read_xml(pdf)
    assert xml is not None
    totals = invoice.bill.totals
    assert in_xml(xml, invoice.bill.currency) == {
        "net": totals.net,
        "tax": totals.tax,
        "gross": totals.gross,
        "due": totals.due,
    }
    assert shown(totals.gross, invoice) in without_spaces(text_of(pdf))
    assert shown(totals.tax, invoice) in without_spaces(text_of(pdf))


def shown(amount: Decimal, invoice: Invoice) -> str:
    """Return the figures alone: marks of direction order them, and are not printed."""
    locale = language_of(invoice.bill).locale
    return without_spaces("".join(figures(amount, invoice.bill.currency, locale)))


def test_the_api_answers_the_totals_of_the_xml() -> None:
    asked = an_order_request(payment={"status": "due", "method": "bank_transfer"})
    invoice = an_invoice(payment=asked["payment"])
    order = an_order(request=asked, totals=order_totals(invoice.bill))
    answered = order_answer(order, public_url="http://127.0.0.1:8080", links=RING)["totals"]
    xml = read_xml(render(invoice))
    assert xml is not None
    written = {name: amount_text(a, "EUR") for name, a in in_xml(xml, "EUR").items()}
    assert json.loads(json.dumps(answered)) == written
