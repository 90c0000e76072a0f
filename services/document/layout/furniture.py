"""What stands on every page: footer, head of later pages, watermark."""

from functools import lru_cache

from services.document.layout import theme
from services.document.layout.marks import Block, Box, Watermark, overlaid, spacer, stacked
from services.document.layout.sheet import CONTINUED_TOP, GUTTER, MARGIN_TOP, MM, Paper
from services.document.layout.typography import clipped, paragraph
from services.document.view.model import Footer, View

_COLUMNS = 3
_GAP = 2 * MM
_WATERMARK_ANGLE = 52


@lru_cache(maxsize=64)
def imprint_block(footer: Footer, width: float) -> Block:
    """Return who the seller is, as business letters have to say."""
    column = (width + GUTTER) / _COLUMNS
    columns = [
        paragraph(lines, theme.TINY, column - GUTTER, x=i * column)
        for i, lines in enumerate(footer.columns)
    ]
    blocks = [overlaid(columns), spacer(_GAP)]
    if footer.text:
        blocks += [paragraph(footer.text, theme.TINY, width), spacer(_GAP)]
    return stacked(blocks)


def footer_block(imprint: Block | None, number: str, width: float) -> Block:
    """Return the foot of every page; the label of the page goes to the end of its last line."""
    rule = Block(theme.HAIR, (Box(0, 0, width, theme.HAIR, theme.HAIRLINE),))
    blocks = [rule, spacer(_GAP), *([imprint] if imprint else [])]
    return stacked([*blocks, paragraph(number, theme.TINY, width)])


def page_label(footer: Footer, page: int, pages: int, width: float) -> Block:
    """Return `Page x of y`, to stand on the last line of a page."""
    text = footer.page.format(page=page, pages=pages)
    return paragraph(text, theme.TINY, width, align="right")


def continued_block(view: View, width: float) -> Block:
    """Return the head of a later page; below it the table goes on."""
    room = width / 2 - GUTTER
    left = _one_line(view.parties.shown_name, room)
    right = paragraph(
        f"{view.title} {view.number}", theme.SMALL, width / 2, x=width / 2, align="right"
    )
    line = overlaid([left, right])
    height = max(line.height + _GAP, CONTINUED_TOP - MARGIN_TOP)
    return line._replace(height=height)


@lru_cache(maxsize=64)
def _one_line(name: str, room: float) -> Block:
    return paragraph(clipped(name, theme.SMALL_STRONG, room, 1), theme.SMALL_STRONG, room)


def watermark(text: str, paper: Paper) -> Watermark:
    """Return the mark of a document that is no invoice."""
    x, y = paper.width / 2, paper.height / 2
    return Watermark(x, y, text, theme.BEHIND, _WATERMARK_ANGLE)
