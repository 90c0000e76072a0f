"""The marks of a page as a content stream: surfaces first, then what stands on them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.document.drawing.fonts import Used
from services.document.drawing.ink import UNITS, filled_with, units
from services.document.drawing.shapes import box_shape, code_shape, picture_shape, tick_shape
from services.document.drawing.text import Hung, text_object, watermark_object
from services.document.layout.marks import (
    Box,
    Code,
    Mark,
    Page,
    Picture,
    Text,
    Tick,
    Watermark,
    marks_by_corner,
)
from services.document.logo import Logo

_Hung = tuple[float, float, Mark]
"""A mark and the corner it is measured from, as `Hung` has it."""


class Content(NamedTuple):
    """What a page shows."""

    operators: bytes
    logos: dict[str, Logo]
    """By their keys."""


def content_of(page: Page, used: Used) -> Content:
    """Return the content stream of a page; adds its glyphs to those the document uses."""
    top = units(page.height)
    texts: list[Hung] = []
    others: list[_Hung] = []
    for x, y, own, lines in marks_by_corner(page.content):
        if lines:
            texts.append((x, y, lines))
        for mark in own:
            if isinstance(mark, Text):
                texts.append((x, y, (mark,)))
            else:
                others.append((x, y, mark))
    parts = [f"{1 / UNITS} 0 0 {1 / UNITS} 0 0 cm"]
    # A word across the page stands behind everything else.
    parts += [
        watermark_object(mark._replace(x=x + mark.x, y=y + mark.y), top, used)
        for x, y, mark in others
        if isinstance(mark, Watermark)
    ]
    parts += _shapes(others, top)
    parts.append(text_object(texts, top, used))
    logos = {mark.logo.key: mark.logo for _, _, mark in others if isinstance(mark, Picture)}
    return Content("\n".join(parts).encode("latin-1"), logos)


def _shapes(marks: Iterable[_Hung], top: int) -> Iterator[str]:
    ink = ""
    for x, y, mark in marks:
        match mark:
            case Box():
                if mark.colour != ink:
                    ink = mark.colour
                    yield filled_with(ink)
                yield box_shape(mark, x, y, top)
            case Tick():
                yield tick_shape(mark, x, y, top)
            case Picture():
                yield picture_shape(mark, x, y, top)
            case Code():
                yield code_shape(mark, x, y, top)
