"""The upper part of the first page: seller, address in the window, facts, title."""

from functools import lru_cache

from services.document.layout import theme
from services.document.layout.marks import (
    Block,
    Box,
    Picture,
    block_of,
    overlaid,
    padded,
    spacer,
    stacked,
)
from services.document.layout.pairs import pairs_block
from services.document.layout.sheet import (
    FACTS_LEFT,
    GUTTER,
    LOGO_HEIGHT,
    LOGO_WIDTH,
    MARGIN_TOP,
    MM,
    TITLE_TOP,
    WINDOW_TOP,
    WINDOW_WIDTH,
)
from services.document.layout.theme import Theme
from services.document.layout.title import title_block
from services.document.layout.typography import clipped, fitting, paragraph, sized
from services.document.logo import Logo
from services.document.view.model import Parties, View

_BELOW_MASTHEAD = 4 * MM
_BELOW_SENDER = 3.4 * MM
_ABOVE_TITLE = 8 * MM
_ABOVE_SHIP_TO = 3 * MM
_BELOW_HEAD = 5 * MM
_LARGEST_PIXEL = 0.72
"""In points, 100 dots an inch: a small logo stays small rather than becoming coarse."""
_MOST_SENDER_LINES = 2
_WORDMARK_SIZES = (18, 15, 12)


def head_blocks(view: View, logo: Logo | None, colours: Theme, width: float) -> list[Block]:
    """Return what stands above the table, in its order; the first block tops the first page."""
    masthead = _masthead(view.parties.seller, view.parties.shown_name, logo, colours, width)
    window_top = max(WINDOW_TOP - MARGIN_TOP, masthead.height + _BELOW_MASTHEAD)
    facts = pairs_block(view.facts, x=FACTS_LEFT, width=width - FACTS_LEFT)
    addresses = overlaid([_window(view.parties), facts])
    title_top = max(TITLE_TOP - MARGIN_TOP - window_top, addresses.height + _ABOVE_TITLE)
    blocks = [
        _down_to(window_top, masthead),
        _down_to(title_top, addresses),
        title_block(view, colours, width),
    ]
    if view.parties.ship_to:
        ship_to = pairs_block([view.parties.ship_to], x=0, width=width)
        blocks.append(stacked([spacer(_ABOVE_SHIP_TO), ship_to]))
    return [*blocks[:-1], stacked([blocks[-1], spacer(_BELOW_HEAD)])]


def _down_to(height: float, block: Block) -> Block:
    return block_of(max(block.height, height), block.own, block.parts, block.lines)


@lru_cache(maxsize=64)
def _masthead(
    seller: tuple[str, ...], shown_name: str, logo: Logo | None, colours: Theme, width: float
) -> Block:
    name, *rest = seller
    room = width - FACTS_LEFT
    right = stacked(
        [
            paragraph(name, theme.SMALL_STRONG, room, x=FACTS_LEFT),
            paragraph(rest, theme.SMALL, room, x=FACTS_LEFT),
        ]
    )
    return overlaid([_logo(logo) if logo else _wordmark(shown_name, colours), right])


def _logo(logo: Logo) -> Block:
    scale = min(LOGO_WIDTH / logo.width, LOGO_HEIGHT / logo.height, _LARGEST_PIXEL)
    width, height = logo.width * scale, logo.height * scale
    return Block(height, (Picture(0, 0, width, height, logo),))


def _wordmark(name: str, colours: Theme) -> Block:
    styles = sized(theme.in_colour(theme.WORDMARK, colours.text), *_WORDMARK_SIZES)
    room = FACTS_LEFT - GUTTER
    return paragraph(name, fitting(name, styles, room), room)


def _window(parties: Parties) -> Block:
    name, *rest = parties.buyer
    return stacked(
        [
            _sender(parties.sender),
            paragraph(name, theme.ADDRESS_NAME, WINDOW_WIDTH),
            paragraph(rest, theme.ADDRESS, WINDOW_WIDTH),
        ]
    )


@lru_cache(maxsize=64)
def _sender(text: str) -> Block:
    # The masthead has the seller's address in full.
    shown = clipped(text, theme.TINY, WINDOW_WIDTH, _MOST_SENDER_LINES)
    sender = paragraph(shown, theme.TINY, WINDOW_WIDTH)
    rule = Box(0, sender.height + theme.RULE, WINDOW_WIDTH, theme.HAIR, theme.HAIRLINE)
    return padded(sender, 0, rule, below=_BELOW_SENDER)
