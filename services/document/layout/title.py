"""What a reader sees first: what this is, its number, how much, and whether it is paid."""

from functools import lru_cache

from services.document.faces import REGULAR
from services.document.layout import theme
from services.document.layout.marks import (
    Block,
    Box,
    Style,
    Text,
    Tick,
    overlaid,
    spacer,
    stacked,
)
from services.document.layout.sheet import MM
from services.document.layout.theme import Theme
from services.document.layout.typography import baseline, fitting, paragraph, sized, text_width
from services.document.view.model import View

_SIZES = (22, 18, 15, 12)
_STAMP_PADDING = 3 * MM
_STAMP_HEIGHT = 7.2 * MM
_TICK = 2.6 * MM
_NOTICE_GAP = 1 * MM


def title_block(view: View, colours: Theme, width: float) -> Block:
    """Return title, headline and stamp across the whole width."""
    stamp = _stamp(view.payment.stamp, colours)
    stamp_width = max(
        (mark.x + mark.width for mark in stamp.own if isinstance(mark, Box)), default=0
    )
    room = width - stamp_width
    title = _title(view, colours, room)
    stamp_top = (theme.TITLE.leading - stamp.height) / 2
    placed = Block(title.height, (), ((room, stamp_top, stamp),))
    blocks = [overlaid([title, placed]), paragraph(view.headline, theme.HEADLINE, room)]
    if view.test:
        blocks += [spacer(_NOTICE_GAP), paragraph(view.test.value, theme.NOTICE, width)]
    return stacked(blocks)


def _title(view: View, colours: Theme, room: float) -> Block:
    styles = sized(theme.in_colour(theme.TITLE, colours.text), *_SIZES)
    title = fitting(f"{view.title} {view.number}", styles, room)
    number = title._replace(face=REGULAR, colour=theme.INK)
    after = text_width(f"{view.title} ", title)
    if after + text_width(view.number, number) > room:
        return stacked([paragraph(view.title, title, room), paragraph(view.number, number, room)])
    return overlaid(
        [paragraph(view.title, title, room), paragraph(view.number, number, room, x=after)]
    )


@lru_cache(maxsize=256)
def _stamp(text: str | None, colours: Theme) -> Block:
    if text is None:
        return Block(0)
    style: Style = theme.in_colour(theme.STAMP, colours.on_fill)
    text_x = 1.5 * _STAMP_PADDING + _TICK
    width = text_x + text_width(text, style) + _STAMP_PADDING
    y = (_STAMP_HEIGHT - style.leading) / 2 + baseline(style)
    marks = (
        Box(0, 0, width, _STAMP_HEIGHT, colours.fill, _STAMP_HEIGHT / 2),
        Tick(_STAMP_PADDING, (_STAMP_HEIGHT - _TICK) / 2, _TICK, colours.on_fill),
        Text(text_x, y, text, style),
    )
    return Block(_STAMP_HEIGHT, marks)
