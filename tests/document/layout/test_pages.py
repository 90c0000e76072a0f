"""Where things stand: nothing overlaps, nothing leaves the page, nothing is torn apart."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import pytest

from services.document.formatting import joined
from services.document.layout.marks import Box, Page, Text
from services.document.layout.pages import pages_of
from services.document.layout.sheet import (
    MARGIN_BOTTOM,
    MARGIN_LEFT,
    MARGIN_RIGHT,
    MM,
    paper_for,
)
from services.document.layout.theme import theme_of
from services.document.layout.typography import text_width
from services.document.view.assembly import view_of
from services.document.view.model import View
from services.domain.invoice import Invoice
from services.domain.seller import Seller
from tests.builders import a_seller, an_invoice
from tests.document.orders import (
    DUE,
    LONG_WORD,
    US_ADDRESS,
    WIDEST,
    a_long_address,
    everything_long,
    filled,
    lines,
    many_tax_groups,
)


def a_long_seller(word: str, country: str) -> Seller:
    """Return a seller whose profile is filled up to what is accepted."""
    return a_seller(
        legal_name=filled(word, 200),
        trading_name=None,
        registration_number=filled(word, 64),
        vat_ids=[f"DE29876543{i}" for i in range(10)],
        address=a_long_address(word, country),
        bank={"holder": filled(word, 200), "iban": "MT84MALT011000012345MTLCAST001S"},
        footer=filled(word, 1000),
    )


LONG_SELLER = a_long_seller(LONG_WORD, "DE")
FOOTER = "Ware bleibt bis zur vollständigen Bezahlung unser Eigentum."

SHAPES: dict[str, Invoice] = {
    "ordinary": an_invoice(),
    "due": an_invoice(payment=DUE),
    "40 lines": an_invoice(lines=lines(40)),
    "500 lines": an_invoice(lines=lines(500)),
    "gross": an_invoice(price_mode="gross", lines=lines(9)),
    "test credit note": an_invoice(type_="381", livemode=False, lines=lines(12)),
    "many tax groups": an_invoice(lines=many_tax_groups(60)),
    "five tax groups": an_invoice(lines=many_tax_groups(5)),
    "long": an_invoice(**everything_long()),
    "long seller": an_invoice(seller=LONG_SELLER, lines=lines(30), payment=DUE),
    "long all": an_invoice(seller=LONG_SELLER, **everything_long()),
    "long footer": an_invoice(seller=a_seller(footer=filled(FOOTER, 600)), lines=lines(30)),
    "widest": an_invoice(seller=a_long_seller(WIDEST, "DE"), **everything_long(WIDEST)),
    "widest on Letter": an_invoice(seller=a_long_seller(WIDEST, "US"), **everything_long(WIDEST)),
    "widest order on Letter": an_invoice(
        seller=a_seller(address=US_ADDRESS, footer=filled(WIDEST, 500)), **everything_long(WIDEST)
    ),
    "long in French": an_invoice(**everything_long(), locale="fr-FR"),
    "long in Polish": an_invoice(**everything_long(), locale="pl-PL"),
    "dinars": an_invoice(**(everything_long() | {"currency": "KWD", "exchange_rate": "2.831"})),
}


class Extent(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Extent") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def pages(invoice: Invoice) -> tuple[View, list[Page]]:
    view = view_of(invoice)
    paper = paper_for(invoice.bill.seller.address.country)
    return view, pages_of(view, logo=None, colours=theme_of("#1f4b99"), paper=paper)


def texts(page: Page) -> list[Text]:
    return [mark for mark in page.marks if isinstance(mark, Text)]


def extent(text: Text) -> Extent:
    """Return what the letters of a line cover, from capitals to descenders."""
    size = text.style.size
    width = text_width(text.text, text.style)
    return Extent(text.x + 0.05, text.y - 0.7 * size, text.x + width - 0.05, text.y + 0.2 * size)


def words(page: Page) -> list[str]:
    return [text.text for text in texts(page)]


@pytest.mark.parametrize("shape", SHAPES)
def test_no_text_overlaps_another(shape: str) -> None:
    _, made = pages(SHAPES[shape])
    for page in made[:3] + made[-2:]:
        for one, other in combinations(texts(page), 2):
            assert not extent(one).overlaps(extent(other)), (one, other)


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_leaves_the_margins(shape: str) -> None:
    _, made = pages(SHAPES[shape])
    for page in made:
        for text in texts(page):
            left, _, right, bottom = extent(text)
            assert left >= MARGIN_LEFT
            assert right <= page.width - MARGIN_RIGHT + 0.1
            assert bottom <= page.height - MARGIN_BOTTOM
        for box in (mark for mark in page.marks if isinstance(mark, Box)):
            assert box.x + box.width <= page.width - MARGIN_RIGHT + 0.1


@pytest.mark.parametrize("shape", SHAPES)
def test_content_never_runs_into_the_footer(shape: str) -> None:
    invoice = SHAPES[shape]
    _, made = pages(invoice)
    for page in made:
        first = next(t for t in reversed(texts(page)) if t.text.startswith(invoice.number))
        rules = [m.y for m in page.marks if isinstance(m, Box) and m.height < 1]
        footer = max(y for y in rules if y < first.y)
        above = [t for t in texts(page) if extent(t).top < footer]
        assert max(extent(t).bottom for t in above) <= footer


@pytest.mark.parametrize("count", [*range(1, 60), 120])
def test_totals_stand_together_and_below_a_row(count: int) -> None:
    view, made = pages(an_invoice(lines=lines(count), locale="en-GB", payment=DUE))
    labels = {line.label for line in view.sums}
    (holder,) = (page for page in made if view.sums[-1].label in words(page))
    assert labels <= set(words(holder))
    assert f"Bowl {count}, celadon" in words(holder)
    assert "Payment" in words(holder)
    assert holder is made[-1]


@pytest.mark.parametrize("count", [8, 40, 120])
def test_every_row_is_whole_and_on_one_page(count: int) -> None:
    view, made = pages(an_invoice(lines=lines(count)))
    for row in view.table.rows:
        (page,) = (page for page in made if row.name in words(page))
        assert {row.sku, joined(row.amount), joined(row.price)} <= set(words(page))


def test_heads_are_repeated_on_every_page_with_rows() -> None:
    view, made = pages(an_invoice(lines=lines(120)))
    for page in made:
        assert {view.table.columns.item, view.table.columns.amount} <= set(words(page))


def test_decimal_marks_stand_below_each_other() -> None:
    prices = ("0.5", "12", "1234.5678", "7.25")
    view, (page,) = pages(
        an_invoice(
            locale="en-GB",
            lines=[lines(1)[0] | {"unit_price": price, "quantity": "3"} for price in prices],
        )
    )
    marks = {
        round(text.x + text_width(row.price[0], text.style), 3)
        for row in view.table.rows
        for text in texts(page)
        if text.text == joined(row.price)
    }
    assert len(marks) == 1


def test_amounts_end_on_the_right_margin() -> None:
    view, (page,) = pages(an_invoice(locale="en-GB"))
    shown = [joined(row.amount) for row in view.table.rows] + [line.value for line in view.sums]
    right = [round(extent(text).right, 1) for text in texts(page) if text.text in shown]
    assert len(right) >= len(shown)
    assert set(right) & {round(page.width - MARGIN_RIGHT - 0.05, 1)}
    assert len(set(right)) <= 2  # the tax summary ends on its own column


@pytest.mark.parametrize("shape", ["ordinary", "due", "40 lines"])
def test_the_address_stands_in_the_window_of_the_envelope(shape: str) -> None:
    invoice = SHAPES[shape]
    view, made = pages(invoice)
    shown = [text for text in texts(made[0]) if text.text in view.parties.buyer[:3]]
    window = Extent(20 * MM, 45 * MM, 105 * MM, 90 * MM)
    assert shown
    for text in shown[:3]:
        left, top, right, bottom = extent(text)
        assert left >= window.left
        assert right <= window.right
        assert top >= window.top
        assert bottom <= window.bottom


def test_a_column_nobody_needs_is_left_out() -> None:
    plain = [{k: v for k, v in line.items() if k != "discount"} for line in lines(5)]
    _, without = pages(an_invoice(lines=plain, locale="en-GB"))
    _, with_discount = pages(an_invoice(lines=lines(5), locale="en-GB"))
    assert "Discount" not in words(without[0])
    assert "Discount" in words(with_discount[0])


def test_the_watermark_is_below_everything_else() -> None:
    _, made = pages(SHAPES["test credit note"])
    assert all(type(page.marks[0]).__name__ == "Watermark" for page in made)


def test_equal_invoices_have_equal_marks() -> None:
    def marks(made: Sequence[Page]) -> list[object]:
        return [mark for page in made for mark in page.marks]

    assert marks(pages(an_invoice())[1]) == marks(pages(an_invoice())[1])
