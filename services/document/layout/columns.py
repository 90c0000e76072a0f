"""The columns of the table: as wide as their figures need; the rest is the item's."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from services.document.formatting import Figure
from services.document.layout import theme
from services.document.layout.marks import Style
from services.document.layout.sheet import MM
from services.document.layout.typography import figure_width, text_width, widest
from services.document.view.model import Row, Table

_GAP = 5 * MM
_UNIT_GAP = 1.2 * MM
_NARROWEST_ITEM = 42 * MM
ROW_PADDING = 1.6 * MM
LEAST_ROW_PADDING = 0.9 * MM
_SCALES = (1.0, 0.9, 0.8, 0.7, 0.6)
"""A table whose figures leave the item too little room is set smaller."""


class Styles(NamedTuple):
    """How the cells of a table are set."""

    head: Style
    body: Style
    name: Style
    detail: Style


class Column(NamedTuple):
    """A column that ends at `right`, from the left edge of the content."""

    left: float
    right: float
    mark: float
    """Where decimal marks stand."""
    middle: float
    """What a mirrored page turns the column around."""
    widths: Mapping[str, float]
    """Of what stands before the decimal mark, or of the whole text, by that text."""


class Grid(NamedTuple):
    """Where everything in a row stands."""

    styles: Styles
    width: float
    item: float
    item_width: float
    quantity: Column
    unit: Column
    price: Column
    discount: Column
    tax: Column
    amount: Column
    row_padding: float = ROW_PADDING
    """Above and below what a row says."""

    @property
    def quantity_and_unit(self) -> Column:
        """Return the column that quantities and their units share."""
        left, right = self.quantity.left, self.unit.right
        return Column(left, right, right, (left + right) / 2, {})


def grid_for(table: Table, width: float) -> Grid:
    """Return the grid in the largest size that leaves the item enough room, else the smallest."""
    *larger, smallest = _SCALES
    grids = (_grid(table, width, _styles(scale)) for scale in larger)
    roomy = (grid for grid in grids if grid.item_width >= _NARROWEST_ITEM)
    return next(roomy, None) or _grid(table, width, _styles(smallest))


@cache
def _styles(scale: float) -> Styles:
    given = (theme.COLUMN_HEAD, theme.BODY, theme.STRONG, theme.SMALL)
    return Styles(*(s._replace(size=s.size * scale, leading=s.leading * scale) for s in given))


def _grid(table: Table, width: float, styles: Styles) -> Grid:
    heads, rows = table.columns, table.rows
    amounts = [*(row.amount for row in rows), *table.extreme_subtotals()]
    amount = _figures(width, heads.amount, amounts, styles)
    tax = _texts(amount.left - _GAP, heads.tax, [row.tax for row in rows], styles)
    discount_right = tax.left - _GAP
    discounts = [row.discount for row in rows] if heads.discount else []
    discount = _figures(discount_right, heads.discount, discounts, styles)
    price_right = discount.left - (_GAP if heads.discount else 0)
    price = _figures(price_right, heads.price, [row.price for row in rows], styles)
    unit = _texts(price.left - _GAP, "", [row.unit for row in rows], styles)
    quantity_right = unit.left - (_UNIT_GAP if unit.left < unit.right else 0)
    quantity = _figures(quantity_right, "", [row.quantity for row in rows], styles)
    quantity_left = min(quantity.left, unit.right - text_width(heads.quantity, styles.head))
    item = _position_width(heads.position, rows, styles) + _GAP
    return Grid(
        styles=styles,
        width=width,
        item=item,
        item_width=quantity_left - _GAP - item,
        quantity=quantity,
        unit=unit,
        price=price,
        discount=discount,
        tax=tax,
        amount=amount,
    )


def _position_width(head: str, rows: Iterable[Row], styles: Styles) -> float:
    positions = widest([row.position for row in rows], styles.detail)
    return max(positions, text_width(head, styles.head))


def _figures(right: float, head: str, figures: list[Figure], styles: Styles) -> Column:
    style = styles.body
    widths = {whole: figure_width(whole, style) for whole in {whole for whole, _ in figures}}
    whole = max(widths.values(), default=0)
    fraction = widest({fraction for _, fraction in figures}, style)
    width = max(whole + fraction, text_width(head, styles.head))
    return Column(right - width, right, right - fraction, right - width / 2, widths)


def _texts(right: float, head: str, texts: list[str], styles: Styles) -> Column:
    widths = {text: text_width(text, styles.body) for text in set(texts)}
    width = max([*widths.values(), text_width(head, styles.head)])
    return Column(right - width, right, right, right - width / 2, widths)
