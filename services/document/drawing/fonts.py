"""Faces as composite fonts (ISO 32000-1, 9.7): glyph ids are the codes, so any glyph can be set."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

from services.document.drawing.objects import dictionary, packed, packed_once
from services.document.drawing.unicode_map import unicode_map
from services.document.faces import Face, Glyph, cut, face

EM: Final = 1000
"""Units of an em in a PDF, whatever the program of a face counts in."""

Used = dict[str, dict[int, str]]
"""Glyphs by face, each with what it stands for; none for faces that are embedded whole."""

_SYMBOLIC: Final = 4
"""Flag of a font whose codes are no character set (9.8.2)."""
_TAG_LETTERS: Final = 6


@cache
def font_name(name: str) -> str:
    """Return what content streams call a face, with the slash."""
    return str(PDFName(name))


def add_glyphs(used: Used, name: str, glyphs: Iterable[Glyph]) -> Mapping[int, str]:
    """Note that a document shows some glyphs of a face; return what its glyphs stand for."""
    known = used.setdefault(name, {})
    for glyph in glyphs:
        if not known.get(glyph.id):
            known[glyph.id] = glyph.text
    return known


@cache
def natural_widths(name: str) -> tuple[int, ...]:
    """Return the advance of every glyph of a face, in thousandths of an em."""
    units = face(name).units_per_em
    return tuple(round(advance * EM / units) for advance in face(name).advances)


def add_fonts(objects: list[bytes], used: Used) -> bytes:
    """Add the fonts of a document; return the dictionary of their names."""
    numbers = list[str]()
    for name in sorted(used):
        first = len(objects) + 1
        if face(name).whole:
            objects += _whole(name, first)
        else:
            objects += _cut(face(name), used[name], first)
        numbers.append(f"{font_name(name)} {first} 0 R")
    return f"<<{' '.join(numbers)}>>".encode("ascii")


@lru_cache(maxsize=32)
def _whole(name: str, first: int) -> tuple[bytes, ...]:
    # Faces come in a fixed order and before anything that differs between documents, so nearly
    # all documents number the objects of a face alike.
    whole = face(name)
    return _objects(
        whole, whole.program, whole.characters, dict(enumerate(natural_widths(name))), first
    )


def _cut(whole: Face, glyphs: Mapping[int, str], first: int) -> tuple[bytes, ...]:
    program = cut(whole.name, frozenset(glyphs))
    natural = natural_widths(whole.name)
    return _objects(whole, program, glyphs, {i: natural[i] for i in sorted({0, *glyphs})}, first)


def _objects(
    whole: Face, program: bytes, texts: Mapping[int, str], widths: Mapping[int, int], first: int
) -> tuple[bytes, ...]:
    """Return font, descendant, descriptor, program and map to Unicode, numbered from `first`."""
    pack = packed_once if whole.whole else packed
    descendant, descriptor, file, to_unicode = (f"{first + i} 0 R" for i in range(1, 5))
    name = PDFName(f"{_tag(program)}+{whole.name}")
    font = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("Type0"),
        "BaseFont": name,
        "Encoding": PDFName("Identity-H"),
        "DescendantFonts": PDFArray([descendant]),
        "ToUnicode": to_unicode,
    }
    return (
        dictionary(font),
        dictionary(_descendant(name, descriptor, widths)),
        dictionary(_descriptor(name, whole, file)),
        pack(program, dictionary({"Length1": len(program)})),
        pack(unicode_map(texts)),
    )


def _descendant(name: str, descriptor: str, widths: Mapping[int, int]) -> dict[str, Any]:
    system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
    return {
        "Type": PDFName("Font"),
        "Subtype": PDFName("CIDFontType2"),
        "BaseFont": name,
        "CIDSystemInfo": PDFDictionary(system),
        "CIDToGIDMap": PDFName("Identity"),
        "FontDescriptor": descriptor,
        "W": PDFArray(_runs_of_widths(widths)),
    }


def _descriptor(name: str, whole: Face, file: str) -> dict[str, Any]:
    scale = EM / whole.units_per_em
    return {
        "Type": PDFName("FontDescriptor"),
        "FontName": name,
        "Flags": _SYMBOLIC,
        "FontBBox": PDFArray([round(edge * scale) for edge in whole.bbox]),
        "ItalicAngle": 0,
        "Ascent": round(whole.ascent * scale),
        "Descent": round(whole.descent * scale),
        "CapHeight": round(whole.cap_height * scale),
        "StemV": round(whole.stem * scale),
        "FontFile2": file,
    }


def _runs_of_widths(widths: Mapping[int, int]) -> Iterator[int | PDFArray]:
    """Yield the first glyph of each run of consecutive ones, then the widths of all of them."""
    for _, run in groupby(enumerate(widths.items()), key=lambda each: each[1][0] - each[0]):
        items = [item for _, item in run]
        yield items[0][0]
        yield PDFArray([width for _, width in items])


def _tag(program: bytes) -> str:
    """Return the six letters that tell one cut of a face from another (9.6.4)."""
    digest = hashlib.sha256(program).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:_TAG_LETTERS])
