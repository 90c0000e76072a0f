"""What a buyer pays by, in the words of the document."""

from typing import Any

import pytest

from services.document.language import language_of
from services.document.qr.encoding import modules
from services.document.view.payment_code import PaymentCode, Slip, payment_code_of, slip_of
from services.domain.invoice import Invoice
from services.domain.payment_code import epc_content
from services.domain.qr_bill import qr_bill_content, qr_bill_of
from tests.builders import an_invoice
from tests.document.orders import DUE
from tests.swiss import BUYER, QR_IBAN, a_swiss_invoice, a_swiss_seller


def code_of(invoice: Invoice) -> PaymentCode | None:
    return payment_code_of(invoice, language_of(invoice.bill))


def slip(**changes: Any) -> Slip:  # noqa: ANN401 - any field, of any type
    invoice = a_swiss_invoice(**changes)
    found = slip_of(invoice, language_of(invoice.bill))
    assert found is not None
    return found


def test_a_due_invoice_in_euros_has_a_code_with_a_caption() -> None:
    invoice = an_invoice(payment=DUE)
    content = epc_content(invoice)
    assert content is not None
    assert code_of(invoice) == PaymentCode(
        modules=modules(content, 13) or (), caption="Scannen und mit der Banking-App zahlen"
    )


@pytest.mark.parametrize(
    "changes",
    [{"payment": {"status": "paid", "method": "card"}}, {"payment": DUE, "livemode": False}],
    ids=["paid", "test"],
)
def test_who_is_not_to_pay_has_neither_code_nor_slip(changes: dict[str, Any]) -> None:
    for invoice in (an_invoice(**changes), a_swiss_invoice(**changes)):
        assert code_of(invoice) is None
        assert slip_of(invoice, language_of(invoice.bill)) is None


def test_a_slip_takes_the_place_of_the_code() -> None:
    seller = a_swiss_seller(
        bank={"holder": "Max Muster", "iban": "CH5800791123000889012", "bic": "POFICHBEXXX"}
    )
    invoice = a_swiss_invoice(seller=seller, currency="EUR")
    assert slip_of(invoice, language_of(invoice.bill)) is not None
    assert code_of(invoice) is None


def test_a_slip_says_what_its_code_says() -> None:
    invoice = a_swiss_invoice()
    bill = qr_bill_of(invoice)
    assert bill is not None
    found = slip()
    assert found.modules == modules(qr_bill_content(bill), 25)
    assert found.iban == "CH58 0079 1123 0008 8901 2"
    assert found.creditor == ("Max Muster & Söhne", "Musterstrasse 123", "8000 Seldwyla")
    assert found.debtor == (
        "Pia-Maria Rutschmann-Schnyder",
        "Grosse Marktgasse 28",
        "9400 Rorschach",
    )
    assert found.reference == "RF94 INV2 0260 0000 1"
    assert (found.currency, found.amount, found.message) == ("CHF", "104.35", "INV-2026-000001")


def test_a_qr_reference_is_written_in_fives() -> None:
    seller = a_swiss_seller(iban=QR_IBAN)
    assert slip(seller=seller).reference == "00 00000 00018 23312 02600 00011"


def test_a_bill_without_a_reference_has_no_line_for_it() -> None:
    found = slip(payment=DUE | {"reference": "für Zoë"})
    assert (found.reference, found.message) == ("", "für Zoë")


def test_thousands_are_set_apart_by_a_space() -> None:
    line = {"name": "Clock", "unit_price": "1234567.5", "tax": {"category": "Z", "rate": "0"}}
    assert slip(lines=[line | {"quantity": "1"}]).amount == "1 234 567.50"


def test_an_address_abroad_names_its_country() -> None:
    address = {"line1": "Allee 1", "postal_code": "13353", "city": "Berlin", "country": "DE"}
    assert slip(buyer=BUYER | {"address": address}).debtor == (
        "Pia-Maria Rutschmann-Schnyder",
        "Allee 1",
        "DE-13353 Berlin",
    )


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("de-CH", "Empfangsschein"),
        ("fr-CH", "Récépissé"),
        ("it-CH", "Ricevuta"),
        ("en-GB", "Receipt"),
        ("pl-PL", "Receipt"),
    ],
)
def test_a_slip_is_in_a_language_of_its_country_or_in_english(locale: str, title: str) -> None:
    assert slip(locale=locale).words.receipt == title
