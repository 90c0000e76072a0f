"""Where the Swiss slip stands: on the lower edge of the last page, and nothing else there."""

import pytest

from services.document.layout.marks import Code, Mark, Page, Text
from services.document.layout.pages import pages_of
from services.document.layout.payment_slip import SLIP_HEIGHT, SLIP_NOTE_HEIGHT, payment_slip_block
from services.document.layout.sheet import MM, paper_for
from services.document.layout.theme import theme_of
from services.document.view.assembly import view_of
from services.domain.invoice import Invoice
from tests.document.orders import US_ADDRESS, lines
from tests.swiss import a_swiss_invoice, a_swiss_seller


def laid_out(invoice: Invoice) -> list[Page]:
    paper = paper_for(invoice.bill.seller.address.country)
    return pages_of(view_of(invoice), logo=None, colours=theme_of("#1f4b99"), paper=paper)


def is_code(mark: Mark) -> bool:
    return isinstance(mark, Code)


@pytest.mark.parametrize("count", [1, 3, 8, 14, 15, 40])
def test_only_the_last_page_has_the_slip(count: int) -> None:
    pages = laid_out(a_swiss_invoice(lines=lines(count)))
    assert [any(map(is_code, page.marks)) for page in pages] == [False] * (len(pages) - 1) + [True]


@pytest.mark.parametrize("count", [1, 3, 8, 14, 15, 40])
def test_nothing_but_the_slip_stands_in_its_105_millimetres(count: int) -> None:
    invoice = a_swiss_invoice(lines=lines(count))
    last = laid_out(invoice)[-1]
    slip = view_of(invoice).slip
    assert slip is not None
    top = last.height - SLIP_HEIGHT - SLIP_NOTE_HEIGHT
    inside = [mark for mark in last.marks if mark.y > top]
    assert len(inside) == len(payment_slip_block(slip).marks)


def test_the_footer_stands_above_the_slip() -> None:
    last = laid_out(a_swiss_invoice())[-1]
    (label,) = [m for m in last.marks if isinstance(m, Text) and m.text.startswith("Seite ")]
    assert label.y < last.height - SLIP_HEIGHT - SLIP_NOTE_HEIGHT


def test_the_code_is_where_the_style_guide_has_it_on_the_paper() -> None:
    last = laid_out(a_swiss_invoice())[-1]
    (code,) = [mark for mark in last.marks if isinstance(mark, Code)]
    assert (code.x / MM, code.y / MM) == pytest.approx((67, 297 - 105 + 17))


def test_letter_paper_has_no_room_for_a_slip() -> None:
    pages = laid_out(a_swiss_invoice(seller=a_swiss_seller(address=US_ADDRESS)))
    assert not any(is_code(mark) for page in pages for mark in page.marks)
