"""Colours and styles: one ink, one grey, one accent."""

from functools import lru_cache
from typing import NamedTuple

from services.document.faces import REGULAR, SEMIBOLD
from services.document.layout.marks import Style
from services.domain.colour import WHITE, ink_on, readable_on

INK = "#1a1d21"
GREY = "#5d6570"
HAIRLINE = "#d5d9de"
PANEL = "#f5f6f7"
WATERMARK = "#f6e4e1"
WARNING = "#a32a1c"

HAIR = 0.5
"""Thickness of a hairline, in points."""
RULE = 1.0

BODY = Style(REGULAR, 9, 12.5, INK)
STRONG = Style(SEMIBOLD, 9, 12.5, INK)
LABEL = Style(REGULAR, 8, 12.5, GREY)
LABEL_BODY = Style(REGULAR, 9, 12.5, GREY)
SMALL = Style(REGULAR, 8, 11, GREY)
SMALL_INK = Style(REGULAR, 8, 11, INK)
SMALL_STRONG = Style(SEMIBOLD, 8, 11, INK)
COLUMN_HEAD = Style(SEMIBOLD, 8, 11, INK)
TINY = Style(REGULAR, 6.8, 9.4, GREY)
ADDRESS = Style(REGULAR, 10, 13.5, INK)
ADDRESS_NAME = Style(SEMIBOLD, 10, 13.5, INK)
HEADLINE = Style(REGULAR, 11, 15, INK)
NOTICE = Style(SEMIBOLD, 8, 11, WARNING)
TITLE = Style(SEMIBOLD, 22, 28, INK)
WORDMARK = Style(SEMIBOLD, 18, 23, INK)
STAMP = Style(SEMIBOLD, 10, 13, WHITE)
GRAND = Style(SEMIBOLD, 13, 17, INK)
BEHIND = Style(SEMIBOLD, 150, 150, WATERMARK)


class Theme(NamedTuple):
    """The seller's accent colour, and what stays readable with it (WCAG 2.2, 1.4.3)."""

    fill: str
    """The accent as a surface."""
    on_fill: str
    """Text on that surface."""
    text: str
    """The accent as text on white, darkened as far as reading takes."""


@lru_cache(maxsize=512)
def in_colour(style: Style, colour: str) -> Style:
    """Return the style in another colour."""
    return style._replace(colour=colour)


@lru_cache(maxsize=256)
def theme_of(accent: str) -> Theme:
    """Return the theme of an accent colour `#rrggbb`."""
    colour = accent.lower()
    return Theme(fill=colour, on_fill=ink_on(colour), text=readable_on(colour, WHITE))
