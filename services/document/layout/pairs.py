"""Labels and values in two columns."""

from collections.abc import Sequence

from services.document.layout import theme
from services.document.layout.marks import Block, Line, block_of
from services.document.layout.sheet import MM
from services.document.layout.typography import lines_of, widest
from services.document.view.model import Pair

_WIDEST_LABEL = 40 * MM
_LABEL_GAP = 4 * MM
_ROW_GAP = 0.4 * MM


def label_column(pairs: Sequence[Pair]) -> float:
    """Return how wide the labels and the gap behind them are; longer labels are broken."""
    labels = widest([pair.label for pair in pairs], theme.LABEL)
    return min(labels, _WIDEST_LABEL) + _LABEL_GAP


def pairs_block(pairs: Sequence[Pair], *, x: float, width: float) -> Block:
    """Return the pairs below each other, every value on the baseline of its label."""
    column = label_column(pairs)
    lines: list[Line] = []
    y = 0.0
    for pair in pairs:
        named = lines_of(pair.label, theme.LABEL, column - _LABEL_GAP, x=x, y=y)
        valued = lines_of(pair.value, theme.BODY, width - column, x=x + column, y=y)
        lines += named + valued
        named_height = len(named) * theme.LABEL.leading
        y += max(named_height, len(valued) * theme.BODY.leading) + _ROW_GAP
    return block_of(y, lines=tuple(lines))
