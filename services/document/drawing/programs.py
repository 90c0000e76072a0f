"""The programs of faces, and what the fonts that draw with them say of them (9.8 and 9.9)."""

import hashlib
from functools import cache
from typing import Final

from reportlab.pdfbase.pdfdoc import PDFArray, PDFName

from services.document.drawing.objects import dictionary, packed_once
from services.document.faces import Face, face

EM: Final = 1000
"""Units of an em in a PDF, whatever the program of a face counts in."""

_TAG_LETTERS: Final = 6


@cache
def natural_widths(name: str) -> tuple[int, ...]:
    """Return the advance of every glyph of a face, in thousandths of an em."""
    units = face(name).units_per_em
    return tuple(round(advance * EM / units) for advance in face(name).advances)


@cache
def whole_program(name: str) -> bytes:
    """Return the program of a face that is embedded whole, as a stream: made once per process."""
    program = face(name).program
    return packed_once(program, dictionary({"Length1": len(program)}))


@cache
def base_font(name: str) -> str:
    """Return the name of a face that is embedded whole, with the slash."""
    return tagged(name, face(name).program)


def tagged(name: str, program: bytes) -> str:
    """Return the name of a face behind six letters that tell one cut of it from another (9.6.4)."""
    digest = hashlib.sha256(program).digest()
    tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:_TAG_LETTERS])
    return str(PDFName(f"{tag}+{name}"))


def descriptor(whole: Face, base: str, program: int, flags: int) -> bytes:
    """Return the descriptor of a font; `program` is the number of its program."""
    scale = EM / whole.units_per_em
    return dictionary(
        {
            "Type": PDFName("FontDescriptor"),
            "FontName": base,
            "Flags": flags,
            "FontBBox": PDFArray([round(edge * scale) for edge in whole.bbox]),
            "ItalicAngle": 0,
            "Ascent": round(whole.ascent * scale),
            "Descent": round(whole.descent * scale),
            "CapHeight": round(whole.cap_height * scale),
            "StemV": round(whole.stem * scale),
            "FontFile2": f"{program} 0 R",
        }
    )
