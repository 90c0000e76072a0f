from typing import Any

from services.document.einvoice.profile import BILLING, PEPPOL
from services.document.einvoice.ubl import ubl
from services.domain.invoice import Invoice
from tests.builders import a_seller, an_invoice
from tests.document.einvoice.checking import texts
from tests.document.einvoice.corpus import AE, CORPUS, FRENCH, ZURICH, O, crediting, line
from tests.document.orders import DUE

KNOWN = FRENCH | {"reference": "SERVICE-9"}


def to_a_business_abroad(**changes: Any) -> Invoice:  # noqa: ANN401 - any field, of any type
    return an_invoice(buyer=KNOWN, lines=[line(AE)], **changes)


def said(invoice: Invoice, path: str) -> list[str]:
    return texts(ubl(invoice), path)


def specification(invoice: Invoice) -> str:
    (id_,) = said(invoice, "CustomizationID")
    return id_


def test_a_credit_note_is_one() -> None:
    credit_note = crediting(payment=DUE)
    xml = ubl(credit_note)
    assert b"<CreditNote " in xml
    assert texts(xml, "CreditNoteTypeCode") == ["381"]
    assert texts(xml, "InvoiceDocumentReference/ID") == ["INV-2026-000001"]
    assert texts(xml, "CreditedQuantity") == ["3", "1", "0.5"]


def test_the_due_day_of_a_credit_note_stands_with_the_payment() -> None:
    assert said(crediting(payment=DUE), "PaymentMeans/PaymentDueDate") == ["2026-12-05"]
    assert said(an_invoice(payment=DUE), "DueDate") == ["2026-12-05"]
    assert said(an_invoice(payment=DUE), "PaymentMeans/PaymentDueDate") == []


def test_an_order_without_a_purchase_order_still_names_the_shops() -> None:
    assert said(an_invoice(), "OrderReference/ID") == ["NA"]
    assert said(an_invoice(), "OrderReference/SalesOrderID") == ["A-1001"]


def test_a_business_with_a_reference_is_sent_peppol() -> None:
    invoice = to_a_business_abroad()
    assert specification(invoice) == PEPPOL
    assert said(invoice, "ProfileID") == [BILLING]
    assert said(invoice, "Party/EndpointID") == ["DE123456789", "FR12345678901"]
    assert b'schemeID="9957"' in ubl(invoice)


def test_a_purchase_order_will_do_for_a_reference() -> None:
    invoice = an_invoice(buyer=FRENCH, lines=[line(AE)], purchase_order="PO-77")
    assert specification(invoice) == PEPPOL


def test_without_a_reference_peppol_is_not_claimed() -> None:
    invoice = an_invoice(buyer=FRENCH, lines=[line(AE)])
    assert specification(invoice) == "urn:cen.eu:en16931:2017"
    assert said(invoice, "ProfileID") == []
    assert said(invoice, "Party/EndpointID")[1] == "zoe@example.com"


def test_peppol_is_not_claimed_where_its_rules_ask_for_more_than_a_record_has() -> None:
    debit = {"status": "due", "method": "direct_debit"}
    german = KNOWN | {"vat_id": "DE987654321", "address": a_seller().profile.address.model_dump()}
    dutch = a_seller(vat_ids=["NL123456789B01"])
    half_a_yen = [line(AE, quantity="0.5", unit_price="1981")]
    unclaimed = (
        an_invoice(buyer=KNOWN, lines=half_a_yen, currency="JPY"),
        to_a_business_abroad(payment=debit),
        an_invoice(buyer=KNOWN | {"vat_id": None}),
        an_invoice(buyer=KNOWN | {"vat_id": "CHE-123.456.788 MWST", "address": ZURICH}),
        an_invoice(buyer=german),
        to_a_business_abroad(seller=dutch),
        an_invoice(buyer=KNOWN, lines=[line(O)]),
    )
    assert {specification(invoice) for invoice in unclaimed} == {"urn:cen.eu:en16931:2017"}


def test_all_notes_stand_in_one_element() -> None:
    assert len(said(CORPUS["a test"](), "Note")) == 1
    assert said(CORPUS["a note"](), "Note") == ["Leave it with the neighbours."]
