"""The content of an EPC code, element by element (EPC069-12, version 2.1, section 2)."""

from typing import Any

import pytest

from services.domain.payment_code import epc_content
from tests.builders import a_seller, an_invoice
from tests.document.orders import DUE
from tests.swiss import QR_IBAN

HOLDER = "Papierhaus Lindner GmbH"


def content(**changes: Any) -> list[str]:  # noqa: ANN401 - any field, of any type
    text = epc_content(an_invoice(**({"payment": DUE} | changes)))
    assert text is not None
    return text.split("\n")


def paid_into(iban: str, bic: str | None = None, holder: str = HOLDER) -> str | None:
    bank = {"holder": holder, "iban": iban} | ({"bic": bic} if bic else {})
    return epc_content(an_invoice(payment=DUE, seller=a_seller(bank=bank)))


def test_every_element_stands_on_its_line() -> None:
    assert content() == [
        "BCD",
        "002",
        "1",
        "SCT",
        "COBADEFFXXX",
        "Papierhaus Lindner GmbH",
        "DE89370400440532013000",
        "EUR104.35",
        "",
        "",
        "INV-2026-000001",
    ]


def test_only_the_rest_is_asked_for() -> None:
    assert content(payment=DUE | {"paid_amount": "4.35"})[7] == "EUR100.00"


def test_the_shops_reference_is_the_text_of_the_transfer() -> None:
    assert content(payment=DUE | {"reference": "Bestellung 7 für Zoë"})[9:] == [
        "",
        "Bestellung 7 für Zoë",
    ]


def test_a_creditor_reference_goes_where_banks_check_it() -> None:
    given = DUE | {"reference": "RF18 5390 0754 7034"}
    assert content(payment=given)[9:] == ["RF18539007547034"]


def test_a_bic_may_be_missing_within_the_economic_area() -> None:
    text = paid_into("DE89370400440532013000")
    assert text is not None
    assert text.split("\n")[4] == ""


def test_a_bic_is_needed_for_the_rest_of_the_sepa_area() -> None:
    assert paid_into("GB29NWBK60161331926819") is None
    assert paid_into("GB29NWBK60161331926819", "NWBKGB2LXXX") is not None


def test_beyond_the_sepa_area_there_is_no_code() -> None:
    assert paid_into("BR1800360305000010009795493C1", "CEFXBRSPXXX") is None


def test_other_currencies_have_no_code() -> None:
    assert epc_content(an_invoice(payment=DUE, currency="SEK")) is None


def test_a_qr_iban_has_no_code_as_it_takes_no_text() -> None:
    assert paid_into(QR_IBAN, "POFICHBEXXX") is None


@pytest.mark.parametrize("refused", [{"payment": DUE, "livemode": False}, {}])
def test_who_is_not_to_pay_gets_no_code(refused: dict[str, Any]) -> None:
    assert epc_content(an_invoice(**refused)) is None


def test_a_long_name_is_cut_to_seventy_characters() -> None:
    text = paid_into("DE89370400440532013000", holder="Lindner und Söhne " * 11)
    assert text is not None
    name = text.split("\n")[5]
    assert name == ("Lindner und Söhne " * 11)[:70].strip()


def test_more_bytes_than_a_code_may_hold_give_none() -> None:
    bank = {"holder": "\u2713" * 60, "iban": "DE89370400440532013000"}
    seller = a_seller(bank=bank)
    short, long = ("\u2713" * length for length in (25, 60))
    fits = epc_content(an_invoice(payment=DUE | {"reference": short}, seller=seller))
    assert fits is not None
    assert len(fits.encode()) == 306
    assert epc_content(an_invoice(payment=DUE | {"reference": long}, seller=seller)) is None
