"""Pieces of a line to runs of glyphs, by HarfBuzz."""

import re
from collections.abc import Sequence
from functools import cache
from math import fsum
from typing import Final, NamedTuple

import uharfbuzz as hb  # type: ignore[import-untyped]

from services.document.faces.direction import has_right_to_left
from services.document.faces.face import UNITS_PER_EM, face, hb_font
from services.document.faces.family import combines, face_of
from services.document.faces.glyphs import Glyph, Run, Weight

_JOINED: Final = re.compile(
    "[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]"
)
"""Arabic letters, and the parts of Hangul syllables."""
_LANGUAGE: Final = "und"  # else HarfBuzz asks the environment for one


class Table(NamedTuple):
    """A face that is embedded whole, by character: its glyphs need no shaping."""

    advances: dict[str, int]
    codes: dict[str, str]
    """Glyph ids as four hexadecimal digits."""


class Piece(NamedTuple):
    """Neighbouring characters of a line that one face sets in one direction."""

    start: int
    end: int
    face: str
    level: int
    """Odd where it runs from right to left (UAX #9)."""


@cache
def table(name: str) -> Table:
    """Return the characters of a face. Read once per process."""
    known, font = face(name), hb_font(name)
    ids = {chr(code): font.get_nominal_glyph(code) for code in font.face.unicodes}
    return Table(
        {character: known.advances[glyph] for character, glyph in ids.items()},
        {character: f"{glyph:04x}" for character, glyph in ids.items()},
    )


def plain_run(name: str, text: str) -> Run:
    """Return text as a run of a face that is embedded whole. Raises KeyError where it lacks one."""
    known = table(name)
    width = sum(map(known.advances.__getitem__, text)) / UNITS_PER_EM
    codes = "".join(map(known.codes.__getitem__, text))
    return Run(name, codes, None, width, False)  # noqa: FBT003 - names cost time on every text


def advance_of(character: str, weight: Weight) -> int:
    """Return how wide a character is wherever it stands, in thousandths of an em.

    Raises KeyError where that depends on its neighbours, and where no face has it.
    """
    name = face_of(character, weight)
    if name is None or _needs_shaping(character) or has_right_to_left(character):
        raise KeyError(character)
    glyph: int = hb_font(name).get_nominal_glyph(ord(character))
    return face(name).advances[glyph]


def run_of(piece: Piece, line: str, weight: Weight) -> Run:
    """Return a piece of a line as glyphs, joined to its neighbours where letters join."""
    text = line[piece.start : piece.end]
    shapes = piece.level % 2 == 1 or _needs_shaping(text)
    glyphs = _shaped(piece, line) if shapes else _natural(piece.face, text)
    return Run(
        piece.face,
        "".join(f"{glyph.id:04x}" for glyph in glyphs),
        None if face(piece.face).whole else glyphs,
        fsum(glyph.advance for glyph in glyphs),
        embolden=weight == "semibold" and not piece.face.endswith("-SemiBold"),
    )


def tells_its_text(run: Run) -> bool:
    """Tell whether every glyph is the one that its character leads to in the face."""
    nominal = hb_font(run.face).get_nominal_glyph
    return all(
        len(glyph.text) == 1 and nominal(ord(glyph.text)) == glyph.id for glyph in run.glyphs or ()
    )


def _needs_shaping(text: str) -> bool:
    return _JOINED.search(text) is not None or any(map(combines, text))


def _natural(name: str, text: str) -> tuple[Glyph, ...]:
    nominal, advances = hb_font(name).get_nominal_glyph, face(name).advances
    ids = ((nominal(ord(character)) or 0, character) for character in text)
    return tuple(Glyph(id_, text, advances[id_] / UNITS_PER_EM, 0, 0) for id_, text in ids)


def _shaped(piece: Piece, line: str) -> tuple[Glyph, ...]:
    font, buffer = hb_font(piece.face), hb.Buffer()
    buffer.add_codepoints([*map(ord, line)], piece.start, piece.end - piece.start)
    buffer.direction = "rtl" if piece.level % 2 else "ltr"
    buffer.language = _LANGUAGE
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.flags = hb.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
    buffer.guess_segment_properties()  # the script alone: direction and language are set
    hb.shape(font, buffer)
    texts = _texts([glyph.cluster for glyph in buffer.glyph_infos], piece, line)
    placed = zip(buffer.glyph_infos, buffer.glyph_positions, texts, strict=True)
    return tuple(
        Glyph(
            glyph.codepoint,
            text,
            at.x_advance / UNITS_PER_EM,
            at.x_offset / UNITS_PER_EM,
            at.y_offset / UNITS_PER_EM,
        )
        for glyph, at, text in placed
    )


def _texts(places: Sequence[int], piece: Piece, line: str) -> list[str]:
    """Give each glyph its characters: the first one, as read, of those that share a place."""
    starts = sorted(set(places))
    ends = dict(zip(starts, [*starts[1:], piece.end], strict=True))
    ways = range(len(places)) if not piece.level % 2 else range(len(places) - 1, -1, -1)
    texts = [""] * len(places)
    for i in ways:
        texts[i] = line[places[i] : ends.pop(places[i], places[i])]
    return texts
