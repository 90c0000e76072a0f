"""The totals: labels left, amounts right, the last line large below a rule in the accent colour."""

from collections.abc import Sequence

from services.document.layout import theme
from services.document.layout.marks import Block, Box, Style, moved, overlaid, spacer, stacked
from services.document.layout.sheet import MM
from services.document.layout.theme import Theme
from services.document.layout.typography import fitting, paragraph, sized, text_width
from services.document.view.model import Sum

_GAP = 0.7 * MM
_LABEL_GAP = 3 * MM
_NARROWEST_LABEL = 26 * MM
_GRAND_PADDING = 1.8 * MM
_PLAIN_SIZES = (9, 8, 7, 6)
_GRAND_SIZES = (13, 11, 9, 8, 7)


def totals_block(sums: Sequence[Sum], colours: Theme, width: float) -> Block:
    """Return the totals of a document in a column of `width`."""
    first, *others = sums
    # No rule above the first line: the table has just ended with one.
    return stacked([_plain(first, width), *(_line(line, colours, width) for line in others)])


def _plain(line: Sum, width: float) -> Block:
    strong = line.weight == "strong"
    label, value = (theme.STRONG, theme.STRONG) if strong else (theme.LABEL_BODY, theme.BODY)
    return stacked([_row(line, label, sized(value, *_PLAIN_SIZES), width), spacer(_GAP)])


def _line(line: Sum, colours: Theme, width: float) -> Block:
    if line.weight == "grand":
        return _grand(line, colours, width)
    if line.weight == "plain":
        return _plain(line, width)
    rule = Box(0, 0, width, theme.HAIR, theme.HAIRLINE)
    return _padded(_plain(line, width), rule, _GAP)


def _grand(line: Sum, colours: Theme, width: float) -> Block:
    style = theme.GRAND._replace(colour=colours.text)
    row = _row(line, style, sized(style, *_GRAND_SIZES), width)
    rule = Box(0, 0, width, theme.RULE, colours.fill)
    return stacked([spacer(_GAP), _padded(row, rule, _GRAND_PADDING)])


def _padded(row: Block, rule: Box, above: float) -> Block:
    return Block(above + row.height, (rule, *moved(row.marks, 0, above)))


def _row(line: Sum, label: Style, values: Sequence[Style], width: float) -> Block:
    value = fitting(line.value, values, width - _NARROWEST_LABEL - _LABEL_GAP)
    room = width - text_width(line.value, value) - _LABEL_GAP
    return overlaid(
        [
            paragraph(line.label, label, room),
            paragraph(line.value, value._replace(leading=label.leading), width, align="right"),
        ]
    )
