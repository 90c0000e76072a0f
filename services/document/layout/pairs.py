"""Labels and values in two columns."""

from collections.abc import Sequence

from services.document.layout import theme
from services.document.layout.marks import Block, Part
from services.document.layout.sheet import MM
from services.document.layout.typography import label, paragraph, widest
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
    y, parts = 0.0, list[Part]()
    for pair in pairs:
        name = label(pair.label, theme.LABEL, column - _LABEL_GAP, x=x)
        value = paragraph(pair.value, theme.BODY, width - column, x=x + column)
        parts += [(0, y, name), (0, y, value)]
        y += max(name.height, value.height) + _ROW_GAP
    return Block(y, (), tuple(parts))
