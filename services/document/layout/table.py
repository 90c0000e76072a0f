"""The rows of the table as blocks; which of them go on which page is not decided here."""

from functools import lru_cache

from services.document.formatting import NO_FIGURE, Figure
from services.document.layout import theme
from services.document.layout.columns import Column, Grid
from services.document.layout.marks import Block, Box, Line, Style, block_of, spacer, stacked
from services.document.layout.sheet import MM
from services.document.layout.theme import Theme
from services.document.layout.typography import (
    baseline,
    figure_fits,
    figure_width,
    label,
    lines_of,
    text_width,
)
from services.document.view.model import Row, Table

_DETAIL_GAP = 0.3 * MM
_BELOW_CAPTION = 1.6 * MM
_BELOW_HEADS = 1.5 * MM
_CARRIED_GAP = 4 * MM
_SKU_GAP = 2 * MM


def caption_block(table: Table, grid: Grid) -> Block:
    """Return the line that says which currency the figures are in, and whether with tax."""
    caption = label(table.caption, theme.SMALL, grid.width, align="right")
    return stacked([caption, spacer(_BELOW_CAPTION)])


def heads_block(table: Table, grid: Grid, colours: Theme) -> Block:
    """Return the heads of the columns, above a rule in the accent colour."""
    heads, style = table.columns, theme.in_colour(grid.styles.head, colours.text)
    y = baseline(style)
    lines: list[Line] = [
        (0, y, heads.position, style, None),
        (grid.item, y, heads.item, style, None),
    ]
    lines += [
        (column.right - text_width(text, style), y, text, style, column.middle)
        for text, column in (
            (heads.quantity, grid.quantity_and_unit),
            (heads.price, grid.price),
            (heads.discount, grid.discount),
            (heads.tax, grid.tax),
            (heads.amount, grid.amount),
        )
        if text
    ]
    bottom = style.leading + _BELOW_HEADS
    rule = Box(0, bottom, grid.width, theme.RULE, colours.fill)
    return block_of(bottom + theme.RULE, (rule,), lines=tuple(lines))


def row_block(row: Row, grid: Grid) -> Block:
    """Return one row; every cell begins on the same baseline. Its figures come last, as read."""
    styles, top = grid.styles, grid.row_padding
    y = top + baseline(styles.body)
    lines: list[Line] = [(0, y, row.position, styles.detail, None)] if row.position else []
    bottom = _add_item(lines, row, grid)
    _add_figures(lines, row, grid, y)
    if row.discount_rate:
        rate_top = top + styles.body.leading + _DETAIL_GAP
        x = grid.discount.right - text_width(row.discount_rate, styles.detail)
        rate_y = rate_top + baseline(styles.detail)
        lines.append((x, rate_y, row.discount_rate, styles.detail, grid.discount.middle))
        bottom = max(bottom, rate_top + styles.detail.leading)
    height = bottom + grid.row_padding
    return block_of(height + theme.HAIR, (_rule(height, grid.width),), lines=tuple(lines))


# Rows are of few heights.
@lru_cache(maxsize=256)
def _rule(y: float, width: float) -> Box:
    return Box(0, y, width, theme.HAIR, theme.HAIRLINE)


def carried_height(grid: Grid) -> float:
    """Return how high the block of a sum carried from page to page is."""
    return grid.row_padding + grid.styles.body.leading + grid.row_padding


def carried_block(label: str, subtotal: Figure, grid: Grid) -> Block:
    """Return what the table comes to so far, for the foot or the head of a page."""
    style, value, column = grid.styles.detail, grid.styles.body, grid.amount
    whole, fraction = subtotal
    x = column.mark - figure_width(whole, value)
    y = grid.row_padding + baseline(value)
    label_end = column.left - _CARRIED_GAP
    lines: tuple[Line, ...] = (
        (label_end - text_width(label, style), y, label, style, None),
        (x, y, whole + fraction, value, column.middle),
    )
    return block_of(carried_height(grid), lines=lines)


def _add_item(lines: list[Line], row: Row, grid: Grid) -> float:
    """Add the name, the number behind it if there is room, the details below; return their end."""
    styles, room, x, top = grid.styles, grid.item_width, grid.item, grid.row_padding
    named = lines_of(row.name, styles.name, room, x=x, y=top)
    lines += named
    bottom = top + len(named) * styles.name.leading
    details = row.details
    if row.sku:
        _, y, last, style, _ = named[-1]
        start = text_width(last, style) + _SKU_GAP
        if figure_fits(row.sku, styles.detail, room - start):
            lines.append((x + start, y, row.sku, styles.detail, None))
        else:
            details = (row.sku, *details)
    if not details:
        return bottom
    below = lines_of(details, styles.detail, room, x=x, y=bottom + _DETAIL_GAP)
    lines += below
    return bottom + _DETAIL_GAP + len(below) * styles.detail.leading


def _add_figures(lines: list[Line], row: Row, grid: Grid, y: float) -> None:
    style, add = grid.styles.body, lines.append
    if row.quantity != NO_FIGURE:
        add(_aligned(row.quantity, grid.quantity, y, style))
    if row.unit:
        add((grid.unit.left, y, row.unit, style, None))
    if row.price != NO_FIGURE:
        add(_aligned(row.price, grid.price, y, style))
    if row.discount != NO_FIGURE:
        add(_aligned(row.discount, grid.discount, y, style))
    add((grid.tax.right - grid.tax.widths[row.tax], y, row.tax, style, grid.tax.middle))
    add(_aligned(row.amount, grid.amount, y, style))


def _aligned(figure: Figure, column: Column, y: float, style: Style) -> Line:
    whole, fraction = figure
    return column.mark - column.widths[whole], y, whole + fraction, style, column.middle
