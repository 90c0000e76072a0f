"""From a view to pages: where rows, totals and everything else come to stand."""

from collections.abc import Sequence

from services.document.layout.closing import closing_blocks
from services.document.layout.columns import Grid, grid_for
from services.document.layout.furniture import (
    continued_block,
    footer_block,
    imprint_block,
    page_label,
    watermark,
)
from services.document.layout.head import head_blocks
from services.document.layout.marks import Block, Mark, Page, moved, spacer, stacked
from services.document.layout.sheet import (
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MARGIN_TOP,
    MM,
    Paper,
)
from services.document.layout.table import (
    caption_block,
    carried_block,
    heads_block,
    row_block,
)
from services.document.layout.theme import Theme
from services.document.logo import Logo
from services.document.view.model import Table, View

_ABOVE_FOOTER = 4 * MM
_ABOVE_IMPRINT = 6 * MM
_MOST_IMPRINT = 1 / 5
"""Of the height of the paper: a longer one is printed once, at the end, not on every page."""


class _Flow:
    """The content of page after page, filled from the top; y is where the next block goes."""

    def __init__(self, continued: Block, height: float) -> None:
        self._continued = continued
        self._height = height
        self.pages: list[list[Mark]] = [[]]
        self._y = 0.0

    def fits(self, height: float) -> bool:
        return self._y + height <= self._height

    @property
    def room(self) -> float:
        """How much a later page holds."""
        return self._height - self._continued.height

    def add(self, block: Block) -> None:
        """Put a block where it fits as a whole."""
        if not self.fits(block.height):
            self.turn()
        self.put(block)

    def put(self, block: Block) -> None:
        self.pages[-1] += moved(block.marks, 0, self._y)
        self._y += block.height

    def turn(self) -> None:
        self.pages.append([])
        self._y = 0.0
        self.put(self._continued)


def pages_of(view: View, *, logo: Logo | None, colours: Theme, paper: Paper) -> list[Page]:
    """Return the pages of a document. No row or block is torn apart, and none overlaps."""
    width = paper.width - MARGIN_LEFT - MARGIN_RIGHT
    imprint = imprint_block(view.footer, width)
    long = imprint.height > paper.height * _MOST_IMPRINT
    footer = footer_block(None if long else imprint, view.number, width)
    height = paper.height - MARGIN_TOP - footer.height - _ABOVE_FOOTER - MARGIN_BOTTOM
    flow = _Flow(continued_block(view, width), height)
    for block in head_blocks(view, logo, colours, width):
        flow.add(block)
    totals, *rest = closing_blocks(view, colours, width, flow.room)
    _set_table(flow, view.table, grid_for(view.table, width), colours, totals)
    for block in [*rest, *([stacked([spacer(_ABOVE_IMPRINT), imprint])] if long else [])]:
        flow.add(block)
    return [
        _page(view, marks, footer, paper, (i + 1, len(flow.pages)))
        for i, marks in enumerate(flow.pages)
    ]


def _set_table(flow: _Flow, table: Table, grid: Grid, colours: Theme, totals: Block) -> None:
    """Set the rows, then the totals, which never stand on a page without the last row."""
    heads = heads_block(table, grid, colours)
    blocks = [row_block(row, grid) for row in table.rows]
    opening = stacked([caption_block(table, grid), heads])
    needed = _needed(0, blocks, table, grid, totals)
    if not flow.fits(opening.height + needed):
        flow.turn()
    flow.put(opening)
    first_on_page = 0
    for i, block in enumerate(blocks):
        if i > first_on_page and not flow.fits(_needed(i, blocks, table, grid, totals)):
            _carry(flow, table, i - 1, grid, heads)
            first_on_page = i
        flow.put(block)
    flow.add(totals)


def _needed(index: int, blocks: Sequence[Block], table: Table, grid: Grid, totals: Block) -> float:
    """Return the room a row needs: the totals below the last, a line carried below the others."""
    last = index == len(blocks) - 1
    below = totals if last else carried_block(table.carried_forward, table.rows[index], grid)
    return blocks[index].height + below.height


def _carry(flow: _Flow, table: Table, index: int, grid: Grid, heads: Block) -> None:
    row = table.rows[index]
    flow.put(carried_block(table.carried_forward, row, grid))
    flow.turn()
    flow.put(heads)
    flow.put(carried_block(table.brought_forward, row, grid))


def _page(
    view: View, marks: list[Mark], footer: Block, paper: Paper, numbers: tuple[int, int]
) -> Page:
    width = paper.width - MARGIN_LEFT - MARGIN_RIGHT
    bottom = paper.height - MARGIN_BOTTOM
    label = page_label(view.footer, *numbers, width)
    return Page(
        paper.width,
        paper.height,
        (
            *((watermark(view.test.label, paper),) if view.test else ()),
            *moved(marks, MARGIN_LEFT, MARGIN_TOP),
            *moved(footer.marks, MARGIN_LEFT, bottom - footer.height),
            *moved(label.marks, MARGIN_LEFT, bottom - label.height),
        ),
    )
