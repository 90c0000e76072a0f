"""The fonts of a document: simple ones for Latin text, composite ones (9.7) for any other.

In composite fonts glyph ids are the codes, so any glyph can be set.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

from services.document.drawing.latin import latin_font, latin_name
from services.document.drawing.objects import dictionary, numbered, packed, packed_once
from services.document.drawing.programs import (
    base_font,
    descriptor,
    natural_widths,
    tagged,
    whole_program,
)
from services.document.drawing.unicode_map import unicode_map
from services.document.faces import Glyph, Weight, cut, face
from services.document.faces.family import CORE

_SYMBOLIC: Final = 4
"""Flag of a font whose codes are no character set (9.8.2)."""


class Used(NamedTuple):
    """What the pages of a document show; they add to it."""

    latin: set[Weight]
    """Faces of text that is drawn in simple fonts."""
    glyphs: dict[str, dict[int, str]]
    """Other glyphs by face, each with what it stands for; none for faces that are embedded whole.
    """


@cache
def font_name(name: str) -> str:
    """Return what content streams call the composite font of a face, with the slash."""
    return str(PDFName(name))


def add_glyphs(used: Used, name: str, glyphs: Iterable[Glyph]) -> Mapping[int, str]:
    """Note that a document shows some glyphs of a face; return what its glyphs stand for."""
    known = used.glyphs.setdefault(name, {})
    for glyph in glyphs:
        if not known.get(glyph.id):
            known[glyph.id] = glyph.text
    return known


def add_fonts(objects: list[bytes], used: Used) -> bytes:
    """Add the fonts of a document; return the dictionary of their names."""
    # Faces come in a fixed order and before anything that differs between documents, so nearly
    # all documents number the objects of a face alike.
    weights, names = sorted(used.latin), sorted(used.glyphs)
    whole = {CORE[weight] for weight in weights} | {name for name in names if face(name).whole}
    programs = {name: numbered(objects, whole_program(name)) for name in sorted(whole)}
    numbers: list[str] = []
    for weight in weights:
        numbers.append(f"{latin_name(weight)} {len(objects) + 1} 0 R")
        objects += _latin(weight, programs[CORE[weight]], len(objects) + 1)
    for name in names:
        numbers.append(f"{font_name(name)} {len(objects) + 1} 0 R")
        if name in programs:
            objects += _whole(name, programs[name], len(objects) + 1)
        else:
            objects += _cut(name, used.glyphs[name], len(objects) + 1)
    return f"<<{' '.join(numbers)}>>".encode("ascii")


_latin = lru_cache(maxsize=32)(latin_font)


@lru_cache(maxsize=32)
def _whole(name: str, program: int, first: int) -> tuple[bytes, ...]:
    widths = dict(enumerate(natural_widths(name)))
    fonts = _composite(name, base_font(name), program, widths, first)
    return (*fonts, packed_once(unicode_map(face(name).characters)))


def _cut(name: str, glyphs: Mapping[int, str], first: int) -> tuple[bytes, ...]:
    program, natural = cut(name, frozenset(glyphs)), natural_widths(name)
    widths = {glyph: natural[glyph] for glyph in sorted({0, *glyphs})}
    return (
        *_composite(name, tagged(name, program), first + 4, widths, first),
        packed(unicode_map(glyphs)),
        packed(program, dictionary({"Length1": len(program)})),
    )


def _composite(
    name: str, base: str, program: int, widths: Mapping[int, int], first: int
) -> tuple[bytes, bytes, bytes]:
    """Return font, descendant and descriptor, numbered from `first`; the map to Unicode follows."""
    font = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("Type0"),
        "BaseFont": base,
        "Encoding": PDFName("Identity-H"),
        "DescendantFonts": PDFArray([f"{first + 1} 0 R"]),
        "ToUnicode": f"{first + 3} 0 R",
    }
    descendant = _descendant(base, f"{first + 2} 0 R", widths)
    return (
        dictionary(font),
        dictionary(descendant),
        descriptor(face(name), base, program, _SYMBOLIC),
    )


def _descendant(base: str, described: str, widths: Mapping[int, int]) -> dict[str, Any]:
    system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
    return {
        "Type": PDFName("Font"),
        "Subtype": PDFName("CIDFontType2"),
        "BaseFont": base,
        "CIDSystemInfo": PDFDictionary(system),
        "CIDToGIDMap": PDFName("Identity"),
        "FontDescriptor": described,
        "W": PDFArray(_runs_of_widths(widths)),
    }


def _runs_of_widths(widths: Mapping[int, int]) -> Iterator[int | PDFArray]:
    """Yield the first glyph of each run of consecutive ones, then the widths of all of them."""
    for _, run in groupby(enumerate(widths.items()), key=lambda each: each[1][0] - each[0]):
        items = [item for _, item in run]
        yield items[0][0]
        yield PDFArray([width for _, width in items])
