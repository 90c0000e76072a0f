"""The totals: labels left, amounts right, the last line large below a rule in the accent colour."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from services.document.layout import theme
from services.document.layout.marks import Block, Box, Style, block_of, padded, spacer, stacked
from services.document.layout.sheet import MM
from services.document.layout.theme import Theme
from services.document.layout.typography import baseline, fitting, lines_of, sized, text_width
from services.document.view.model import Sum, Weight

_GAP = 0.7 * MM
_LABEL_GAP = 3 * MM
_NARROWEST_LABEL = 26 * MM
_GRAND_PADDING = 1.8 * MM
_PLAIN_SIZES = (9, 8, 7, 6)
_GRAND_SIZES = (13, 11, 9, 8, 7)


class _Line(NamedTuple):
    """A line of the totals and how it is set."""

    sum: Sum
    label: Style
    value: Style


def totals_block(sums: Sequence[Sum], colours: Theme, width: float) -> Block:
    """Return the totals of a document in a column of `width`."""
    lines = [_set(line, colours, width) for line in sums]
    middle = width - max(text_width(line.sum.value, line.value) for line in lines) / 2
    first, *others = ((line, _row(line, width, middle)) for line in lines)
    # No rule above the first line: the table has just ended with one.
    below = [_ruled(line, row, colours, width) for line, row in others]
    return stacked([first[1], spacer(_GAP), *below])


def _set(line: Sum, colours: Theme, width: float) -> _Line:
    name, values = _styles(line.weight, colours)
    room = width - _NARROWEST_LABEL - _LABEL_GAP
    return _Line(line, name, fitting(line.value, values, room))


@lru_cache(maxsize=256)
def _styles(weight: Weight, colours: Theme) -> tuple[Style, tuple[Style, ...]]:
    """Return how a label is set, and an amount in sizes that all take the label's leading."""
    name, style, sizes = {
        "plain": (theme.LABEL_BODY, theme.BODY, _PLAIN_SIZES),
        "strong": (theme.STRONG, theme.STRONG, _PLAIN_SIZES),
        "grand": (*(theme.in_colour(theme.GRAND, colours.text),) * 2, _GRAND_SIZES),
    }[weight]
    return name, tuple(value._replace(leading=name.leading) for value in sized(style, *sizes))


def _row(line: _Line, width: float, middle: float) -> Block:
    # As wide as the widest amount leaves it: mirrored, the amounts stand left of the labels.
    room = 2 * middle - width - _LABEL_GAP
    named = lines_of(line.sum.label, line.label, room)
    x = width - text_width(line.sum.value, line.value)
    value = (x, baseline(line.value), line.sum.value, line.value, middle)
    # The label comes first, for whoever reads the text alone.
    return block_of(len(named) * line.label.leading, lines=(*named, value))


def _ruled(line: _Line, row: Block, colours: Theme, width: float) -> Block:
    if line.sum.weight == "grand":
        rule = Box(0, 0, width, theme.RULE, colours.fill)
        return stacked([spacer(_GAP), padded(row, _GRAND_PADDING, rule)])
    if line.sum.weight == "plain":
        return stacked([row, spacer(_GAP)])
    return padded(row, _GAP, Box(0, 0, width, theme.HAIR, theme.HAIRLINE), below=_GAP)
