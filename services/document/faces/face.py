"""The faces in the fonts folder: their metrics, and their programs for embedding."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from struct import unpack_from
from typing import Final, NamedTuple

import uharfbuzz as hb  # type: ignore[import-untyped]

UNITS_PER_EM: Final = 1000
"""Of every face here."""

_FONTS: Final = Path(__file__).parent.parent / "fonts"
_WHOLE: Final = ("NotoSansLatin-", "NotoSansGreek-", "NotoSansCyrillic-", "SlipSans-")
_STEMS: Final = {400: 85, 600: 120, 700: 140}
"""Thickness of a vertical stroke by weight class, in thousandths of an em."""
_NOT_EMBEDDED: Final = (b"GDEF", b"GPOS", b"GSUB", b"OS/2", b"name", b"post")
"""No PDF asks for any of these tables (ISO 32000-1, 9.9)."""
_CHARACTERS: Final = b"cmap"
"""Nor for this one where it names glyphs by id, as it does all of a face that is cut."""


class Face(NamedTuple):
    """One face. Lengths are thousandths of an em, as in a PDF."""

    name: str
    units_per_em: int
    ascent: int
    descent: int
    """Below the baseline, so negative."""
    cap_height: int
    bbox: tuple[int, int, int, int]
    """Left, bottom, right and top of all glyphs laid over one another."""
    stem: int
    """Thickness of a vertical stroke, roughly."""
    advances: tuple[int, ...]
    """By glyph id."""
    whole: bool
    """Embedded whole, so made ready once per process; else cut to what a document uses."""

    @property
    def program(self) -> bytes:
        """Make the TrueType program with all glyphs, as a PDF embeds it."""
        return _kept(self.name, range(len(self.advances)), _NOT_EMBEDDED)

    @property
    def characters(self) -> Mapping[int, str]:
        """Find what each glyph stands for, of those that a character leads to; the lowest wins."""
        font = hb_font(self.name)
        found: dict[int, str] = {}
        for code in font.face.unicodes:
            found.setdefault(font.get_nominal_glyph(code), chr(code))
        return found


@cache
def hb_font(name: str) -> hb.Font:
    """Return a face ready for shaping, its file mapped into memory.

    Nothing here changes a font once it is made, so threads share it.
    """
    path = _FONTS / f"{name}.ttf"
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(path))))


@cache
def face(name: str) -> Face:
    """Return a face by its name, as a `Run` gives it. Its metrics are read once per process."""
    font = hb_font(name)
    head, hhea, hmtx, os2 = (
        font.face.reference_table(tag).data for tag in ("head", "hhea", "hmtx", "OS/2")
    )
    ascent, descent = unpack_from(">hh", hhea, 4)
    (with_advance,) = unpack_from(">H", hhea, 34)
    advances = unpack_from(">" + "Hxx" * with_advance, hmtx)
    left, bottom, right, top = unpack_from(">4h", head, 36)
    (weight_class,) = unpack_from(">H", os2, 4)
    return Face(
        name=name,
        units_per_em=font.face.upem,
        ascent=ascent,
        descent=descent,
        cap_height=font.get_metric_position(hb.OTMetricsTag.CAP_HEIGHT),
        bbox=(left, bottom, right, top),
        stem=_STEMS[weight_class],
        # The last advance holds for all glyphs after it (OpenType, hmtx).
        advances=advances + advances[-1:] * (font.face.glyph_count - with_advance),
        whole=name.startswith(_WHOLE),
    )


@lru_cache(maxsize=64)
def cut(name: str, glyph_ids: frozenset[int]) -> bytes:
    """Return the program of a face with the outlines of some glyphs alone.

    Glyph ids stay as they are; equal sets give equal bytes.
    """
    return _kept(name, sorted(glyph_ids), (*_NOT_EMBEDDED, _CHARACTERS))


def _kept(name: str, glyph_ids: Iterable[int], dropped: Iterable[bytes]) -> bytes:
    wanted = hb.SubsetInput()
    wanted.flags = (
        hb.SubsetFlags.RETAIN_GIDS
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    )
    wanted.glyph_set.update(glyph_ids)
    wanted.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in dropped)
    return bytes(wanted.subset(hb_font(name).face).blob.data)
