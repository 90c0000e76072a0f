"""Amounts, quantities, rates, dates and countries as CLDR writes them in the document's locale.

Digits are Latin ones in every locale, also where its own are usual (`ar-EG`): one set of digits,
which accounting reads everywhere. Grouping, marks, signs and affixes are read from babel's CLDR
patterns once per locale; writing a figure is then left to `format`.

In right-to-left locales U+200E and U+200F, which are never printed, keep a sign before its number
and a currency beside it, within a sentence and in a column of its own.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    NumberPattern,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    get_minus_sign_symbol,
)

from services.document.coverage import printable_characters
from services.domain.money import exponent

LEFT_TO_RIGHT_MARK = "\u200e"
RIGHT_TO_LEFT_MARK = "\u200f"

_MAX_PLACES = 6
_NO_BREAK_SPACE = "\u00a0"
_NEVER_PRINTED = {LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK}
_THOUSANDS = (3, 3)
_UNGROUPED = 3
"""Digits that no locale parts."""
_KEPT = 1024
_KEPT_LOCALES = 64


Figure = tuple[str, str]
"""A number cut before its decimal mark, so that a column can align on it.

A plain tuple: a table is made of thousands.
"""

NO_FIGURE: Final[Figure] = ("", "")
"""Stands in a column that a row leaves empty."""

FigureWriter = Callable[[Decimal], Figure]
"""How a locale writes one kind of number."""


def joined(figure: Figure) -> str:
    """Return a number as it is printed."""
    return "".join(figure)


def money(value: Decimal, currency: str, locale: Locale) -> str:
    """Write an amount with its currency and exactly the currency's decimals (ISO 4217)."""
    return joined(_sums_in(currency, locale)(value))


def amount(value: Decimal, currency: str, locale: Locale) -> Figure:
    """Write an amount for a column that names its currency elsewhere."""
    return amounts_in(currency, locale)(value)


def price(value: Decimal, currency: str, locale: Locale) -> Figure:
    """Write a unit price: at least the currency's decimals, and all that it has."""
    return prices_in(currency, locale)(value)


def quantity(value: Decimal, locale: Locale) -> Figure:
    """Write a quantity with the decimals that it needs."""
    return quantities_in(locale)(value)


def percent(rate: Decimal, locale: Locale) -> str:
    """Write a rate that is given in percent: 19 becomes `19 %` or `19%`."""
    return percentages_in(locale)(rate)


def plain(value: Decimal, locale: Locale) -> str:
    """Write a number, such as an exchange rate, with the decimals that it needs."""
    return joined(quantity(value, locale))


# Most documents of a seller are of few days.
@lru_cache(maxsize=_KEPT)
def day(value: date, locale: Locale) -> str:
    """Write a date in full, so that no reader swaps day and month.

    Day and month stay on one line.
    """
    text = str(format_date(value, "long", locale))
    year_first = text.startswith(str(value.year))
    return text.replace(" ", _NO_BREAK_SPACE, -1 if year_first else 1)


@lru_cache(maxsize=_KEPT)
def country(code: str, locale: Locale) -> str:
    """Return a country's name in the document's language; the code where CLDR has no name."""
    return str(locale.territories.get(code, code))


def iban(text: str) -> str:
    """Write an IBAN in groups of four (ISO 13616)."""
    dense = text.replace(" ", "")
    return " ".join(dense[start : start + 4] for start in range(0, len(dense), 4))


def _grouped(digits: str, last: int, others: int) -> str:
    rest, groups = digits[:-last], [digits[-last:]]
    while rest:
        rest, group = rest[:-others], rest[-others:]
        groups.append(group)
    return ",".join(reversed(groups))


@lru_cache(maxsize=_KEPT)
def amounts_in(currency: str, locale: Locale) -> FigureWriter:
    """Return how a column of amounts is written: `amount`, for many of one currency."""
    places = exponent(currency)
    return _writer(locale, locale.decimal_formats[None], places, places)


@lru_cache(maxsize=_KEPT)
def prices_in(currency: str, locale: Locale) -> FigureWriter:
    """Return how a column of unit prices is written: `price`, for many of one currency."""
    return _writer(locale, locale.decimal_formats[None], exponent(currency), _MAX_PLACES)


# The same few quantities and rates stand in most documents, and a locale is slow to look up.
@lru_cache(maxsize=_KEPT_LOCALES)
def quantities_in(locale: Locale) -> FigureWriter:
    """Return how a column of quantities is written: `quantity`, for many of one locale."""
    return lru_cache(maxsize=_KEPT)(_writer(locale, locale.decimal_formats[None], 0, _MAX_PLACES))


@lru_cache(maxsize=_KEPT_LOCALES)
def percentages_in(locale: Locale) -> Callable[[Decimal], str]:
    """Return how a column of rates is written: `percent`, for many of one locale."""
    written = _writer(locale, locale.percent_formats[None], 0, _MAX_PLACES)
    return lru_cache(maxsize=_KEPT)(lambda rate: joined(written(rate)))


@lru_cache(maxsize=_KEPT)
def _sums_in(currency: str, locale: Locale) -> FigureWriter:
    places = exponent(currency)
    pattern = locale.currency_formats["standard"]
    return _writer(locale, pattern, places, places, _symbol(currency, locale))


def _writer(
    locale: Locale, pattern: NumberPattern, least: int, most: int, currency: str = ""
) -> FigureWriter:
    group, mark, grouping = get_group_symbol(locale), get_decimal_symbol(locale), pattern.grouping
    thousands = grouping == _THOUSANDS
    # No zero is ever negative: what is equal is written alike.
    spec = f"z{',' if thousands else ''}.{most}f"
    positive, negative = _affixes(locale, pattern, currency)

    def written(value: Decimal) -> Figure:
        whole, _, decimals = str(value).partition(".")
        # Formatting takes ten times as long, and most figures need none: `12.30`, `7`.
        stands = len(whole) <= _UNGROUPED and whole.isdigit()
        if not (stands and least <= len(decimals) <= most and "E" not in decimals):
            whole, _, decimals = format(value, spec).partition(".")
        before, after = positive
        if whole[0] == "-":
            whole, (before, after) = whole[1:], negative
        if not thousands:
            whole = _grouped(whole, *grouping)
        if group != ",":
            whole = whole.replace(",", group)
        if least < most:
            decimals = decimals.rstrip("0").ljust(least, "0")
        return before + whole, mark + decimals + after if decimals else after

    return written


def _affixes(locale: Locale, pattern: NumberPattern, currency: str) -> Sequence[tuple[str, str]]:
    """Return what stands before and after a positive number, then a negative one."""
    minus = get_minus_sign_symbol(locale)
    before, after = (
        [affix.replace("-", minus).replace("¤", currency) for affix in affixes]
        for affixes in (pattern.prefix, pattern.suffix)
    )
    return [_apart(*pair) for pair in zip(before, after, strict=True)]


def _apart(before: str, after: str) -> tuple[str, str]:
    """Part a letter of the currency from a digit by a space, as CLDR has it."""
    return (
        before + _NO_BREAK_SPACE if before[-1:].isalpha() else before,
        _NO_BREAK_SPACE + after if after[:1].isalpha() else after,
    )


def _symbol(currency: str, locale: Locale) -> str:
    """Return a currency's symbol, or its ISO code where the faces lack the symbol."""
    symbol = str(get_currency_symbol(currency, locale))
    if not printable_characters() >= set(symbol) - _NEVER_PRINTED:
        symbol = currency
    if locale.text_direction == "rtl" and any(c.isascii() and c.isalpha() for c in symbol):
        # "US$" would come out as "$US", and a Latin code on the other side of a negative number.
        return f"{RIGHT_TO_LEFT_MARK}{LEFT_TO_RIGHT_MARK}{symbol}{LEFT_TO_RIGHT_MARK}"
    return symbol
