"""The marks of a page as a content stream: surfaces first, then what stands on them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.document.drawing.fonts import Used
from services.document.drawing.ink import UNITS, filled_with, units
from services.document.drawing.shapes import box_shape, code_shape, picture_shape, tick_shape
from services.document.drawing.text import Hung, text_object, watermark_object
from services.document.layout.marks import (
    Box,
    Cells,
    Code,
    Mark,
    Page,
    Picture,
    Text,
    Tick,
    Watermark,
    marks_by_corner,
    moved,
)
from services.document.logo import Logo


class Content(NamedTuple):
    """What a page shows."""

    operators: bytes
    logos: dict[str, Logo]
    """By their keys."""


def content_of(page: Page, used: Used) -> Content:
    """Return the content stream of a page; adds its glyphs to those the document uses."""
    top = units(page.height)
    texts, others = list[Hung](), list[Mark]()
    for x, y, marks in marks_by_corner(page.content):
        for mark in marks:
            if type(mark) is Text or type(mark) is Cells:
                texts.append((x, y, mark))
            else:
                others.append(moved(mark, x, y))
    parts = [f"{1 / UNITS} 0 0 {1 / UNITS} 0 0 cm"]
    # A word across the page stands behind everything else.
    parts += [watermark_object(mark, top, used) for mark in others if type(mark) is Watermark]
    parts += _shapes(others, top)
    parts.append(text_object(texts, top, used))
    logos = {mark.logo.key: mark.logo for mark in others if type(mark) is Picture}
    return Content("\n".join(parts).encode("ascii"), logos)


def _shapes(marks: Sequence[Mark], top: int) -> Iterator[str]:
    ink = ""
    for mark in marks:
        match mark:
            case Box():
                if ink != filled_with(mark.colour):
                    ink = filled_with(mark.colour)
                    yield ink
                yield box_shape(mark, top)
            case Tick():
                yield tick_shape(mark, top)
            case Picture():
                yield picture_shape(mark, top)
            case Code():
                yield code_shape(mark, top)
