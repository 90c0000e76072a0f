"""Units of measure as people read them, from UN/ECE Recommendation 20 and 21 codes."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from babel import Locale

from services.document.language import Language

_SAME_AS: Final = {"H87": "C62", "EA": "C62", "NAR": "C62", "XPP": "C62", "XCT": "XBX"}

SYMBOLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SEC": "s",
        "MIN": "min",
        "MGM": "mg",
        "GRM": "g",
        "KGM": "kg",
        "TNE": "t",
        "LBR": "lb",
        "ONZ": "oz",
        "MMT": "mm",
        "CMT": "cm",
        "MTR": "m",
        "KMT": "km",
        "INH": "in",
        "FOT": "ft",
        "YRD": "yd",
        "SMI": "mi",
        "CMK": "cm²",
        "MTK": "m²",
        "FTK": "ft²",
        "CMQ": "cm³",
        "MTQ": "m³",
        "MLT": "ml",
        "CLT": "cl",
        "LTR": "l",
        "HLT": "hl",
        "GLL": "gal",
        "WHR": "Wh",
        "KWH": "kWh",
        "MWH": "MWh",
        "P1": "%",
        "AD": "B",
        "4L": "MB",
        "E34": "GB",
        "E35": "TB",
    }
)
"""Symbols that are the same in every language."""


def unit_name(code: str, quantity: Decimal, language: Language) -> str:
    """Return what stands behind a quantity, in the plural it asks for; else the code itself."""
    code = _SAME_AS.get(code, code)
    forms = SYMBOLS.get(code) or language.wording.units.get(code, code)
    if isinstance(forms, str):
        return forms
    return forms.get(_plural(quantity, language.locale), forms["other"])


# Most quantities are small and whole, and CLDR's rules take long to tell what that means.
@lru_cache(maxsize=1024)
def _plural(quantity: Decimal, locale: Locale) -> str:
    # CLDR counts the zeros that a decimal ends in, but they are not printed.
    whole = int(quantity)
    return str(locale.plural_form(whole if whole == quantity else quantity.normalize()))
