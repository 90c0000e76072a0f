"""What stands below the table: tax summary and totals, payment, notes."""

from collections.abc import Sequence
from functools import lru_cache

from services.document.layout import theme
from services.document.layout.marks import (
    Block,
    Box,
    overlaid,
    padded,
    shifted,
    spacer,
    stacked,
)
from services.document.layout.pairs import pairs_block
from services.document.layout.payment_code import payment_code_block, payment_code_width
from services.document.layout.sheet import FACTS_LEFT, GUTTER, MM
from services.document.layout.taxes import tax_blocks
from services.document.layout.theme import Theme
from services.document.layout.totals import totals_block
from services.document.layout.typography import balanced, label, paragraph
from services.document.view.model import Pair, Payment, View
from services.document.view.payment_code import PaymentCode

_ABOVE = 5.5 * MM
_HEADING_GAP = 0.8 * MM
_PANEL_PADDING = 4 * MM
_PANEL_RADIUS = 1.2 * MM
_ABOVE_PAIRS = 2 * MM
_PAIRS_GAP = 3 * MM
_MOST_TAXES_BESIDE = 1 / 3
_MOST_TOGETHER = 1 / 2
"""Of the height of a page: what is taller than that goes below, where it may turn the page."""


def closing_blocks(
    view: View, colours: Theme, width: float, room: float, *, code: PaymentCode | None = None
) -> list[Block]:
    """Return the blocks below the table in their order; none of them may be torn apart.

    The first one has the totals, and as a rule how to pay them: the amount and what to do about
    it are read together. Notes stand beside the totals where that takes less room. `room` is what
    a page holds; `code` stands in the payment panel.
    """
    totals = shifted(totals_block(view.sums, colours, width - FACTS_LEFT), FACTS_LEFT)
    payment = _below(_payment(view.payment, code, width))
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
    without, notes = overlaid([taxes, totals]), _notes(view.notes, width)
    if not notes:
        return _below(without), []
    beside = overlaid([stacked([taxes, *_notes(view.notes, FACTS_LEFT - GUTTER)]), totals])
    if beside.height <= stacked([without, *notes]).height:
        return _below(beside), []
    return _below(without), notes


def _below(block: Block) -> Block:
    return stacked([spacer(_ABOVE), block])


def _payment(payment: Payment, code: PaymentCode | None, width: float) -> Block:
    inner = _beside_code(payment, code, width) if code else _instructions(payment, width)
    ground = Box(0, 0, width, inner.height + 2 * _PANEL_PADDING, theme.PANEL, _PANEL_RADIUS)
    return padded(inner, _PANEL_PADDING, ground, below=_PANEL_PADDING)


def _instructions(payment: Payment, width: float) -> Block:
    blocks = [_what_to_do(payment.heading, payment.sentence, width - 2 * _PANEL_PADDING)]
    if payment.pairs:
        blocks += [spacer(_ABOVE_PAIRS), _in_two_columns(payment.pairs, width)]
    return stacked(blocks)


def _beside_code(payment: Payment, code: PaymentCode, width: float) -> Block:
    left = width - _PANEL_PADDING - payment_code_width(code)
    room = left - GUTTER - _PANEL_PADDING
    pairs = pairs_block(payment.pairs, x=_PANEL_PADDING, width=room)
    text = stacked(
        [_what_to_do(payment.heading, payment.sentence, room), spacer(_ABOVE_PAIRS), pairs]
    )
    return overlaid([text, payment_code_block(code, left)])


# What is paid says so in words that documents share.
@lru_cache(maxsize=256)
def _what_to_do(heading: str, sentence: str, room: float) -> Block:
    lines = balanced(sentence, theme.BODY, room)
    return stacked(
        [
            label(heading, theme.STRONG, room, x=_PANEL_PADDING),
            spacer(_HEADING_GAP),
            paragraph(lines, theme.BODY, room, x=_PANEL_PADDING),
        ]
    )


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
        label(notes.label, theme.STRONG, width),
        spacer(_HEADING_GAP),
        paragraph(notes.value, theme.BODY, width),
    ]
    return [_below(stacked(blocks))]
