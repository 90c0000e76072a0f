"""What stands below the table: tax summary and totals, payment, notes."""

from collections.abc import Sequence

from services.document.layout import theme
from services.document.layout.marks import (
    Block,
    Box,
    moved,
    overlaid,
    shifted,
    spacer,
    stacked,
)
from services.document.layout.pairs import pairs_block
from services.document.layout.sheet import FACTS_LEFT, GUTTER, MM
from services.document.layout.taxes import tax_blocks
from services.document.layout.theme import Theme
from services.document.layout.totals import totals_block
from services.document.layout.typography import balanced, paragraph
from services.document.view.model import Pair, Payment, View

_ABOVE = 5.5 * MM
_HEADING_GAP = 0.8 * MM
_PANEL_PADDING = 4 * MM
_PANEL_RADIUS = 1.2 * MM
_ABOVE_PAIRS = 2 * MM
_PAIRS_GAP = 3 * MM
_MOST_TAXES_BESIDE = 1 / 3
_MOST_TOGETHER = 1 / 2
"""Of the height of a page: what is taller than that goes below, where it may turn the page."""


def closing_blocks(view: View, colours: Theme, width: float, room: float) -> list[Block]:
    """Return the blocks below the table in their order; none of them may be torn apart.

    The first one has the totals, and as a rule how to pay them: the amount and what to do about
    it are read together. Notes stand beside the totals where that takes less room. `room` is what
    a page holds.
    """
    totals = shifted(totals_block(view.sums, colours, width - FACTS_LEFT), FACTS_LEFT)
    payment = _below(_payment(view.payment, width))
    opening, *rest = tax_blocks(view.tax_summary, FACTS_LEFT - GUTTER)
    taxes = stacked([opening, *rest])
    if taxes.height > room * _MOST_TAXES_BESIDE:
        return [_below(totals), _below(opening), *rest, payment, *_notes(view.notes, width)]
    sums, notes = _sums_and_notes(view, totals, taxes, width)
    together = stacked([sums, payment])
    first = [together] if together.height <= room * _MOST_TOGETHER else [sums, payment]
    return [*first, *notes]


def _sums_and_notes(
    view: View, totals: Block, taxes: Block, width: float
) -> tuple[Block, list[Block]]:
    """Return taxes and totals, with the notes if that is shorter than to set them below."""
    beside = overlaid([stacked([taxes, *_notes(view.notes, FACTS_LEFT - GUTTER)]), totals])
    without, notes = overlaid([taxes, totals]), _notes(view.notes, width)
    if beside.height <= stacked([without, *notes]).height:
        return _below(beside), []
    return _below(without), notes


def _below(block: Block) -> Block:
    return stacked([spacer(_ABOVE), block])


def _payment(payment: Payment, width: float) -> Block:
    room = width - 2 * _PANEL_PADDING
    sentence = balanced(payment.sentence, theme.BODY, room)
    blocks = [
        paragraph(payment.heading, theme.STRONG, room, x=_PANEL_PADDING),
        spacer(_HEADING_GAP),
        paragraph(sentence, theme.BODY, room, x=_PANEL_PADDING),
    ]
    if payment.pairs:
        blocks += [spacer(_ABOVE_PAIRS), _in_two_columns(payment.pairs, width)]
    inner = stacked(blocks)
    height = inner.height + 2 * _PANEL_PADDING
    ground = Box(0, 0, width, height, theme.PANEL, _PANEL_RADIUS)
    return Block(height, (ground, *moved(inner.marks, 0, _PANEL_PADDING)))


def _in_two_columns(pairs: Sequence[Pair], width: float) -> Block:
    """Return the first half of the pairs left, the others below the facts of the head."""
    half = (len(pairs) + 1) // 2
    left = FACTS_LEFT - _PANEL_PADDING - _PAIRS_GAP
    right = width - FACTS_LEFT - _PANEL_PADDING
    return overlaid(
        [
            pairs_block(pairs[:half], x=_PANEL_PADDING, width=left),
            pairs_block(pairs[half:], x=FACTS_LEFT, width=right),
        ]
    )


def _notes(notes: Pair | None, width: float) -> list[Block]:
    if notes is None:
        return []
    blocks = [
        paragraph(notes.label, theme.STRONG, width),
        spacer(_HEADING_GAP),
        paragraph(notes.value, theme.BODY, width),
    ]
    return [_below(stacked(blocks))]
