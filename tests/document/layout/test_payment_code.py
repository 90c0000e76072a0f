"""The code in the payment panel: on white, with room around it, beside what it says."""

from typing import Any

import pytest

from services.document.language import language_of
from services.document.layout.closing import closing_blocks
from services.document.layout.marks import Box, Code, Mark, Text, stacked
from services.document.layout.sheet import MM
from services.document.layout.theme import theme_of
from services.document.layout.typography import text_width
from services.document.view.assembly import view_of
from services.document.view.payment_code import payment_code_of
from tests.builders import a_seller, an_invoice
from tests.document.orders import DUE, WIDEST

WIDTH = 166 * MM
ROOM = 250 * MM


def closing(**changes: Any) -> tuple[Mark, ...]:  # noqa: ANN401 - any field, of any type
    invoice = an_invoice(payment=DUE, **changes)
    code = payment_code_of(invoice, language_of(invoice.bill))
    assert code is not None
    return stacked(
        closing_blocks(view_of(invoice), theme_of("#1f4b99"), WIDTH, ROOM, code=code)
    ).marks


def code_in(marks: tuple[Mark, ...]) -> Code:
    (code,) = [mark for mark in marks if isinstance(mark, Code)]
    return code


WIDE_SELLER = a_seller(bank={"holder": WIDEST[:40], "iban": "MT84MALT011000012345MTLCAST001S"})
ANY_PANEL = pytest.mark.parametrize(
    "marks",
    [
        *(closing(locale=locale) for locale in ("de-DE", "en-GB", "fr-FR", "it-IT", "pl-PL")),
        closing(seller=WIDE_SELLER),
    ],
    ids=["de", "en", "fr", "it", "pl", "wide"],
)


@ANY_PANEL
def test_a_code_is_between_25_and_30_millimetres_wide(marks: tuple[Mark, ...]) -> None:
    assert 25 <= code_in(marks).size / MM <= 30


@ANY_PANEL
def test_four_modules_around_a_code_stay_white(marks: tuple[Mark, ...]) -> None:
    code = code_in(marks)
    quiet = 4 * code.size / len(code.modules)
    (ground,) = [mark for mark in marks if isinstance(mark, Box) and mark.colour == "#ffffff"]
    assert (ground.x, ground.y) == pytest.approx((code.x - quiet, code.y - quiet))
    assert (ground.width, ground.height) == pytest.approx([code.size + 2 * quiet] * 2)


@ANY_PANEL
def test_code_and_caption_stand_within_the_panel_and_no_text_on_them(
    marks: tuple[Mark, ...],
) -> None:
    white, panel = (
        next(mark for mark in marks if isinstance(mark, Box) and mark.colour == colour)
        for colour in ("#ffffff", "#f5f6f7")
    )
    assert panel.x <= white.x
    assert white.x + white.width <= panel.x + panel.width
    inside = [mark for mark in marks if isinstance(mark, Text) and mark.y > panel.y]
    assert any(mark.x >= white.x - 0.01 for mark in inside)
    for mark in inside:
        assert mark.y < panel.y + panel.height
        below = mark.y - mark.style.size > white.y + white.height
        assert below or mark.x + text_width(mark.text, mark.style) <= white.x, mark.text


def test_without_a_code_the_panel_is_as_wide_as_ever() -> None:
    view = view_of(an_invoice(payment=DUE))
    plain = closing_blocks(view, theme_of("#1f4b99"), WIDTH, ROOM)
    assert not any(isinstance(mark, Code) for block in plain for mark in block.marks)
