"""The rows of the table as blocks; which of them go on which page is not decided here."""

from services.document.layout import theme
from services.document.layout.columns import Grid, start_of
from services.document.layout.marks import (
    Block,
    Box,
    Mark,
    Style,
    Text,
    moved,
    overlaid,
    shifted,
    spacer,
    stacked,
)
from services.document.layout.sheet import MM
from services.document.layout.theme import Theme
from services.document.layout.typography import baseline, fits, paragraph, text_width
from services.document.view.model import Row, Table

_ROW_PADDING = 1.6 * MM
_DETAIL_GAP = 0.3 * MM
_BELOW_CAPTION = 1.6 * MM
_BELOW_HEADS = 1.5 * MM
_CARRIED_GAP = 4 * MM
_SKU_GAP = 2 * MM


def caption_block(table: Table, grid: Grid) -> Block:
    """Return the line that says which currency the figures are in, and whether with tax."""
    caption = paragraph(table.caption, theme.SMALL, grid.width, align="right")
    return stacked([caption, spacer(_BELOW_CAPTION)])


def heads_block(table: Table, grid: Grid, colours: Theme) -> Block:
    """Return the heads of the columns, above a rule in the accent colour."""
    heads, style = table.columns, grid.styles.head._replace(colour=colours.text)
    y = baseline(style)
    marks: list[Mark] = [Text(0, y, heads.position, style), Text(grid.item, y, heads.item, style)]
    for text, column in (
        (heads.quantity, grid.unit),
        (heads.price, grid.price),
        (heads.discount, grid.discount),
        (heads.tax, grid.tax),
        (heads.amount, grid.amount),
    ):
        if text:
            marks.append(Text(column.right - text_width(text, style), y, text, style))
    bottom = style.leading + _BELOW_HEADS
    marks.append(Box(0, bottom, grid.width, theme.RULE, colours.fill))
    return Block(bottom + theme.RULE, tuple(marks))


def row_block(row: Row, grid: Grid) -> Block:
    """Return one row; every cell begins on the same baseline."""
    styles = grid.styles
    cells = overlaid(
        [
            paragraph(row.position, styles.detail._replace(leading=styles.body.leading), grid.item),
            shifted(_item(row, grid), grid.item),
            Block(0, tuple(_figures(row, grid))),
            _discount_rate(row, grid),
        ]
    )
    height = _ROW_PADDING + cells.height + _ROW_PADDING
    rule = Box(0, height, grid.width, theme.HAIR, theme.HAIRLINE)
    return Block(height + theme.HAIR, (*moved(cells.marks, 0, _ROW_PADDING), rule))


def carried_block(label: str, row: Row, grid: Grid) -> Block:
    """Return what the table comes to down to `row`, for the foot or the head of a page."""
    style, value = grid.styles.detail, grid.styles.body
    y = _ROW_PADDING + baseline(value)
    start = start_of(row.subtotal, grid.amount, value)
    marks = (
        Text(start - _CARRIED_GAP - text_width(label, style), y, label, style),
        Text(start, y, row.subtotal.text, value),
    )
    return Block(_ROW_PADDING + value.leading + _ROW_PADDING, marks)


def _item(row: Row, grid: Grid) -> Block:
    """Return the name, the number behind it if there is room, and the details below."""
    name = paragraph(row.name, grid.styles.name, grid.item_width)
    behind = _behind(name, row.sku, grid)
    details = [text for text in (row.sku if not behind else "", *row.details) if text]
    if not details:
        return Block(name.height, (*name.marks, *behind))
    below = paragraph(details, grid.styles.detail, grid.item_width)
    return stacked([Block(name.height, (*name.marks, *behind)), spacer(_DETAIL_GAP), below])


def _behind(name: Block, sku: str, grid: Grid) -> tuple[Mark, ...]:
    last, style = name.marks[-1], grid.styles.detail
    if not sku or not isinstance(last, Text):
        return ()
    x = text_width(last.text, last.style) + _SKU_GAP
    return (Text(x, last.y, sku, style),) if fits(sku, style, grid.item_width - x) else ()


def _figures(row: Row, grid: Grid) -> list[Mark]:
    style = grid.styles.body
    y = baseline(style)
    figures = (
        (row.quantity, grid.quantity),
        (row.price, grid.price),
        (row.discount, grid.discount),
        (row.amount, grid.amount),
    )
    marks: list[Mark] = [
        Text(start_of(figure, column, style), y, figure.text, style)
        for figure, column in figures
        if figure.text
    ]
    if row.unit:
        marks.append(Text(grid.unit.left, y, row.unit, style))
    marks.append(Text(grid.tax.right - text_width(row.tax, style), y, row.tax, style))
    return marks


def _discount_rate(row: Row, grid: Grid) -> Block:
    style: Style = grid.styles.detail
    if not row.discount_rate:
        return Block(0)
    below = grid.styles.body.leading + _DETAIL_GAP
    x = grid.discount.right - text_width(row.discount_rate, style)
    text = Text(x, below + baseline(style), row.discount_rate, style)
    return Block(below + style.leading, (text,))
