"""Numbers, dates and countries in the document's locale."""

import re
import unicodedata
from copy import copy
from datetime import date
from decimal import Decimal

import pytest
from babel import Locale, localedata
from babel.numbers import NumberPattern, get_minus_sign_symbol
from bidi import get_display  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given
from hypothesis import strategies as st

from services.document import formatting
from services.document.coverage import printable_characters
from services.document.labels import WORDINGS
from services.document.language import language_for
from services.domain.code_lists.countries import COUNTRIES
from services.domain.code_lists.currencies import EXPONENTS
from services.domain.money import exact_arithmetic

DE = language_for("de-DE").locale
EN = language_for("en-US").locale
ORDERING = {formatting.LEFT_TO_RIGHT_MARK, formatting.RIGHT_TO_LEFT_MARK}
"""Never printed."""

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
        ("ja-JP", "€1,234,567.50"),
        ("ar-AE", "\u200f1,234,567.50 €"),
        ("ar-EG", "\u200f1,234,567.50 €"),
        ("ar-MA", "\u200f1.234.567,50 €"),
    ],
)
def test_money_is_written_as_the_locale_writes_it(tag: str, text: str) -> None:
    written = formatting.money(Decimal("1234567.5"), "EUR", language_for(tag).locale)
    assert written.replace("\u00a0", " ").replace("\u202f", " ") == text


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_every_currency_has_its_own_decimals(currency: str) -> None:
    written = formatting.joined(formatting.amount(Decimal(1), currency, EN))
    assert written == f"{Decimal(1):.{EXPONENTS[currency]}f}"
    assert written in formatting.money(Decimal(1), currency, EN)


@pytest.mark.parametrize("name", OURS)
def test_the_faces_can_print_every_locale(name: str) -> None:
    locale = Locale.parse(name)
    known = printable_characters() | ORDERING
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
    assert formatting.joined(formatting.price(Decimal("0.034500"), "EUR", DE)) == "0,0345"
    assert formatting.joined(formatting.price(Decimal(3), "EUR", DE)) == "3,00"


def test_a_quantity_has_only_the_decimals_it_needs() -> None:
    assert formatting.joined(formatting.quantity(Decimal("3.000"), DE)) == "3"
    assert formatting.joined(formatting.quantity(Decimal("0.125"), DE)) == "0,125"


def test_the_largest_total_is_not_rounded() -> None:
    total = Decimal("499999999999999999000000000.25")
    with exact_arithmetic():
        assert formatting.joined(formatting.amount(total, "EUR", EN)) == (
            "499,999,999,999,999,999,000,000,000.25"
        )


FIGURES = st.decimals(
    -(10**15), 10**15, allow_nan=False, allow_infinity=False, places=None
) | st.decimals(-(10**9), 10**9, places=2)


def by_babel(
    value: Decimal, locale: Locale, pattern: NumberPattern, places: tuple[int, int]
) -> str:
    """Write a number as babel does, but for the minus sign.

    Babel takes it from no locale, and leaves it on what is rounded to nothing.
    """
    pattern = copy(pattern)
    pattern.frac_prec = places
    pattern.prefix = (
        pattern.prefix[0],
        pattern.prefix[1].replace("-", get_minus_sign_symbol(locale)),
    )
    text = str(pattern.apply(value, locale, currency="EUR", currency_digits=False))
    if re.search("[1-9]", text):
        return text
    return str(pattern.apply(abs(value), locale, currency="EUR", currency_digits=False))


@given(FIGURES, st.sampled_from(OURS))
def test_figures_are_written_as_babel_writes_them(value: Decimal, name: str) -> None:
    locale = Locale.parse(name)
    decimal, money = locale.decimal_formats[None], locale.currency_formats["standard"]
    with exact_arithmetic():
        for currency, places in (("EUR", 2), ("JPY", 0), ("KWD", 3)):
            assert formatting.joined(formatting.amount(value, currency, locale)) == by_babel(
                value, locale, decimal, (places, places)
            )
            assert formatting.joined(formatting.price(value, currency, locale)) == by_babel(
                value, locale, decimal, (places, 6)
            )
        assert formatting.plain(value, locale) == by_babel(value, locale, decimal, (0, 6))
        assert formatting.percent(value, locale) == by_babel(
            value.scaleb(-2), locale, locale.percent_formats[None], (0, 6)
        )
        written = formatting.money(value, "EUR", locale)
        letters_apart = re.sub(r"(?<=EUR)(?=\d)", "\u00a0", by_babel(value, locale, money, (2, 2)))
        assert written == letters_apart


@pytest.mark.parametrize("name", OURS)
def test_digits_are_latin_in_every_locale(name: str) -> None:
    locale = Locale.parse(name)
    written = (
        formatting.money(Decimal(-1234567890), "EUR", locale),
        formatting.percent(Decimal(19), locale),
        formatting.day(date(2026, 11, 21), locale),
    )
    digits = [c for text in written for c in text if unicodedata.category(c) == "Nd"]
    assert all(digit.isascii() for digit in digits)


@pytest.mark.parametrize(
    ("tag", "currency", "seen"),
    [
        ("ar-AE", "EUR", "€ -1,234.50"),
        ("ar-AE", "USD", "US$ -1,234.50"),
        ("ar-AE", "CHF", "CHF -1,234.50"),
        ("ar-MA", "EUR", "€ -1.234,50"),
        ("he-IL", "EUR", "€ -1,234.50"),
        ("he-IL", "CNY", "CN¥ -1,234.50"),
    ],
)
def test_a_sign_stands_before_its_number_also_from_right_to_left(
    tag: str, currency: str, seen: str
) -> None:
    locale = language_for(tag).locale
    for value in (Decimal("-1234.50"), Decimal("1234.50")):
        text = f"المبلغ {formatting.money(value, currency, locale)} فقط"
        shown = on_paper(text).replace("\u00a0", " ")
        assert shown.startswith(on_paper("فقط"))
        assert seen.replace("-", "-" if value < 0 else "") in shown
    assert on_paper(
        f"خصم {formatting.joined(formatting.amount(Decimal(-5), 'EUR', locale))}"
    ).startswith("-5")


def on_paper(text: str) -> str:
    """Return the characters from left to right as a line of Arabic shows them (UAX 9)."""
    shown = get_display(text, base_dir="R")
    return "".join(c for c in str(shown) if c not in ORDERING)


@pytest.mark.parametrize(
    ("tag", "currency", "text"),
    [
        ("ar-AE", "AED", "\u200f1,234.50 د.إ.\u200f"),
        ("ar-KW", "KWD", "\u200f1,234.500 د.ك.\u200f"),
        ("ar-EG", "EGP", "\u200f1,234.50 ج.م.\u200f"),
        ("he-IL", "ILS", "\u200f1,234.50 \u200f₪"),
        ("ja-JP", "JPY", "\N{FULLWIDTH YEN SIGN}1,234"),
        ("ja-JP", "KWD", "KWD 1,234.500"),
        ("ko-KR", "KRW", "₩1,234"),
        ("zh-CN", "CNY", "¥1,234.50"),
    ],
)
def test_a_currency_has_the_symbol_and_the_decimals_that_its_country_knows(
    tag: str, currency: str, text: str
) -> None:
    written = formatting.money(Decimal("1234.50"), currency, language_for(tag).locale)
    assert written.replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("ja-JP", "2026年11月21日"),
        ("zh-CN", "2026年11月21日"),
        ("ko-KR", "2026년\u00a011월\u00a021일"),
        ("he-IL", "21\u00a0בנובמבר 2026"),  # noqa: RUF001 - Hebrew, not Latin
        ("ar-AE", "21\u00a0نوفمبر 2026"),
        ("ar-EG", "21\u00a0نوفمبر 2026"),
        ("ar-MA", "21\u00a0نونبر 2026"),
    ],
)
def test_a_date_is_written_in_full_in_its_own_script(tag: str, text: str) -> None:
    assert formatting.day(date(2026, 11, 21), language_for(tag).locale) == text


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
