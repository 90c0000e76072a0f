"""Amounts, quantities, rates, dates and countries as CLDR writes them in the document's locale."""

import re
from copy import copy
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    NumberPattern,
    get_currency_symbol,
    get_decimal_symbol,
)

from services.document.coverage import printable_characters
from services.domain.money import exponent

_MAX_PLACES = 6
_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_NO_BREAK_SPACE = "\u00a0"


class Figure(NamedTuple):
    """A number cut before its decimal mark, so that a column can align on it."""

    whole: str
    fraction: str

    @property
    def text(self) -> str:
        """Return the number as it is printed."""
        return self.whole + self.fraction


def money(value: Decimal, currency: str, locale: Locale) -> str:
    """Write an amount with its currency and exactly the currency's decimals (ISO 4217)."""
    pattern = _money_pattern(locale, currency)
    text = str(pattern.apply(value, locale, currency=currency, currency_digits=False))
    # CLDR parts a letter of the currency from a digit by a space; babel leaves that out.
    return _LETTER_BESIDE_DIGIT.sub(_NO_BREAK_SPACE, text)


def amount(value: Decimal, currency: str, locale: Locale) -> Figure:
    """Write an amount for a column that names its currency elsewhere."""
    places = exponent(currency)
    return _figure(_decimal_pattern(locale, places, places).apply(value, locale), locale)


def price(value: Decimal, currency: str, locale: Locale) -> Figure:
    """Write a unit price: at least the currency's decimals, and all that it has."""
    pattern = _decimal_pattern(locale, exponent(currency), _MAX_PLACES)
    return _figure(pattern.apply(value, locale), locale)


def quantity(value: Decimal, locale: Locale) -> Figure:
    """Write a quantity with the decimals that it needs."""
    return _figure(_decimal_pattern(locale, 0, _MAX_PLACES).apply(value, locale), locale)


def percent(rate: Decimal, locale: Locale) -> str:
    """Write a rate that is given in percent: 19 becomes `19 %` or `19%`."""
    return str(_percent_pattern(locale).apply(rate.scaleb(-2), locale))


def plain(value: Decimal, locale: Locale) -> str:
    """Write a number, such as an exchange rate, with the decimals that it needs."""
    return quantity(value, locale).text


def day(value: date, locale: Locale) -> str:
    """Write a date in full, its month in words, so that no reader swaps day and month.

    Day and month stay on one line.
    """
    text = str(format_date(value, "long", locale))
    return text.replace(" ", _NO_BREAK_SPACE, 1)


def country(code: str, locale: Locale) -> str:
    """Return a country's name in the document's language; the code where CLDR has no name."""
    return str(locale.territories.get(code, code))


def iban(text: str) -> str:
    """Write an IBAN in groups of four (ISO 13616)."""
    dense = text.replace(" ", "")
    return " ".join(dense[start : start + 4] for start in range(0, len(dense), 4))


def _figure(text: str, locale: Locale) -> Figure:
    whole, mark, decimals = text.rpartition(get_decimal_symbol(locale))
    return Figure(whole, mark + decimals) if mark else Figure(text, "")


def _with_places(pattern: NumberPattern, least: int, most: int) -> NumberPattern:
    changed = copy(pattern)
    changed.frac_prec = (least, most)
    return changed


@lru_cache(maxsize=256)
def _decimal_pattern(locale: Locale, least: int, most: int) -> NumberPattern:
    return _with_places(locale.decimal_formats[None], least, most)


@lru_cache(maxsize=256)
def _percent_pattern(locale: Locale) -> NumberPattern:
    return _with_places(locale.percent_formats[None], 0, _MAX_PLACES)


@lru_cache(maxsize=1024)
def _money_pattern(locale: Locale, currency: str) -> NumberPattern:
    places = exponent(currency)
    pattern = _with_places(locale.currency_formats["standard"], places, places)
    if not printable_characters().issuperset(get_currency_symbol(currency, locale)):
        pattern.prefix = _coded(pattern.prefix)
        pattern.suffix = _coded(pattern.suffix)
    return pattern


def _coded(affixes: tuple[str, str]) -> tuple[str, str]:
    """Ask for the ISO code (CLDR: two currency signs) where the faces lack the symbol."""
    positive, negative = (affix.replace("¤", "¤¤") for affix in affixes)
    return positive, negative
