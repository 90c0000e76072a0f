"""Pages for who reads from right to left: laid out from left to right, then mirrored as a whole.

The address window goes along. A letter is read from its right edge there, and envelopes with the
window on that side are stock goods: the French one (100 mm wide, 20 mm from the edge) takes the
block as it stands. An address left behind on the left would lie on the column of facts.
"""

from services.document.layout.marks import Block, Code, Mark, Page, Text, Tick, Watermark
from services.document.layout.typography import text_width


def mirrored(page: Page) -> Page:
    """Return the page with left and right exchanged; nothing on it is drawn reversed.

    A text keeps its width, a figure with a `pivot` its place in the column, so that decimal marks
    still stand below each other. Mirroring twice gives the first page back.
    """
    marks = tuple(_mirrored(mark, page.width) for mark in page.marks)
    return page._replace(content=Block(page.height, marks))


def _mirrored(mark: Mark, width: float) -> Mark:
    if isinstance(mark, Watermark):
        return mark
    if isinstance(mark, Text):
        return _text(mark, width)
    own = mark.size if isinstance(mark, Tick | Code) else mark.width
    return mark._replace(x=width - mark.x - own)


def _text(text: Text, width: float) -> Text:
    if text.pivot is None:
        return text._replace(x=width - text.x - text_width(text.text, text.style))
    return text._replace(x=text.x + width - 2 * text.pivot, pivot=width - text.pivot)
