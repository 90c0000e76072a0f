"""The marks of a page as a content stream: surfaces first, then what stands on them."""

from collections.abc import Iterator, Sequence

from services.document.drawing.fonts import Used
from services.document.drawing.ink import UNITS, filled_with, units
from services.document.drawing.shapes import box_shape, code_shape, picture_shape, tick_shape
from services.document.drawing.text import text_object, watermark_object
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
)


def content_of(page: Page, used: Used) -> bytes:
    """Return the content stream of a page; adds its glyphs to those the document uses."""
    top = units(page.height)
    texts, others = list[Text | Cells](), list[Mark]()
    for mark in page.marks:
        if type(mark) is Text or type(mark) is Cells:
            texts.append(mark)
        else:
            others.append(mark)
    parts = [f"{1 / UNITS} 0 0 {1 / UNITS} 0 0 cm"]
    # A word across the page stands behind everything else.
    parts += [watermark_object(mark, top, used) for mark in others if type(mark) is Watermark]
    parts += _shapes(others, top)
    parts.append(text_object(texts, top, used))
    return "\n".join(parts).encode("ascii")


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
