"""Setting text: measuring, breaking lines, aligning."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from services.document.faces import clusters, directed
from services.document.faces import width as em_width
from services.document.layout.breaking import pieces
from services.document.layout.marks import Block, Line, Style, block_of

Align = Literal["left", "right"]

_ROUNDING = 0.01
"""In points: a text always fits a column as wide as itself, however floats add up."""
_CAP_HEIGHT = 0.714
"""Of Noto Sans, in em."""
_ANY_DIGIT = str.maketrans("123456789", "000000000")
_KEPT_LABELS = 1024
_KEPT_FIGURES = 4096
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_BALANCING_STEP = 0.04
"""Of the full width."""


def text_width(text: str, style: Style) -> float:
    """Return how wide a line is, in points."""
    return style.size * em_width(text, style.face)


# The whole parts of most amounts are below ten thousand, so they come again.
@lru_cache(maxsize=_KEPT_FIGURES)
def figure_width(text: str, style: Style) -> float:
    """Return how wide a number is, in points; digits are equally wide, so few widths are new."""
    return style.size * em_width(text.translate(_ANY_DIGIT), style.face)


def fits(text: str, style: Style, width: float) -> bool:
    """Tell whether a line is no wider than `width`."""
    return text_width(text, style) <= width + _ROUNDING


def figure_fits(text: str, style: Style, width: float) -> bool:
    """Tell whether a number, such as an item's, is no wider than `width`."""
    return figure_width(text, style) <= width + _ROUNDING


def baseline(style: Style) -> float:
    """Return how far below the top of its line the text stands: capitals sit in the middle."""
    return (style.leading + _CAP_HEIGHT * style.size) / 2


def broken(text: str, style: Style, width: float) -> list[str]:
    """Break text into lines no wider than `width`, between words where a word fits a line.

    Text without spaces breaks between ideographs. Lines of a text that runs from right to left
    say so where their own first letter does not (UAX #9, P2).
    """
    if fits(text, style, width):
        return [text]
    lines: list[str] = []
    line, used = "", 0.0
    for parting, piece in pieces(text):
        # Nothing is kerned or joined across the places where a line may break.
        longer = used + text_width(f"{parting}{piece}", style)
        if line and longer <= width + _ROUNDING:
            line, used = f"{line}{parting}{piece}", longer
            continue
        if line:
            lines.append(line)
        *full, line = _chopped(piece, style, width)
        lines += full
        used = text_width(line, style)
    return directed([*lines, line], text)


def balanced(text: str, style: Style, width: float) -> list[str]:
    """Break text into as few lines, but of about the same length: no single word on the last."""
    lines = broken(text, style, width)
    narrower = width
    while len(lines) > 1 and narrower > width / 2:
        narrower -= _BALANCING_STEP * width
        tighter = broken(text, style, narrower)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def clipped(text: str, style: Style, width: float, most: int) -> list[str]:
    """Break text into `most` lines and leave the rest out; for what stands in full elsewhere."""
    lines = broken(text, style, width)
    if len(lines) <= most:
        return lines
    *kept, last = lines[:most]
    characters = clusters(last)
    while characters and not fits("".join(characters) + _ELLIPSIS, style, width):
        characters.pop()
    return [*kept, "".join(characters) + _ELLIPSIS]


def _chopped(word: str, style: Style, width: float) -> Iterator[str]:
    """Yield a word in pieces that fit a line; a piece has at least one character, marks and all."""
    if fits(word, style, width):
        yield word
        return
    piece = ""
    for character in clusters(word):
        if piece and not fits(piece + character, style, width):
            yield piece
            piece = ""
        piece += character
    yield piece


def paragraph(
    texts: str | Sequence[str], style: Style, width: float, *, x: float = 0, align: Align = "left"
) -> Block:
    """Return text broken into lines between `x` and `x + width`; each given text starts a line."""
    lines = lines_of(texts, style, width, x=x, align=align)
    return block_of(len(lines) * style.leading, lines=tuple(lines))


def lines_of(
    texts: str | Sequence[str],
    style: Style,
    width: float,
    *,
    x: float = 0,
    y: float = 0,
    align: Align = "left",
) -> list[Line]:
    """Return the lines of a paragraph whose top left corner is at (x, y)."""
    given = (texts,) if isinstance(texts, str) else texts
    top, leading, right = y + baseline(style), style.leading, x + width
    lines: list[Line] = []
    for text in given:
        wide = text_width(text, style)
        # Most texts are one line, so that is tried before anything is taken apart.
        parts = (text,) if wide <= width + _ROUNDING else broken(text, style, width)
        for part in parts:
            start = x
            if align == "right":
                start = right - (wide if part is text else text_width(part, style))
            lines.append((start, top, part, style, None))
            top += leading
    return lines


@lru_cache(maxsize=_KEPT_LABELS)
def label(text: str, style: Style, width: float, *, x: float = 0, align: Align = "left") -> Block:
    """Return a paragraph of words that documents share, which is set only once."""
    return paragraph(text, style, width, x=x, align=align)


def widest(texts: Iterable[str], style: Style) -> float:
    """Return the width of the widest of some lines, 0 of none."""
    return style.size * max([em_width(text, style.face) for text in texts], default=0)


def fitting(text: str, styles: Sequence[Style], width: float) -> Style:
    """Return the first of `styles`, largest first, in which the text fits; else the last."""
    for style in styles:
        if fits(text, style, width):
            return style
    return styles[-1]


@lru_cache(maxsize=64)
def sized(style: Style, *sizes: float) -> tuple[Style, ...]:
    """Return the style in several sizes, its leading in proportion."""
    return tuple(style._replace(size=s, leading=style.leading * s / style.size) for s in sizes)
