"""The Swiss slip, in millimetres from its top left corner (QR-bill style guide)."""

from itertools import pairwise
from typing import Any

import pytest

from services.document.labels.slip import SLIP_WORDINGS
from services.document.language import language_of
from services.document.layout.marks import Box, Code, Mark, Text
from services.document.layout.payment_slip import (
    SLIP_HEIGHT,
    SLIP_NOTE_HEIGHT,
    payment_slip_block,
)
from services.document.layout.sheet import MM
from services.document.layout.typography import text_width
from services.document.view.payment_code import Slip, slip_of
from tests.document.orders import DUE, WIDEST
from tests.swiss import BUYER, QR_IBAN, a_swiss_invoice, a_swiss_seller

RECEIPT = 62
PAYMENT_PART = 148
MARGIN = 5


def slip(**changes: Any) -> Slip:  # noqa: ANN401 - any field, of any type
    invoice = a_swiss_invoice(**changes)
    found = slip_of(invoice, language_of(invoice.bill))
    assert found is not None
    return found


def marks(found: Slip) -> list[Mark]:
    """Return the marks of a slip, measured from the slip and not from the note above it."""
    block = payment_slip_block(found)
    assert block.height == pytest.approx(SLIP_NOTE_HEIGHT + SLIP_HEIGHT)
    return [mark._replace(y=mark.y - SLIP_NOTE_HEIGHT) for mark in block.marks]


def texts(found: Slip) -> list[Text]:
    return [mark for mark in marks(found) if isinstance(mark, Text) and mark.y > 0]


def widest() -> Slip:
    """Return a slip whose fields are as long and wide as they get."""
    address = {"line1": WIDEST, "postal_code": "W" * 20, "city": WIDEST, "country": "DE"}
    wide = f"{WIDEST} {WIDEST}"
    return slip(
        seller=a_swiss_seller(iban=QR_IBAN, holder=wide, address=address),
        buyer=BUYER | {"name": wide, "address": address},
        payment=DUE | {"reference": "21 00000 00003 13947 14300 09017"},
    )


def worded() -> Slip:
    """Return a slip whose message is as long and wide as it gets."""
    return widest()._replace(reference="", message=f"{WIDEST} {WIDEST}")


ANY_SLIP = pytest.mark.parametrize(
    "found",
    [
        *(slip()._replace(words=words) for words in SLIP_WORDINGS.values()),
        slip(buyer=BUYER | {"name": "Борис"}),
        widest(),
        worded(),
    ],
    ids=[*SLIP_WORDINGS, "blank", "widest", "worded"],
)


def test_the_code_is_46_millimetres_wide_and_17_below_the_edge() -> None:
    (code,) = [mark for mark in marks(slip()) if isinstance(mark, Code)]
    assert (code.x / MM, code.y / MM, code.size / MM) == pytest.approx((67, 17, 46))


def test_the_cross_stands_in_the_middle_of_the_code_and_on_top_of_it() -> None:
    after = marks(slip())
    after = after[next(i for i, mark in enumerate(after) if isinstance(mark, Code)) + 1 :]
    frame, ground, *bars = [mark for mark in after if isinstance(mark, Box)][:4]
    assert [frame.colour, ground.colour] == ["#ffffff", "#000000"]
    assert [frame.width / MM, frame.height / MM] == pytest.approx([7, 7])
    assert [ground.width / MM, ground.height / MM] == pytest.approx([6, 6])
    for box in (frame, ground, *bars):
        assert (box.x + box.width / 2) / MM == pytest.approx(67 + 23)
        assert (box.y + box.height / 2) / MM == pytest.approx(17 + 23)


def test_lines_show_where_to_cut_below_a_note_that_says_so() -> None:
    across, down = [mark for mark in marks(slip()) if isinstance(mark, Box)][:2]
    assert (across.x, across.y, across.width / MM) == pytest.approx((0, 0, 210))
    assert (down.x + down.width / 2) / MM == pytest.approx(RECEIPT)
    assert down.height / MM == pytest.approx(105)
    (note,) = [mark for mark in marks(slip()) if isinstance(mark, Text) and mark.y < 0]
    assert note.text == "Vor der Einzahlung abzutrennen"


@pytest.mark.parametrize(("text", "left"), [("Empfangsschein", 5), ("Zahlteil", 67)])
def test_titles_stand_in_the_upper_left_corners(text: str, left: float) -> None:
    (title,) = [mark for mark in texts(slip()) if mark.text == text]
    assert title.x / MM == pytest.approx(left)
    assert 5 < title.y / MM < 12
    assert title.style.size == 11


def test_the_acceptance_point_stands_on_the_right_of_the_receipt() -> None:
    (mark,) = [mark for mark in texts(slip()) if mark.text == "Annahmestelle"]
    assert (mark.x + text_width(mark.text, mark.style)) / MM == pytest.approx(57)
    assert 82 < mark.y / MM < 100
    assert mark.style.size == 6


@pytest.mark.parametrize(
    ("left", "amount", "heading", "value"), [(5, 17, 6, 8), (67, 84, 8, 10)], ids=["left", "right"]
)
def test_amounts_stand_68_millimetres_below_the_edge(
    left: int, amount: int, heading: float, value: float
) -> None:
    found = [mark for mark in texts(slip()) if 68 < mark.y / MM < 80]
    sizes = {(mark.text, round(mark.x / MM)): mark.style.size for mark in found}
    assert sizes[("Währung", left)] == sizes[("Betrag", amount)] == heading
    assert sizes[("CHF", left)] == sizes[("104.35", amount)] == value


@ANY_SLIP
def test_all_text_is_black_and_of_a_size_that_is_allowed(found: Slip) -> None:
    for mark in texts(found):
        assert mark.style.colour == "#000000"
        assert 6 <= mark.style.size <= 11


@ANY_SLIP
def test_no_text_leaves_its_section(found: Slip) -> None:
    for mark in texts(found):
        left, top = mark.x / MM, (mark.y - 0.75 * mark.style.size) / MM
        right = (mark.x + text_width(mark.text, mark.style)) / MM
        bottom = (mark.y + 0.25 * mark.style.size) / MM
        most_right = RECEIPT - MARGIN if left < RECEIPT else RECEIPT + PAYMENT_PART - MARGIN
        if left < 117 and top > 12 and left > RECEIPT:
            most_right = 118
        assert left >= MARGIN - 0.01
        assert right <= most_right + 0.01, mark.text
        assert top >= MARGIN, mark.text
        assert bottom <= 105 - MARGIN, mark.text


@ANY_SLIP
@pytest.mark.parametrize(("left", "right"), [(0, 62), (62, 117), (117, 210)])
def test_no_line_stands_on_another(found: Slip, left: float, right: float) -> None:
    baselines = sorted({mark.y for mark in texts(found) if left < mark.x / MM < right})
    assert all(lower - upper > 8.9 for upper, lower in pairwise(baselines))


@ANY_SLIP
def test_what_is_said_beside_the_code_ends_above_the_last_section(found: Slip) -> None:
    assert all(mark.y / MM < 90 for mark in texts(found) if mark.x / MM > 117)


@ANY_SLIP
def test_five_millimetres_around_the_code_stay_empty(found: Slip) -> None:
    for mark in texts(found):
        left, right = mark.x / MM, (mark.x + text_width(mark.text, mark.style)) / MM
        top, bottom = (mark.y - 0.72 * mark.style.size) / MM, mark.y / MM
        beside = right <= 62.01 or left >= 117.99
        assert beside or bottom <= 12 or top >= 68, mark.text


def test_a_payer_who_is_not_known_finds_fields_to_fill_in() -> None:
    found = slip(buyer=BUYER | {"name": "Борис"})
    headings = [mark for mark in texts(found) if mark.text == "Zahlbar durch (Name/Adresse)"]
    corners = [mark for mark in marks(found) if isinstance(mark, Box) and mark.x / MM > 117]
    lefts, rights = (
        [min(b.x for b in corners), min(b.y for b in corners)],
        [max(b.x + b.width for b in corners), max(b.y + b.height for b in corners)],
    )
    assert len(headings) == 2
    assert len(corners) == 8
    field = [(far - near) / MM for near, far in zip(lefts, rights, strict=True)]
    assert field == pytest.approx([65, 25])
