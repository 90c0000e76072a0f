"""The page: paper, margins, and the grid everything stands on."""

from typing import NamedTuple

MM = 72 / 25.4
"""Points in a millimetre."""

_LETTER_COUNTRIES = {"CA", "US"}


class Paper(NamedTuple):
    """A paper size, in points."""

    width: float
    height: float


A4 = Paper(210 * MM, 297 * MM)
LETTER = Paper(8.5 * 72, 11 * 72)

MARGIN_LEFT = 22 * MM
"""Past the 20 mm at which the window of a DIN long envelope may begin."""
MARGIN_RIGHT = 22 * MM
MARGIN_TOP = 15 * MM
MARGIN_BOTTOM = 10 * MM

LOGO_WIDTH = 62 * MM
LOGO_HEIGHT = 18 * MM

WINDOW_TOP = 46 * MM
"""From the top of the page to the sender's line (DIN 5008 form B; also in a US #10 window)."""
WINDOW_WIDTH = 80 * MM
FACTS_LEFT = 90 * MM
"""From the left margin to the column of the seller and the facts, right of the window."""

TITLE_TOP = 93 * MM
"""Below the window, which ends at 90 mm."""

CONTINUED_TOP = 28 * MM
"""From the top of a later page to its first row."""

GUTTER = 8 * MM
"""Between two columns of blocks."""


def paper_for(country: str) -> Paper:
    """Return the paper that printers in the seller's country hold."""
    return LETTER if country in _LETTER_COUNTRIES else A4
