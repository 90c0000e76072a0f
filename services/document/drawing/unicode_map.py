"""What the glyphs of a font stand for, so that text can be copied and searched (9.10.3)."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

_MOST: Final = 100
"""Entries between two keywords."""

_OPENING: Final = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CLOSING: Final = """\
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def unicode_map(texts: Mapping[int, str]) -> bytes:
    """Return a ToUnicode CMap of two-byte codes from glyph ids and what they stand for."""
    entries = [_entry(glyphs, text) for glyphs, text in _ranges(texts)]
    blocks = [
        f"{len(block)} beginbfrange\n{''.join(block)}endbfrange\n"
        for block in (entries[i : i + _MOST] for i in range(0, len(entries), _MOST))
    ]
    return "".join((_OPENING, *blocks, _CLOSING)).encode("ascii")


def _entry(glyphs: range, text: str) -> str:
    return f"<{glyphs[0]:04x}><{glyphs[-1]:04x}><{text.encode('utf-16-be').hex()}>\n"


def _ranges(texts: Mapping[int, str]) -> Iterator[tuple[range, str]]:
    """Yield glyphs that stand for consecutive characters, and what the first stands for.

    Only the last byte may count up within a range, in the code as in the character (9.10.3).
    """
    known = sorted((glyph, text) for glyph, text in texts.items() if text)
    for _, run in groupby(enumerate(known), key=_kinship):
        members = [member for _, member in run]
        (first, text), (last, _) = members[0], members[-1]
        yield range(first, last + 1), text


def _kinship(numbered: tuple[int, tuple[int, str]]) -> tuple[object, ...]:
    index, (glyph, text) = numbered
    if len(text) > 1 or ord(text) > 0xFFFF:  # noqa: PLR2004 - beyond it a character is two codes
        return (glyph,)
    return glyph - index, ord(text) - index, glyph >> 8, ord(text) >> 8
