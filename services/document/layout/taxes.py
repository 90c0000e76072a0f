"""The tax summary: base, rate and tax of each group, and why there is none."""

from collections.abc import Iterator
from typing import NamedTuple

from services.document.layout import theme
from services.document.layout.marks import (
    Block,
    Box,
    Line,
    Style,
    block_of,
    padded,
    spacer,
    stacked,
)
from services.document.layout.sheet import MM
from services.document.layout.typography import (
    baseline,
    lines_of,
    paragraph,
    sized,
    text_width,
    widest,
)
from services.document.view.model import TaxRow, TaxSummary

_ROW_GAP = 1 * MM
_COLUMN_GAP = 5 * MM
_SIZES = (8, 7, 6, 5)


class _Grid(NamedTuple):
    """Where the columns end, and the style in which they have room."""

    style: Style
    rate: float
    base: float
    tax: float
    base_middle: float
    tax_middle: float


def tax_blocks(summary: TaxSummary, width: float) -> Iterator[Block]:
    """Yield the heads together with the first group, then each further group."""
    *larger, smallest = sized(theme.SMALL_INK, *_SIZES)
    grids = (_grid(summary, width, style) for style in larger)
    roomy = (grid for grid in grids if grid.rate > _rates(summary, grid.style))
    grid = next(roomy, None) or _grid(summary, width, smallest)
    first, *others = (_row(row, grid) for row in summary.rows)
    yield stacked([_heads(summary, grid), spacer(_ROW_GAP), first])
    yield from others


def _rates(summary: TaxSummary, style: Style) -> float:
    return widest([row.rate for row in summary.rows], style)


def _grid(summary: TaxSummary, width: float, style: Style) -> _Grid:
    tax = widest([summary.tax, *(row.tax for row in summary.rows)], style)
    base = widest([summary.base, *(row.base for row in summary.rows)], style)
    base_right = width - tax - _COLUMN_GAP
    return _Grid(
        style,
        rate=base_right - base - _COLUMN_GAP,
        base=base_right,
        tax=width,
        base_middle=base_right - base / 2,
        tax_middle=width - tax / 2,
    )


def _cells(cells: tuple[str, str, str], grid: _Grid, style: Style) -> Block:
    rate, base, tax = cells
    y = baseline(style)
    rates = lines_of(rate, style, grid.rate)
    amounts: list[Line] = [
        (grid.base - text_width(base, style), y, base, style, grid.base_middle),
        (grid.tax - text_width(tax, style), y, tax, style, grid.tax_middle),
    ]
    return block_of(len(rates) * style.leading, lines=(*rates, *amounts))


def _heads(summary: TaxSummary, grid: _Grid) -> Block:
    style = theme.in_colour(grid.style, theme.GREY)
    heads = _cells((summary.heading, summary.base, summary.tax), grid, style)
    rule = Box(0, heads.height + _ROW_GAP, grid.tax, theme.HAIR, theme.HAIRLINE)
    return padded(heads, 0, rule, below=_ROW_GAP + theme.HAIR)


def _row(row: TaxRow, grid: _Grid) -> Block:
    blocks = [_cells((row.rate, row.base, row.tax), grid, grid.style)]
    if row.reason:
        blocks.append(paragraph(row.reason, theme.SMALL, grid.tax))
    return stacked([*blocks, spacer(_ROW_GAP)])
