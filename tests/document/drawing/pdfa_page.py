"""The part of the lint that reads pages: their operators, images and fonts (ISO 19005-3, 6.2)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

_OPERATORS: Final = frozenset(
    b"b B b* B* BDC BMC BT BX c cm CS cs d d0 d1 Do EMC ET f F f* G g gs h i j J l m M MP n q Q re"
    b" RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_CMYK: Final = frozenset({b"k", b"K"})
_DEEPEST: Final = 28
_INVISIBLE: Final = 3
_TOLERANCE: Final = 1
"""In thousandths of an em (6.2.11.5)."""

_WINDOWS: Final = (3, 1)
"""Platform and encoding of the cmap that a simple font's names lead into."""

Shown = dict[str, set[bytes]]
"""Strings that a page shows, by the name of the font."""


def page_faults(page: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf's objects are untyped
    """Yield departures of one page."""
    _, _, width, height = (float(edge) for edge in page["/MediaBox"])
    if not (3 <= width <= 14400 and 3 <= height <= 14400):
        yield "6.1.13 its size"
    for annotation in page.get("/Annots", ()):
        found = annotation.get_object()
        if found.get("/F", 0) & 0b100111 != 0b100 or "/AP" not in found:
            yield "6.3.2 an annotation that is not printed as it is shown"
    if "/AA" in page:
        yield "6.5.2 an action of its own"
    yield from _images(page)
    shown, unnamed = defaultdict[str, set[bytes]](set), defaultdict[str, set[bytes]](set)
    yield from _content(page, shown, unnamed)
    fonts = page["/Resources"].get("/Font", {})
    for name in sorted(shown):
        if name not in fonts:
            yield f"6.2.2 {name} is no resource"
        else:
            font = fonts[name].get_object()
            check = _simple if font.get("/Subtype") == "/TrueType" else _composite
            found = check(font, shown[name], unnamed[name])
            yield from (f"{name} {fault}" for fault in found)


def _images(page: Any) -> Iterator[str]:  # noqa: ANN401 - untyped
    for name, found in page["/Resources"].get("/XObject", {}).items():
        image = found.get_object()
        if image.get("/Subtype") == "/PS" or {"/OPI", "/Ref", "/Alternates"} & set(image):
            yield f"6.2.8 {name}: a forbidden kind"
        if image.get("/Interpolate"):
            yield f"6.2.8 {name}: interpolated"
        if image.get("/ColorSpace") not in {"/DeviceRGB", "/DeviceGray"}:
            yield f"6.2.4 {name}: colours that the output intent does not explain"
        if "/SMask" in image and page.get("/Group", {}).get("/CS") != "/DeviceRGB":
            yield f"6.2.10 {name}: shines through, and nothing says in which colours"


def _content(page: Any, shown: Shown, unnamed: Shown) -> Iterator[str]:  # noqa: ANN401 - untyped
    """Yield what is wrong with the operators; note the strings, and those without ActualText."""
    font, depth, deepest, spans, text = "", 0, 0, list[bool](), 0
    for operands, operator in page.get_contents().operations:
        if operator in _CMYK:
            yield "6.2.4.3 CMYK, which the output intent does not explain"
        elif operator not in _OPERATORS:
            yield f"6.2.2 an operator that is none: {operator!r}"
        depth += (operator == b"q") - (operator == b"Q")
        text += (operator == b"BT") - (operator == b"ET")
        deepest = max(deepest, depth)
        if operator == b"BDC":
            spans.append("/ActualText" in operands[1])
        elif operator == b"EMC" and spans:
            spans.pop()
        elif operator == b"Tf":
            font = str(operands[0])
        elif operator == b"Tr" and operands[0] == _INVISIBLE:
            yield "house rule: invisible text"
        elif operator in {b"Tj", b"TJ"}:
            strings = _strings(operands[0] if operator == b"TJ" else operands)
            shown[font] |= strings
            unnamed[font] |= set() if any(spans) else strings
    if depth or text or spans or deepest > _DEEPEST:
        yield "6.1.13 states or text objects are not closed, or too deep"


def _strings(operands: list[Any]) -> set[bytes]:
    return {each.original_bytes for each in operands if hasattr(each, "original_bytes")}


def _glyphs(strings: set[bytes]) -> set[int]:
    return {
        int.from_bytes(string[i : i + 2], "big")
        for string in strings
        for i in range(0, len(string), 2)
    }


def _simple(font: Any, shown: set[bytes], _: set[bytes]) -> Iterator[str]:  # noqa: ANN401 - untyped
    """Yield departures of a simple font; its encoding says what its text means."""
    descriptor = font["/FontDescriptor"]
    if font["/BaseFont"] != descriptor["/FontName"]:
        yield "6.2.11.2 has several names"
    if font.get("/Encoding") != "/WinAnsiEncoding" or descriptor["/Flags"] & 0b100100 != 0b100000:
        yield "6.2.11.6 has no encoding, or a symbolic one"
        return
    if "/FontFile2" not in descriptor:
        yield "6.2.11.4.1 is not embedded"
        return
    program = TTFont(BytesIO(descriptor["/FontFile2"].get_data()), lazy=True)
    known = program["cmap"].getcmap(*_WINDOWS) if "cmap" in program else None
    if known is None:
        yield "6.2.11.6 has no map from characters to glyphs"
        return
    codes, first = set(b"".join(shown)), font["/FirstChar"]
    names = {code: known.cmap.get(ord(bytes([code]).decode("cp1252"))) for code in codes}
    ids = {code: program.getGlyphID(name) if name else 0 for code, name in names.items()}
    widths = {ids[code]: float(font["/Widths"][code - first]) for code in codes}
    yield from _program(descriptor["/FontFile2"], widths, set(ids.values()))


def _composite(font: Any, shown: set[bytes], unnamed: set[bytes]) -> Iterator[str]:  # noqa: ANN401 - untyped
    yield from _meaning(font, _glyphs(unnamed))
    if (font.get("/Subtype"), font.get("/Encoding")) != ("/Type0", "/Identity-H"):
        yield "6.2.11 is no composite font of glyph ids"
        return
    (descendant,) = (each.get_object() for each in font["/DescendantFonts"])
    descriptor = descendant["/FontDescriptor"]
    if (
        len({str(font["/BaseFont"]), str(descendant["/BaseFont"]), str(descriptor["/FontName"])})
        > 1
    ):
        yield "6.2.11.2 has several names"
    if descendant.get("/CIDToGIDMap") != "/Identity":
        yield "6.2.11.3.2 has no map to glyphs"
    if "/FontFile2" not in descriptor:
        yield "6.2.11.4.1 is not embedded"
        return
    yield from _program(descriptor["/FontFile2"], _widths(descendant["/W"]), _glyphs(shown))


def _program(stream: Any, widths: dict[int, float], shown: set[int]) -> Iterator[str]:  # noqa: ANN401 - untyped
    content = stream.get_data()
    if stream.get("/Length1") != len(content):
        yield "6.2.11.4.1 is longer or shorter than it says"
    program = TTFont(BytesIO(content), lazy=True)
    names, unit = program.getGlyphOrder(), program["head"].unitsPerEm
    if 0 in shown:
        yield "6.2.11.8 shows the glyph for the unknown"
    if max(shown | widths.keys(), default=0) >= len(names):
        yield "6.2.11.4.1 has not all glyphs that are shown"
        return
    wrong = [
        glyph
        for glyph, width in (widths | {glyph: widths.get(glyph, 1000) for glyph in shown}).items()
        if abs(program["hmtx"][names[glyph]][0] * 1000 / unit - width) > _TOLERANCE
    ]
    if wrong:
        yield f"6.2.11.5 has other widths than its program: {wrong[:5]}"


def _widths(array: Any) -> dict[int, float]:  # noqa: ANN401 - untyped
    """Read `first [width ...]` pairs (ISO 32000-1, 9.7.4.3)."""
    pairs = zip(array[::2], array[1::2], strict=True)
    return {
        int(first) + i: float(w) for first, run in pairs for i, w in enumerate(run.get_object())
    }


def _meaning(font: Any, shown: set[int]) -> Iterator[str]:  # noqa: ANN401 - untyped
    if "/ToUnicode" not in font:
        yield "house rule: its text cannot be copied"
        return
    cmap = font["/ToUnicode"].get_data()
    ranges = re.findall(rb"<(....)><(....)><([0-9a-f]+)>\n", cmap)
    known = {glyph for low, high, _ in ranges for glyph in range(int(low, 16), int(high, 16) + 1)}
    if shown - known:
        yield f"house rule: glyphs that stand for nothing: {sorted(shown - known)[:5]}"
