"""Numbers, dates and countries in the document's locale."""

from datetime import date
from decimal import Decimal

import pytest
from babel import Locale, localedata

from services.document import formatting
from services.document.coverage import printable_characters
from services.document.labels import WORDINGS
from services.document.language import language_for
from services.domain.code_lists.countries import COUNTRIES
from services.domain.code_lists.currencies import EXPONENTS
from services.domain.money import exact_arithmetic

DE = language_for("de-DE").locale
EN = language_for("en-US").locale

OURS = [
    name
    for name in localedata.locale_identifiers()
    if name.split("_")[0] in WORDINGS and (len(name) == 2 or len(name.split("_", 1)[1]) == 2)
]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("de-DE", "1.234.567,50 €"),
        ("de-AT", "€ 1.234.567,50"),
        ("de-CH", "EUR 1\u2019234\u2019567.50"),
        ("en-US", "€1,234,567.50"),
        ("en-IN", "€12,34,567.50"),
        ("fr-FR", "1 234 567,50 €"),
        ("nl-NL", "€ 1.234.567,50"),
        ("pl-PL", "1 234 567,50 €"),
    ],
)
def test_money_is_written_as_the_locale_writes_it(tag: str, text: str) -> None:
    written = formatting.money(Decimal("1234567.5"), "EUR", language_for(tag).locale)
    assert written.replace("\u00a0", " ").replace("\u202f", " ") == text


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_every_currency_has_its_own_decimals(currency: str) -> None:
    figure = formatting.amount(Decimal(1), currency, EN)
    assert figure.text == f"{Decimal(1):.{EXPONENTS[currency]}f}"
    assert figure.text in formatting.money(Decimal(1), currency, EN)


@pytest.mark.parametrize("name", OURS)
def test_the_faces_can_print_every_locale(name: str) -> None:
    locale = Locale.parse(name)
    known = printable_characters()
    for currency in EXPONENTS:
        assert known.issuperset(formatting.money(Decimal("-1234.5"), currency, locale))
    for country in COUNTRIES:
        assert known.issuperset(formatting.country(country, locale))
    assert all(known.issuperset(formatting.day(date(2026, m, 1), locale)) for m in range(1, 13))


def test_a_letter_of_a_currency_stands_apart_from_the_digits() -> None:
    assert formatting.money(Decimal(5), "KWD", EN) == "KWD\u00a05.000"


def test_a_figure_is_cut_before_its_decimal_mark() -> None:
    assert formatting.amount(Decimal("1234.5"), "EUR", DE) == ("1.234", ",50")
    assert formatting.amount(Decimal(1234), "JPY", DE) == ("1.234", "")


def test_a_price_keeps_the_decimals_it_has() -> None:
    assert formatting.price(Decimal("0.034500"), "EUR", DE).text == "0,0345"
    assert formatting.price(Decimal(3), "EUR", DE).text == "3,00"


def test_a_quantity_has_only_the_decimals_it_needs() -> None:
    assert formatting.quantity(Decimal("3.000"), DE).text == "3"
    assert formatting.quantity(Decimal("0.125"), DE).text == "0,125"


def test_the_largest_total_is_not_rounded() -> None:
    total = Decimal("499999999999999999000000000.25")
    with exact_arithmetic():
        assert formatting.amount(total, "EUR", EN).text == (
            "499,999,999,999,999,999,000,000,000.25"
        )


@pytest.mark.parametrize(
    ("rate", "text"), [("19", "19\u00a0%"), ("7.70", "7,7\u00a0%"), ("0", "0\u00a0%")]
)
def test_a_rate_is_a_percentage(rate: str, text: str) -> None:
    assert formatting.percent(Decimal(rate), DE) == text


def test_day_and_month_are_never_parted() -> None:
    assert formatting.day(date(2026, 12, 5), DE) == "5.\u00a0Dezember 2026"


def test_a_country_is_named_in_the_documents_language() -> None:
    assert formatting.country("AT", DE) == "Österreich"
    assert formatting.country("AT", EN) == "Austria"


def test_an_iban_is_grouped_by_four() -> None:
    assert formatting.iban("DE8937 0400440532013000") == "DE89 3704 0044 0532 0130 00"
