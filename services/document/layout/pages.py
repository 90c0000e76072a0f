"""From a view to pages: where rows, totals and everything else come to stand."""

from collections.abc import Sequence

from services.document.layout.closing import closing_blocks
from services.document.layout.columns import LEAST_ROW_PADDING, Grid, grid_for
from services.document.layout.furniture import (
    continued_block,
    footer_block,
    imprint_block,
    page_label,
    watermark,
)
from services.document.layout.head import head_blocks
from services.document.layout.marks import Block, Page, Part, spacer, stacked
from services.document.layout.mirroring import mirrored
from services.document.layout.payment_slip import payment_slip_block
from services.document.layout.sheet import (
    A4,
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
    carried_height,
    heads_block,
    row_block,
)
from services.document.layout.theme import Theme
from services.document.logo import Logo
from services.document.view.model import Table, View

_ABOVE_FOOTER = 4 * MM
_ABOVE_IMPRINT = 6 * MM
_ABOVE_SLIP = 2 * MM
_ROUNDING = 0.01
"""In points: what fills a page to its end fits it, however floats add up."""
_MOST_IMPRINT = 1 / 5
"""Of the height of the paper: a longer one is printed once, at the end, not on every page."""


class _Flow:
    """The content of page after page, filled from the top; y is where the next block goes."""

    def __init__(self, continued: Block, height: float) -> None:
        self._continued = continued
        self._height = height
        self.pages: list[list[Part]] = [[]]
        self._y = 0.0

    def fits(self, height: float) -> bool:
        return height <= self.left + _ROUNDING

    @property
    def left(self) -> float:
        """How much this page still holds."""
        return self._height - self._y

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
        self.pages[-1].append((0, self._y, block))
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
    totals, *rest = closing_blocks(view, colours, width, flow.room, code=view.code)
    _set_table(flow, view.table, grid_for(view.table, width), colours, totals)
    for block in [*rest, *([stacked([spacer(_ABOVE_IMPRINT), imprint])] if long else [])]:
        flow.add(block)
    # Its sizes are those of A4 paper.
    slip = payment_slip_block(view.slip) if view.slip and paper == A4 else None
    raised = slip.height + _ABOVE_SLIP - MARGIN_BOTTOM if slip else 0
    if not flow.fits(raised):
        flow.turn()
    count = len(flow.pages)
    made = (
        _page(view, parts, footer, paper, (i, count), raised=raised if i == count else 0)
        for i, parts in enumerate(flow.pages, 1)
    )
    *pages, last = map(mirrored, made) if view.rtl else made
    return [*pages, _with_slip(last, slip) if slip else last]


def _set_table(flow: _Flow, table: Table, grid: Grid, colours: Theme, totals: Block) -> None:
    """Set the rows, then the totals, which never stand on a page without the last row."""
    heads = heads_block(table, grid, colours)
    opening = stacked([caption_block(table, grid), heads])
    blocks = [row_block(row, grid) for row in table.rows]
    lacking = opening.height + sum(block.height for block in blocks) + totals.height - flow.left
    tighter = grid.row_padding - lacking / (2 * len(blocks))
    if LEAST_ROW_PADDING <= tighter < grid.row_padding:
        # A little less air in every row saves a second page for the last one.
        grid = grid._replace(row_padding=tighter)
        blocks = [row_block(row, grid) for row in table.rows]
    carried = carried_height(grid)
    # Below the last row stand the totals, below any other one at least a sum carried forward.
    needed = [*(block.height + carried for block in blocks[:-1]), blocks[-1].height + totals.height]
    if not flow.fits(opening.height + needed[0]):
        flow.turn()
    flow.put(opening)
    first_on_page = 0
    for i, block in enumerate(blocks):
        if i > first_on_page and not flow.fits(needed[i]):
            _carry(flow, table, i - 1, grid, heads)
            first_on_page = i
        flow.put(block)
    flow.add(totals)


def _carry(flow: _Flow, table: Table, index: int, grid: Grid, heads: Block) -> None:
    subtotal = table.subtotal(index)
    flow.put(carried_block(table.carried_forward, subtotal, grid))
    flow.turn()
    flow.put(heads)
    flow.put(carried_block(table.brought_forward, subtotal, grid))


def _page(
    view: View,
    parts: Sequence[Part],
    footer: Block,
    paper: Paper,
    numbers: tuple[int, int],
    *,
    raised: float,
) -> Page:
    width = paper.width - MARGIN_LEFT - MARGIN_RIGHT
    bottom = paper.height - MARGIN_BOTTOM - raised
    label = page_label(view.footer, *numbers, width)
    content = (MARGIN_LEFT, MARGIN_TOP, Block(0, (), tuple(parts)))
    foot = (MARGIN_LEFT, bottom - footer.height, footer)
    corner = (MARGIN_LEFT, bottom - label.height, label)
    behind = (watermark(view.test.label, paper),) if view.test else ()
    return Page(paper.width, paper.height, Block(paper.height, behind, (content, foot, corner)))


def _with_slip(page: Page, slip: Block) -> Page:
    """Return the page with a slip on its lower edge; a form is never mirrored."""
    parts = ((0, 0, page.content), (0, page.height - slip.height, slip))
    return page._replace(content=Block(page.height, (), parts))
