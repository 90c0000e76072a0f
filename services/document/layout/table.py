"""The rows of the table as blocks; which of them go on which page is not decided here."""

from services.document.formatting import Figure
from services.document.layout import theme
from services.document.layout.columns import Column, Grid
from services.document.layout.marks import (
    Block,
    Box,
    Cell,
    Cells,
    Mark,
    Style,
    Text,
    spacer,
    stacked,
)
from services.document.layout.sheet import MM
from services.document.layout.theme import Theme
from services.document.layout.typography import (
    baseline,
    figure_width,
    fits,
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
    cells: list[Cell] = [(0, heads.position, None), (grid.item, heads.item, None)]
    cells += [
        _ending(text, column, style)
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
    return Block(bottom + theme.RULE, (Cells(0, baseline(style), tuple(cells), style), rule))


def row_block(row: Row, grid: Grid) -> Block:
    """Return one row; every cell begins on the same baseline. Its figures come last, as read."""
    styles, top = grid.styles, grid.row_padding
    y = top + baseline(styles.body)
    item, bottom = _item(row, grid)
    marks: list[Mark] = [Text(0, y, row.position, styles.detail)] if row.position else []
    marks += item
    marks.append(Cells(0, y, _cells(row, grid), styles.body))
    if row.discount_rate:
        rate_top = top + styles.body.leading + _DETAIL_GAP
        rate = (_ending(row.discount_rate, grid.discount, styles.detail),)
        marks.append(Cells(0, rate_top + baseline(styles.detail), rate, styles.detail))
        bottom = max(bottom, rate_top + styles.detail.leading)
    height = bottom + grid.row_padding
    marks.append(Box(0, height, grid.width, theme.HAIR, theme.HAIRLINE))
    return Block(height + theme.HAIR, tuple(marks))


def carried_height(grid: Grid) -> float:
    """Return how high the block of a sum carried from page to page is."""
    return grid.row_padding + grid.styles.body.leading + grid.row_padding


def carried_block(label: str, subtotal: Figure, grid: Grid) -> Block:
    """Return what the table comes to so far, for the foot or the head of a page."""
    style, value, column = grid.styles.detail, grid.styles.body, grid.amount
    x = column.mark - figure_width(subtotal.whole, value)
    y = grid.row_padding + baseline(value)
    label_end = column.left - _CARRIED_GAP
    marks = (
        Text(label_end - text_width(label, style), y, label, style),
        Cells(0, y, ((x, subtotal.text, column.middle),), value),
    )
    return Block(carried_height(grid), marks)


def _item(row: Row, grid: Grid) -> tuple[list[Text], float]:
    """Return the name, the number behind it if there is room, the details below; and their end."""
    styles, room, x = grid.styles, grid.item_width, grid.item
    marks = lines_of(row.name, styles.name, room, x=x, y=grid.row_padding)
    bottom = grid.row_padding + len(marks) * styles.name.leading
    behind = _behind(marks[-1], row.sku, grid)
    if behind:
        marks.append(behind)
    details = [text for text in ("" if behind else row.sku, *row.details) if text]
    if not details:
        return marks, bottom
    top = bottom + _DETAIL_GAP
    below = lines_of(details, styles.detail, room, x=x, y=top)
    return [*marks, *below], top + len(below) * styles.detail.leading


def _behind(last: Text, sku: str, grid: Grid) -> Text | None:
    if not sku:
        return None
    style, start = grid.styles.detail, text_width(last.text, last.style) + _SKU_GAP
    if not fits(sku, style, grid.item_width - start):
        return None
    return Text(grid.item + start, last.y, sku, style)


def _cells(row: Row, grid: Grid) -> tuple[Cell, ...]:
    style = grid.styles.body
    cells = list[Cell]()
    if row.quantity.whole:
        cells.append(_aligned(row.quantity, grid.quantity))
    if row.unit:
        cells.append((grid.unit.left, row.unit, None))
    if row.price.whole:
        cells.append(_aligned(row.price, grid.price))
    if row.discount.whole:
        cells.append(_aligned(row.discount, grid.discount))
    cells.append(_ending(row.tax, grid.tax, style))
    cells.append(_aligned(row.amount, grid.amount))
    return tuple(cells)


def _aligned(figure: Figure, column: Column) -> Cell:
    return column.mark - column.widths[figure.whole], figure.text, column.middle


def _ending(text: str, column: Column, style: Style) -> Cell:
    return column.right - text_width(text, style), text, column.middle
