"""The code in the payment panel, with its quiet zone and caption."""

from services.document.layout import theme
from services.document.layout.marks import Block, Box, Code, spacer, stacked
from services.document.layout.sheet import MM
from services.document.layout.typography import paragraph
from services.document.view.payment_code import PaymentCode

_SIZE = 27 * MM
"""The largest codes have 69 modules a side: each is 0.4 mm then, which phones still read."""
_QUIET_MODULES = 4
_WHITE = "#ffffff"
_RADIUS = 0.8 * MM
_ABOVE_CAPTION = 1 * MM


def payment_code_width(code: PaymentCode) -> float:
    """Return how wide the block of a code is: the code and the quiet zone around it."""
    modules = len(code.modules)
    return _SIZE * (modules + 2 * _QUIET_MODULES) / modules


def payment_code_block(code: PaymentCode, x: float) -> Block:
    """Return a code on white, its left edge at `x`, the caption below."""
    width = payment_code_width(code)
    quiet = (width - _SIZE) / 2
    ground = Box(x, 0, width, width, _WHITE, _RADIUS)
    drawn = Block(width, (ground, Code(x + quiet, quiet, _SIZE, code.modules)))
    return stacked([drawn, spacer(_ABOVE_CAPTION), paragraph(code.caption, theme.TINY, width, x=x)])
