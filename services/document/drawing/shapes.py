"""Everything that is drawn but letters: surfaces, check marks, pictures, codes."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from services.document.drawing.images import image_name
from services.document.drawing.ink import UNITS, stroked_with, units
from services.document.layout.marks import Box, Code, Picture, Tick

_ARC = 0.5523
"""How far the handles of a Bezier curve reach that stands for a quarter of a circle of radius 1."""
_TICK_STROKE = 0.16
"""Thickness of the check mark, as a share of its size."""
_TICK_POINTS = ((0, 0.55), (0.36, 0.88), (1, 0.14))
_DARK = re.compile("1+")

_Span = tuple[int, int]
"""Columns of dark modules beside each other: the first, and the one after the last."""


# The frame of a page is much the same in all documents of a seller.
@lru_cache(maxsize=1024)
def box_shape(box: Box, x: float, y: float, top: int) -> str:
    """Return the operators of a filled rectangle that hangs on the corner (x, y).

    `top` is the height of the page in units.
    """
    dx, dy, width, height, _, radius = box
    x, y = x + dx, y + dy
    left, upper = round(x * UNITS), top - round(y * UNITS)
    right, lower = round((x + width) * UNITS), top - round((y + height) * UNITS)
    if radius:
        return f"{_rounded(left, lower, right, upper, round(radius * UNITS))} f"
    return f"{left} {lower} {right - left} {upper - lower} re f"


def _rounded(left: int, lower: int, right: int, upper: int, radius: int) -> str:
    handle = round(radius * (1 - _ARC))
    return (
        f"{left + radius} {lower} m {right - radius} {lower} l "
        f"{right - handle} {lower} {right} {lower + handle} {right} {lower + radius} c "
        f"{right} {upper - radius} l "
        f"{right} {upper - handle} {right - handle} {upper} {right - radius} {upper} c "
        f"{left + radius} {upper} l "
        f"{left + handle} {upper} {left} {upper - handle} {left} {upper - radius} c "
        f"{left} {lower + radius} l "
        f"{left} {lower + handle} {left + handle} {lower} {left + radius} {lower} c h"
    )


@lru_cache(maxsize=256)
def tick_shape(tick: Tick, x: float, y: float, top: int) -> str:
    """Return the operators of a check mark, measured as `box_shape` does."""
    left, upper, size = x + tick.x, y + tick.y, tick.size
    start, *rest = (
        f"{units(left + size * across)} {top - units(upper + size * down)}"
        for across, down in _TICK_POINTS
    )
    lines = " ".join(f"{point} l" for point in rest)
    width = units(tick.size * _TICK_STROKE)
    return f"{stroked_with(tick.colour)} {width} w\n{start} m {lines} S"


def picture_shape(picture: Picture, x: float, y: float, top: int) -> str:
    """Return the operators that paint an image, measured as `box_shape` does."""
    width, height = units(picture.width), units(picture.height)
    place = f"{width} 0 0 {height} {units(x + picture.x)} {top - units(y + picture.y) - height}"
    return f"q {place} cm {image_name(picture.logo)} Do Q"


def code_shape(code: Code, x: float, y: float, top: int) -> str:
    """Return the operators of a QR code: one path, so that nothing shows between its modules."""
    module = units(code.size) / len(code.modules)
    place = f"{module:.4f} 0 0 {-module:.4f} {units(x + code.x)} {top - units(y + code.y)}"
    path = "\n".join("{} {} {} {} re".format(*each) for each in _merged(code.modules))
    return f"q {place} cm 0 0 0 rg\n{path} f Q"


def _merged(modules: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield rectangles (x, y, width, height) that cover every dark module once."""
    begun: dict[_Span, int] = {}
    for y, row in enumerate((*modules, "")):
        spans = [match.span() for match in _DARK.finditer(row)]
        for left, right in begun.keys() - set(spans):
            yield left, begun[left, right], right - left, y - begun[left, right]
        begun = {span: begun.get(span, y) for span in spans}
