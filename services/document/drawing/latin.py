"""Text of Western Europe: one byte for a character, so it stands in a file as it is.

Its fonts are simple ones in WinAnsiEncoding (ISO 32000-1, 9.6.3 and D.2), which is Windows 1252.
"""

import re
from functools import cache
from typing import Final

from reportlab.pdfbase.pdfdoc import PDFArray, PDFName

from services.document.drawing.objects import dictionary
from services.document.drawing.programs import base_font, descriptor, natural_widths
from services.document.faces import Weight, face
from services.document.faces.family import CORE
from services.document.faces.shaping import table

_ENCODING: Final = "cp1252"
_FIRST: Final = 0x20
_LAST: Final = 0xFF
_SOFT_HYPHEN: Final = "\N{SOFT HYPHEN}"
"""WinAnsiEncoding has it, the faces do not."""
_NONSYMBOLIC: Final = 32
"""Flag of a font whose characters have the names that the encoding knows (9.8.2)."""
_CODES: Final = {
    character: code
    for code in range(_FIRST, _LAST + 1)
    if (character := bytes([code]).decode(_ENCODING, "ignore"))
}
_IN_STRINGS: Final = str.maketrans(
    {character: chr(code) for character, code in _CODES.items()}
    | {special: f"\\{special}" for special in "()\\"}
)

is_special = re.compile(r"[^ -'*-\[\]-~\xa0-\xac\xae-\xff]").search
"""Finds what is not Latin-1 that every core face has, or needs an escape; most text has neither."""


def latin_string(text: str, weight: Weight) -> str | None:
    """Return the content of a string object (7.3.4.2), None where a character is not in the font.

    The bytes of the string are those of its characters in Latin-1.
    """
    return text.translate(_IN_STRINGS) if _known(weight).issuperset(text) else None


@cache
def _known(weight: Weight) -> frozenset[str]:
    return frozenset(_codes(weight))


@cache
def _codes(weight: Weight) -> dict[str, int]:
    """Return the characters that both the encoding and the core face have, with their codes."""
    known = table(CORE[weight]).codes.keys() - {_SOFT_HYPHEN}
    return {character: _CODES[character] for character in _CODES.keys() & known}


@cache
def latin_name(weight: Weight) -> str:
    """Return what content streams call the font, with the slash."""
    return str(PDFName(weight))


def latin_font(weight: Weight, program: int, first: int) -> tuple[bytes, bytes]:
    """Return font and descriptor, numbered from `first`; `program` is the number of the program."""
    name = CORE[weight]
    nominal, natural = table(name).codes, natural_widths(name)
    widths = [0] * (_LAST - _FIRST + 1)
    for character, code in _codes(weight).items():
        widths[code - _FIRST] = natural[int(nominal[character], 16)]
    font = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("TrueType"),
        "BaseFont": base_font(name),
        "FirstChar": _FIRST,
        "LastChar": _LAST,
        "Widths": PDFArray(widths),
        "Encoding": PDFName("WinAnsiEncoding"),
        "FontDescriptor": f"{first + 1} 0 R",
    }
    return dictionary(font), descriptor(face(name), base_font(name), program, _NONSYMBOLIC)
