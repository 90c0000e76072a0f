"""Lines of text as text objects: glyphs come shaped, and only have to be put in their places."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import cos, radians, sin

from services.document.drawing.fonts import EM, Used, add_glyphs, font_name, natural_widths
from services.document.drawing.ink import UNITS, filled_with, stroked_with, units
from services.document.drawing.objects import text_string
from services.document.faces import Glyph, Run, shaped
from services.document.faces.direction import has_right_to_left
from services.document.faces.family import CORE
from services.document.faces.line import core_codes
from services.document.layout.marks import Cell, Cells, Style, Text, Watermark

_EMBOLDENING = 0.035
"""Thickness of the line around the letters of a face that has no bold, in em."""
_HALF_OF_CAPITALS = 1 / 3
"""In em, as nearly as a word across the page needs it."""


Hung = tuple[float, float, Text | Cells]
"""Text and the corner it is measured from: x and y in points, from the page's top left corner."""


class _Setting:
    """A text object in the making, and the colour and font that it has come to."""

    def __init__(self, used: Used) -> None:
        self.written = ["BT"]
        self._used = used
        self._ink = self._font = ""

    def line(self, start: str, text: str, style: Style) -> None:
        """Set any line; `start` is the operator that moves to where it begins."""
        runs, _, actual = shaped(text, style.face)
        self.written.append(start)
        # Readers turn what runs from right to left around by themselves, and would turn this too.
        whole = None if actual is None or has_right_to_left(actual) else actual
        if whole is not None:
            self.written.append(_span(whole))
        for each in runs:
            self._run(each, style, in_span=whole is not None)
        if whole is not None:
            self.written.append("EMC")

    def _run(self, run: Run, style: Style, *, in_span: bool) -> None:
        self.turn_to(style, run.face)
        if run.glyphs is None:
            shown = f"<{run.codes}>Tj"
        else:
            known = add_glyphs(self._used, run.face, run.glyphs)
            spans = {} if in_span else spans_of(run.glyphs, known)
            shown = placed(run.face, run.glyphs, style.size, spans)
        self.written.append(_emboldened(shown, style) if run.embolden else shown)

    def turn_to(self, style: Style, face: str) -> None:
        """Write what colour and font change from here."""
        ink, font = _look(face, style)
        if ink != self._ink:
            self.written.append(ink)
            self._ink = ink
        if font != self._font:
            self.written.append(font)
            self._font = font
            self._used.setdefault(face, {})

    def ended(self) -> str:
        """Return the operators of the whole text object."""
        return "\n".join((*self.written, "ET"))


@lru_cache(maxsize=256)
def _look(face: str, style: Style) -> tuple[str, str]:
    """Return the operators that set ink and font."""
    return filled_with(style.colour), f"{font_name(face)} {units(style.size)} Tf"


def text_object(marks: Iterable[Hung], top: int, used: Used) -> str:
    """Return the operators that set lines in their order; `top` is the page's height in units.

    Adds their glyphs to those the document uses.
    """
    setting = _Setting(used)
    write = setting.written.append
    at_x = at_y = 0
    looked_up = current = None
    for corner_x, corner_y, mark in marks:
        if isinstance(mark, Text):
            left, y, only, style, pivot = mark
            cells: tuple[Cell, ...] = ((0, only, pivot),)
        else:
            left, y, cells, style = mark
        if style is not looked_up:
            code_of, looked_up = core_codes(style.face).__getitem__, style
        left += corner_x
        to_y = top - round((corner_y + y) * UNITS)
        for x, text, _ in cells:
            to_x = round((left + x) * UNITS)
            right, up, at_x, at_y = to_x - at_x, to_y - at_y, to_x, to_y
            # Nearly all text is in the core face, which is set here and now.
            try:
                codes = "".join(map(code_of, text))
            except KeyError:
                setting.line(f"{right} {up} Td", text, style)
                current = None
                continue
            if style is not current:
                setting.turn_to(style, CORE[style.face])
                current = style
            write(f"{right} {up} Td<{codes}>Tj")
    return setting.ended()


def watermark_object(mark: Watermark, top: int, used: Used) -> str:
    """Return the operators that set a word around its middle."""
    style = mark.style
    turn = radians(mark.angle)
    along, across = cos(turn), sin(turn)
    back = shaped(mark.text, style.face).width * style.size / 2
    down = style.size * _HALF_OF_CAPITALS
    x = units(mark.x - back * along + down * across)
    y = top - units(mark.y + back * across + down * along)
    setting = _Setting(used)
    start = f"{along:.4f} {across:.4f} {-across:.4f} {along:.4f} {x} {y} Tm"
    setting.line(start, mark.text, style)
    return setting.ended()


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
    spans = dict[int, tuple[int, str]]()
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
