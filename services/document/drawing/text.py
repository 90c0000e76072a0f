"""Lines of text as text objects: glyphs come shaped, and only have to be put in their places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import cos, radians, sin

from services.document.drawing.fonts import Used, add_glyphs, font_name
from services.document.drawing.ink import UNITS, filled_with, stroked_with, units
from services.document.drawing.latin import is_special, latin_name, latin_string
from services.document.drawing.objects import text_string
from services.document.drawing.programs import EM, natural_widths
from services.document.faces import Glyph, shaped
from services.document.faces.direction import has_right_to_left
from services.document.layout.marks import Line, Style, Watermark

_EMBOLDENING = 0.035
"""Thickness of the line around the letters of a face that has no bold, in em."""
_HALF_OF_CAPITALS = 1 / 3
"""In em, as nearly as a word across the page needs it."""


Hung = tuple[float, float, tuple[Line, ...]]
"""Lines and the corner they are measured from: x and y in points, from the page's top left."""


def text_object(texts: Iterable[Hung], top: int, used: Used) -> str:
    """Return the operators that set lines in their order; `top` is the page's height in units.

    Adds the fonts and glyphs they take to those the document uses.
    """
    written = ["BT"]
    write = written.append
    at_x = at_y = to_y = 0
    current = None
    for corner_x, corner_y, lines in texts:
        height = None
        for x, y, text, style, _ in lines:
            # Nearly all text stands in the file as it is.
            string = latin_string(text, style.face) if is_special(text) else text
            to_x = round((corner_x + x) * UNITS)
            # Most cells stand on the baseline of the one before.
            if y != height:
                height, to_y = y, top - round((corner_y + y) * UNITS)
            if string is None:
                write(f"{to_x - at_x} {to_y - at_y} Td")
                written += _shaped_line(text, style, used)
                current = None
            else:
                if style is not current:
                    written += _latin_look(style, current)
                    used.latin.add(style.face)
                    current = style
                write(f"{to_x - at_x} {to_y - at_y} Td({string})Tj")
            at_x, at_y = to_x, to_y
    write("ET")
    return "\n".join(written)


@lru_cache(maxsize=1024)
def _latin_look(style: Style, before: Style | None) -> tuple[str, ...]:
    """Return the operators that set the look of Latin text, as far as it was another before."""
    font, ink = _look(latin_name(style.face), style)
    if before is None:
        return font, ink
    same_font = (before.face, before.size) == (style.face, style.size)
    return *(() if same_font else (font,)), *(() if before.colour == style.colour else (ink,))


def _look(font: str, style: Style) -> tuple[str, str]:
    """Return the operators that set font and ink."""
    return f"{font} {units(style.size)} Tf", filled_with(style.colour)


def _shaped_line(text: str, style: Style, used: Used) -> Iterator[str]:
    """Yield the operators that show any line from here on: glyph by glyph."""
    runs, _, actual = shaped(text, style.face)
    # Readers turn what runs from right to left around by themselves, and would turn this too.
    whole = None if actual is None or has_right_to_left(actual) else actual
    if whole is not None:
        yield _span(whole)
    for run in runs:
        yield from _look(font_name(run.face), style)
        known = add_glyphs(used, run.face, run.glyphs or ())
        if run.glyphs is None:
            shown = f"<{run.codes}>Tj"
        else:
            spans = {} if whole is not None else spans_of(run.glyphs, known)
            shown = placed(run.face, run.glyphs, style.size, spans)
        yield _emboldened(shown, style) if run.embolden else shown
    if whole is not None:
        yield "EMC"


def watermark_object(mark: Watermark, top: int, used: Used) -> str:
    """Return the operators that set a word around its middle."""
    style = mark.style
    turn = radians(mark.angle)
    along, across = cos(turn), sin(turn)
    back = shaped(mark.text, style.face).width * style.size / 2
    down = style.size * _HALF_OF_CAPITALS
    x = units(mark.x - back * along + down * across)
    y = top - units(mark.y + back * across + down * along)
    start = f"{along:.4f} {across:.4f} {-across:.4f} {along:.4f} {x} {y} Tm"
    return "\n".join(("BT", start, *_shaped_line(mark.text, style, used), "ET"))


def _emboldened(shown: str, style: Style) -> str:
    thickness = units(style.size * _EMBOLDENING)
    return f"{stroked_with(style.colour)} {thickness} w 2 Tr {shown} 0 Tr"


def _span(text: str) -> str:
    return f"/Span<</ActualText{text_string(text)}>>BDC"


def spans_of(glyphs: Sequence[Glyph], known: Mapping[int, str]) -> dict[int, tuple[int, str]]:
    """Find glyphs that stand for a character together, or for another one than they are known for.

    Returns the index of the first of them -> (the index after the last, the text).
    """
    texts = [glyph.text for glyph in glyphs]
    heads = [i for i, text in enumerate(texts) if text]
    tails = [*heads[1:], len(texts)]
    # The glyph that has the text is the first as read: the last one where text runs to the left.
    if has_right_to_left("".join(texts)):
        tails = [i + 1 for i in heads]
        heads = [0, *tails][: len(tails)]
    spans: dict[int, tuple[int, str]] = {}
    for first, end in zip(heads, tails, strict=True):
        text = "".join(texts[first:end])
        if end - first > 1 or known[glyphs[first].id] != text:
            spans[first] = (end, text)
    return spans


def placed(
    face: str, glyphs: Sequence[Glyph], size: float, spans: Mapping[int, tuple[int, str]]
) -> str:
    """Show glyphs where shaping put them: beside their natural places, or above them.

    Each place is rounded for itself, so that nothing adds up along a line.
    """
    natural = natural_widths(face)
    shown, pen, at, rise, end = "[<", 0.0, 0, 0, -1
    for i, glyph in enumerate(glyphs):
        if i in spans:
            end, text = spans[i]
            shown += f">]TJ {_span(text)}[<"
        place, height = round(pen + glyph.dx * EM), units(glyph.dy * size)
        if height != rise:
            shown, rise = f"{shown}>]TJ {height} Ts[<", height
        gap = f">{at - place}<" if place != at else ""
        shown += f"{gap}{glyph.id:04x}"
        at = place + natural[glyph.id]
        pen += glyph.advance * EM
        if i + 1 == end:
            shown += ">]TJ EMC[<"
    rest = round(pen)
    shown += (f">{at - rest}" if rest != at else ">") + ("]TJ 0 Ts" if rise else "]TJ")
    return shown.replace("[<>]TJ", "").replace("<>", "").strip()
