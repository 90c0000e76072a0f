"""The Swiss payment slip: receipt and payment part (SIX, QR-bill guidelines 2.3, chapter 3).

Sections are where the style guide has them, measured from the slip's top left corner.
"""

from collections.abc import Sequence
from typing import NamedTuple

from services.document.faces import SLIP, SLIP_BOLD, Weight
from services.document.layout.marks import Block, Box, Code, Style, overlaid, spacer, stacked
from services.document.layout.sheet import A4, MM
from services.document.layout.typography import clipped, paragraph, text_width
from services.document.view.payment_code import Slip, SlipParty

SLIP_HEIGHT = 105 * MM
"""Of receipt and payment part."""
SLIP_NOTE_HEIGHT = 5 * MM
"""Above them, for the note that says where to cut."""

_BLACK = "#000000"
_WHITE = "#ffffff"
_CUT = 0.5
_CORNER_LINE = 0.75
_CORNER = 3 * MM

_RECEIPT_LEFT = 5 * MM
_RECEIPT_ROOM = 52 * MM
_CUT_OFF = 62 * MM
"""Between receipt and payment part."""
_CODE_LEFT = 67 * MM
_CODE_TOP = 17 * MM
_CODE_SIZE = 46 * MM
_TEXT_LEFT = 118 * MM
_TEXT_ROOM = 87 * MM
_TITLE_TOP = 5 * MM
_RECEIPT_TOP = 12 * MM
_AMOUNT_TOP = 68 * MM
_ACCEPTANCE_TOP = 82 * MM

_CROSS = (
    (7 * MM, 7 * MM, _WHITE),
    (6 * MM, 6 * MM, _BLACK),
    (3.9 * MM, 1.17 * MM, _WHITE),
    (1.17 * MM, 3.9 * MM, _WHITE),
)
"""The Swiss cross: width, height and colour of what lies on each other in the code's middle."""
_MOST_LINES = 2
"""Of a name or a message: what is longer is cut short, the code has it in full."""


def _set(weight: Weight, size: float, leading: float) -> Style:
    return Style(weight, size, leading, _BLACK)


class _Setting(NamedTuple):
    """How one of the two parts is set; they say the same in two sizes."""

    heading: Style
    value: Style
    amount_heading: Style
    amount: Style
    room: float
    street_lines: int
    amount_left: float
    """From the currency to the amount."""
    blank: tuple[float, float]
    """The field for a payer who is not known."""


_TITLE = _set(SLIP_BOLD, 11, 13)
_NOTE = _set(SLIP, 7, 9)
_ACCEPTANCE = _set(SLIP_BOLD, 6, 9)
_RECEIPT = _Setting(
    heading=_set(SLIP_BOLD, 6, 9),
    value=_set(SLIP, 8, 9),
    amount_heading=_set(SLIP_BOLD, 6, 11),
    amount=_set(SLIP, 8, 11),
    room=_RECEIPT_ROOM,
    street_lines=1,
    amount_left=12 * MM,
    blank=(52 * MM, 20 * MM),
)
_PAYMENT_PART = _Setting(
    heading=_set(SLIP_BOLD, 8, 11),
    value=_set(SLIP, 10, 11),
    amount_heading=_set(SLIP_BOLD, 8, 13),
    amount=_set(SLIP, 10, 13),
    room=_TEXT_ROOM,
    street_lines=2,
    amount_left=17 * MM,
    blank=(65 * MM, 25 * MM),
)


def payment_slip_block(slip: Slip) -> Block:
    """Return the slip and the note above it, as wide as A4 paper, x from the paper's left edge.

    It belongs on the lower edge of the page, and nothing else may stand in it.
    """
    words, receipt, part = slip.words, _RECEIPT, _PAYMENT_PART
    note = (A4.width - text_width(words.separate, _NOTE)) / 2
    acceptance = paragraph(words.acceptance_point, _ACCEPTANCE, _RECEIPT_ROOM, align="right")
    sections = (
        (_RECEIPT_LEFT, _TITLE_TOP, paragraph(words.receipt, _TITLE, _RECEIPT_ROOM)),
        (_RECEIPT_LEFT, _RECEIPT_TOP, _information(slip, "", receipt)),
        (_RECEIPT_LEFT, _AMOUNT_TOP, _amount(slip, receipt)),
        (_RECEIPT_LEFT, _ACCEPTANCE_TOP, acceptance),
        (_CODE_LEFT, _TITLE_TOP, paragraph(words.payment_part, _TITLE, _CODE_SIZE)),
        (_CODE_LEFT, _CODE_TOP, _code(slip)),
        (_CODE_LEFT, _AMOUNT_TOP, _amount(slip, part)),
        (_TEXT_LEFT, _TITLE_TOP, _information(slip, slip.message, part)),
    )
    cuts = (
        Box(0, 0, A4.width, _CUT, _BLACK),
        Box(_CUT_OFF - _CUT / 2, 0, _CUT, SLIP_HEIGHT, _BLACK),
    )
    return Block(
        SLIP_NOTE_HEIGHT + SLIP_HEIGHT,
        (),
        (
            (note, 0, paragraph(words.separate, _NOTE, A4.width)),
            (0, SLIP_NOTE_HEIGHT, Block(SLIP_HEIGHT, cuts, sections)),
        ),
    )


def _information(slip: Slip, message: str, setting: _Setting) -> Block:
    words = slip.words
    sections = [_section(words.account, (slip.iban, *_lines(slip.creditor, setting)), setting)]
    if slip.reference:
        sections.append(_section(words.reference, (slip.reference,), setting))
    if message:
        shown = clipped(message, setting.value, setting.room, _MOST_LINES)
        sections.append(_section(words.additional_information, shown, setting))
    if slip.debtor:
        sections.append(_section(words.payable_by, _lines(slip.debtor, setting), setting))
    else:
        heading = paragraph(words.payable_by_blank, setting.heading, setting.room)
        sections.append(stacked([heading, _corners(*setting.blank)]))
    return stacked(sections)


def _section(heading: str, lines: Sequence[str], setting: _Setting) -> Block:
    """Return a heading and its lines, with one empty line below."""
    return stacked(
        [
            paragraph(heading, setting.heading, setting.room),
            paragraph(lines, setting.value, setting.room),
            spacer(setting.value.leading),
        ]
    )


def _lines(party: SlipParty, setting: _Setting) -> list[str]:
    given = (
        (party.name, _MOST_LINES),
        (party.street, setting.street_lines),
        (party.town, 1),
    )
    return [
        line for text, most in given for line in clipped(text, setting.value, setting.room, most)
    ]


def _amount(slip: Slip, setting: _Setting) -> Block:
    columns = (
        (slip.words.currency, slip.currency, 0.0),
        (slip.words.amount, slip.amount, setting.amount_left),
    )
    return overlaid(
        stacked(
            [
                paragraph(heading, setting.amount_heading, setting.room, x=x),
                paragraph(value, setting.amount, setting.room, x=x),
            ]
        )
        for heading, value, x in columns
    )


def _code(slip: Slip) -> Block:
    middle = _CODE_SIZE / 2
    cross = (
        Box(middle - width / 2, middle - height / 2, width, height, colour)
        for width, height, colour in _CROSS
    )
    return Block(_CODE_SIZE, (Code(0, 0, _CODE_SIZE, slip.modules), *cross))


def _corners(width: float, height: float) -> Block:
    """Return the corners of a field to write in."""
    right, bottom = width - _CORNER_LINE, height - _CORNER_LINE
    across = [(x, y) for x in (0, width - _CORNER) for y in (0, bottom)]
    down = [(x, y) for x in (0, right) for y in (0, height - _CORNER)]
    return Block(
        height,
        (
            *(Box(x, y, _CORNER, _CORNER_LINE, _BLACK) for x, y in across),
            *(Box(x, y, _CORNER_LINE, _CORNER, _BLACK) for x, y in down),
        ),
    )
