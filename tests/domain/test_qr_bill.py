"""The content of a Swiss QR code (SIX, QR-bill guidelines 2.3, section 4.2.2)."""

from typing import Any

import pytest

from services.domain.qr_bill import QrBill, Reference, qr_bill_content, qr_bill_of
from tests.builders import a_seller
from tests.swiss import BUYER, DUE, IBAN, QR_IBAN, a_swiss_invoice, a_swiss_seller


def bill(**changes: Any) -> QrBill:  # noqa: ANN401 - any field, of any type
    found = qr_bill_of(a_swiss_invoice(**changes))
    assert found is not None
    return found


def test_every_element_stands_on_its_line() -> None:
    assert qr_bill_content(bill()).split("\n") == [
        "SPC",
        "0200",
        "1",
        IBAN,
        *("S", "Max Muster & Söhne", "Musterstrasse 123", "", "8000", "Seldwyla", "CH"),
        *[""] * 7,
        "104.35",
        "CHF",
        *("S", "Pia-Maria Rutschmann-Schnyder", "Grosse Marktgasse 28", ""),
        *("9400", "Rorschach", "CH"),
        "SCOR",
        "RF94INV2026000001",
        "INV-2026-000001",
        "EPD",
    ]


def test_a_qr_iban_gets_a_qr_reference() -> None:
    assert bill(seller=a_swiss_seller(iban=QR_IBAN)).reference == Reference(
        "QRR", "000000000018233120260000011"
    )


def test_a_qr_iban_has_no_bill_if_nothing_makes_a_qr_reference() -> None:
    seller = a_swiss_seller(iban=QR_IBAN)
    invoice = a_swiss_invoice(seller=seller, payment=DUE | {"reference": "für Zoë"})
    assert qr_bill_of(invoice) is None


def test_a_text_that_is_no_reference_goes_into_the_message() -> None:
    found = bill(payment=DUE | {"reference": "Bestellung 7 für Zoë"})
    assert (found.reference, found.message) == (Reference("NON", ""), "Bestellung 7 für Zoë")


def test_a_creditor_reference_of_the_shop_is_kept_and_the_number_is_the_message() -> None:
    found = bill(payment=DUE | {"reference": "RF18 5390 0754 7034"})
    assert found.reference == Reference("SCOR", "RF18539007547034")
    assert found.message == "INV-2026-000001"


def test_a_text_that_the_code_cannot_hold_makes_no_bill() -> None:
    assert qr_bill_of(a_swiss_invoice(payment=DUE | {"reference": "Ωμέγα"})) is None


def test_an_account_in_liechtenstein_is_as_good() -> None:
    assert bill(seller=a_swiss_seller(iban="LI21088100002324013AA")).currency == "CHF"


@pytest.mark.parametrize("country", ["CH", "LI"])
def test_euros_are_paid_by_a_bill_where_banks_read_it(country: str) -> None:
    buyer = BUYER | {"address": BUYER["address"] | {"country": country}}  # type: ignore[operator]
    assert bill(currency="EUR", buyer=buyer).currency == "EUR"


def test_euros_from_elsewhere_are_not() -> None:
    buyer = BUYER | {"address": BUYER["address"] | {"country": "DE"}}  # type: ignore[operator]
    assert qr_bill_of(a_swiss_invoice(currency="EUR", buyer=buyer)) is None
    assert bill(currency="CHF", buyer=buyer).debtor is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "USD"},
        {"livemode": False},
        {"type_": "381"},
        {"payment": {"status": "paid", "method": "card"}},
        {"payment": DUE | {"method": "direct_debit"}},
        {"seller": a_swiss_seller(bank=None)},
        {"seller": a_seller(currency="CHF")},
        {"seller": a_swiss_seller(holder="Ωμέγα")},
    ],
    ids=["dollars", "test", "credit", "paid", "collected", "no bank", "German bank", "Greek"],
)
def test_without_what_a_bill_needs_there_is_none(changes: dict[str, Any]) -> None:
    assert qr_bill_of(a_swiss_invoice(**changes)) is None


def test_a_debtor_whose_name_is_not_allowed_is_left_to_the_payer() -> None:
    found = bill(buyer=BUYER | {"name": "Борис"})
    assert found.debtor is None
    assert qr_bill_content(found).split("\n")[20:27] == [""] * 7


def test_typographic_signs_are_written_plainly() -> None:
    found = bill(seller=a_swiss_seller(holder="L\u2019Atelier \u2013 \u201cRochat\u201d\u2026"))
    assert found.creditor.name == 'L\'Atelier - "Rochat"...'


def test_letters_of_the_extended_set_are_kept() -> None:
    assert bill(buyer=BUYER | {"name": "Łukasz Ștefan €"}).debtor == bill().debtor._replace(  # type: ignore[union-attr]
        name="Łukasz Ștefan €"
    )


def test_fields_are_cut_to_the_lengths_that_are_allowed() -> None:
    address = {"line1": "Weg " * 25, "postal_code": "1234 " * 20, "city": "Ort " * 25}
    party = bill(
        buyer=BUYER | {"name": "Name " * 40, "address": address | {"country": "CH"}}
    ).debtor
    assert party is not None
    assert [len(text) for text in party] == [69, 70, 16, 35, 2]


def test_the_longest_bill_fits_its_code() -> None:
    wide = {"line1": "ő" * 60 + " ő" * 20, "postal_code": "ő" * 60, "city": "ő" * 60}
    seller = a_swiss_seller(holder="ő" * 60 + " " + "ő" * 60, address=wide | {"country": "CH"})
    buyer = BUYER | {"name": "ő" * 60 + " " + "ő" * 60, "address": wide | {"country": "CH"}}
    found = bill(seller=seller, buyer=buyer, payment=DUE | {"reference": "ő" * 60})
    assert len(qr_bill_content(found).encode()) <= 997
