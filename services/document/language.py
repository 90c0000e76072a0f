"""Which language and number format a document is in, from the locale an order names."""

from functools import lru_cache
from typing import NamedTuple

from babel import Locale, localedata

from services.document.labels import WORDINGS
from services.document.labels.wording import Wording
from services.domain.invoice import Bill
from services.domain.wording import language_code

_FALLBACK = "en"
_TAX_NAMES = {
    "CH": "swiss_vat",
    "LI": "swiss_vat",
    "AU": "gst",
    "IN": "gst",
    "NZ": "gst",
    "SG": "gst",
    "JP": "consumption_tax",
    **dict.fromkeys(("BN", "BR", "CA", "HK", "KW", "MO", "MY", "PR", "QA", "US"), "tax"),
}
_VAT_NAMES = {"vat", "swiss_vat"}
_TAX_INVOICES = {"AE", "AU", "BH", "IL", "IN", "NZ", "OM", "SA", "SG", "TH"}


class Language(NamedTuple):
    """Words, and the CLDR locale that dates, numbers and countries are written by."""

    wording: Wording
    locale: Locale
    tag: str
    """BCP 47, of the document."""
    direction: str
    """`ltr` or `rtl`, as HTML says it."""


def language_of(bill: Bill) -> Language:
    """Return the language of a document: the order's, else the seller's, else English."""
    return language_for(bill.locale, bill.seller.locale)


@lru_cache(maxsize=256)
def language_for(*locales: str) -> Language:
    """Return the language of the first of some well-formed BCP 47 tags that has a table of words.

    Where none has, words are English, and dates and numbers as English is written in the first
    tag's territory: a page never mixes two languages. A territory CLDR does not know is left out.
    """
    spoken = next((tag for tag in locales if language_code(tag) in WORDINGS), None)
    language, territories = (
        (language_code(spoken), _territories(spoken))
        if spoken
        else (_FALLBACK, _territories(locales[0]))
    )
    names = (f"{language}_{territory}" for territory in territories)
    name = next((name for name in names if localedata.exists(name)), language)
    locale = Locale.parse(name)
    tag = str(locale).replace("_", "-")
    return Language(WORDINGS[language], locale, tag, locale.text_direction)


def _territories(tag: str) -> list[str]:
    subtags = tag.replace("_", "-").split("-")[1:]
    return [subtag.upper() for subtag in subtags if len(subtag) == 2]  # noqa: PLR2004 - ISO 3166


def tax_name(wording: Wording, country: str) -> str:
    """Return what the tax of a seller in `country` is called within a sentence."""
    return wording.tax_names[_TAX_NAMES.get(country, "vat")]


def as_label(text: str) -> str:
    """Return words as they begin a label: with a capital, whatever they are in a sentence."""
    return text[:1].upper() + text[1:]


def has_vat(country: str) -> bool:
    """Tell whether tax numbers of `country` are VAT numbers."""
    return _TAX_NAMES.get(country, "vat") in _VAT_NAMES


def titled_tax_invoice(country: str) -> bool:
    """Tell whether the law of `country` wants the words "tax invoice" on the document."""
    return country in _TAX_INVOICES
