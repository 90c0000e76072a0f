"""Setting text: measuring, breaking lines, aligning."""

from collections.abc import Iterator, Sequence
from typing import Literal

from services.document.layout.faces import widths
from services.document.layout.marks import Block, Style, Text

Align = Literal["left", "right"]

_ROUNDING = 0.01
"""In points: a text always fits a column as wide as itself, however floats add up."""
_CAP_HEIGHT = 0.714
"""Of Noto Sans, in em."""
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_BALANCING_STEP = 0.04
"""Of the full width."""


def text_width(text: str, style: Style) -> float:
    """Return how wide a line is, in points."""
    width = widths(style.face)
    return style.size * sum(width[character] for character in text)


def fits(text: str, style: Style, width: float) -> bool:
    """Tell whether a line is no wider than `width`."""
    return text_width(text, style) <= width + _ROUNDING


def baseline(style: Style) -> float:
    """Return how far below the top of its line the text stands: capitals sit in the middle."""
    return (style.leading + _CAP_HEIGHT * style.size) / 2


def broken(text: str, style: Style, width: float) -> list[str]:
    """Break text into lines no wider than `width`, between words where a word fits a line."""
    if fits(text, style, width):
        return [text]
    lines, line = list[str](), ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if fits(longer, style, width):
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _chopped(word, style, width)
        lines += full
    return [*lines, line]


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
    while last and not fits(last + _ELLIPSIS, style, width):
        last = last[:-1]
    return [*kept, last + _ELLIPSIS]


def _chopped(word: str, style: Style, width: float) -> Iterator[str]:
    """Yield a word in pieces that fit a line; a piece has at least one character."""
    if fits(word, style, width):
        yield word
        return
    piece = ""
    for character in word:
        if piece and not fits(piece + character, style, width):
            yield piece
            piece = ""
        piece += character
    yield piece


def paragraph(
    texts: str | Sequence[str], style: Style, width: float, *, x: float = 0, align: Align = "left"
) -> Block:
    """Return text broken into lines between `x` and `x + width`; each given text starts a line."""
    given = [texts] if isinstance(texts, str) else texts
    lines = [line for text in given for line in broken(text, style, width)]
    top = baseline(style)
    marks = tuple(
        Text(_start(line, style, x, width, align), top + i * style.leading, line, style)
        for i, line in enumerate(lines)
    )
    return Block(len(lines) * style.leading, marks)


def _start(line: str, style: Style, x: float, width: float, align: Align) -> float:
    return x if align == "left" else x + width - text_width(line, style)


def widest(texts: Sequence[str], style: Style) -> float:
    """Return the width of the widest of some lines, 0 of none."""
    return max((text_width(text, style) for text in texts), default=0)


def fitting(text: str, styles: Sequence[Style], width: float) -> Style:
    """Return the first of `styles`, largest first, in which the text fits; else the last."""
    return next((style for style in styles if fits(text, style, width)), styles[-1])


def sized(style: Style, *sizes: float) -> tuple[Style, ...]:
    """Return the style in several sizes, its leading in proportion."""
    return tuple(style._replace(size=s, leading=style.leading * s / style.size) for s in sizes)
