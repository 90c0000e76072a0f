"""Addresses and references as they are printed."""

import pytest

from services.document.language import language_for
from services.document.view.parties import address_lines, facts_of
from services.domain.invoice import PostalAddress
from tests.builders import an_invoice, an_order_request
from tests.document.orders import DUE

EN = language_for("en-GB")


def an_address(country: str, region: str | None) -> PostalAddress:
    return PostalAddress(
        line1="1 High Street", postal_code="12345", city="Town", region=region, country=country
    )


@pytest.mark.parametrize(
    ("country", "region", "lines"),
    [
        ("DE", None, ("12345 Town", "Germany")),
        ("DE", "Bavaria", ("12345 Town", "Bavaria", "Germany")),
        ("US", "OR", ("Town, OR 12345", "United States")),
        ("US", None, ("Town, 12345", "United States")),
        ("CA", "ON", ("Town ON 12345", "Canada")),
        ("GB", None, ("Town", "12345", "United Kingdom")),
        ("GB", "Kent", ("Town", "Kent", "12345", "United Kingdom")),
        ("AU", "NSW", ("Town NSW 12345", "Australia")),
    ],
)
def test_an_address_is_written_as_its_country_writes_it(
    country: str, region: str | None, lines: tuple[str, ...]
) -> None:
    assert address_lines(an_address(country, region), EN.locale) == ("1 High Street", *lines)


def test_a_japanese_address_goes_from_the_large_to_the_small() -> None:
    address = PostalAddress(
        line1="神田小川町3丁目8番地",
        postal_code="101-0052",
        city="千代田区",
        region="東京都",
        country="JP",
    )
    assert address_lines(address, language_for("ja-JP").locale) == (
        "〒101-0052",
        "東京都千代田区神田小川町3丁目8番地",
        "日本",
    )
    assert address_lines(address, EN.locale)[0] == "神田小川町3丁目8番地"


def test_braces_in_an_address_are_only_text() -> None:
    address = an_address("DE", None).model_copy(update={"city": "{postal_code}"})
    assert address_lines(address, EN.locale)[1] == "12345 {postal_code}"


def test_facts_that_are_missing_have_no_line() -> None:
    assert [pair.label for pair in facts_of(an_invoice(), EN)] == [
        "Invoice number",
        "Date of issue",
        "Order",
        "Our VAT ID",
    ]


def test_facts_that_are_known_are_all_named() -> None:
    buyer = an_order_request()["buyer"] | {"vat_id": "DE123456789", "reference": "Dept. 7"}
    invoice = an_invoice(buyer=buyer, purchase_order="PO-1", supply_date="2026-11-19", payment=DUE)
    facts = {pair.label: pair.value for pair in facts_of(invoice, EN)}
    assert facts == {
        "Invoice number": "INV-2026-000001",
        "Date of issue": "21\u00a0November 2026",
        "Date of supply": "19\u00a0November 2026",
        "Due date": "5\u00a0December 2026",
        "Order": "A-1001",
        "Purchase order": "PO-1",
        "Your reference": "Dept. 7",
        "Our VAT ID": "DE123456789",
        "Your VAT ID": "DE123456789",
    }
