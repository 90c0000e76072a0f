"""Lengths and colours as a content stream has them.

Lengths are whole hundredths of a point: short to write, and exact to four micrometres.
"""

from functools import lru_cache
from typing import Final

UNITS: Final = 100
"""In a point."""


def units(length: float) -> int:
    """Return a length that is given in points."""
    return round(length * UNITS)


@lru_cache(maxsize=256)
def filled_with(colour: str) -> str:
    """Return the operator that sets what surfaces and letters are filled with, from `#rrggbb`."""
    return f"{_rgb(colour)} rg"


@lru_cache(maxsize=256)
def stroked_with(colour: str) -> str:
    """Return the operator that sets what lines are drawn with, from `#rrggbb`."""
    return f"{_rgb(colour)} RG"


def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[i : i + 2], 16) / 255:.3g}" for i in (1, 3, 5))
