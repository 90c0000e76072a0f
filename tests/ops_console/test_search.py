"""Finding orders by what people have at hand."""

import httpx2
import pytest

from services.domain.order import Order
from tests.ops_console.console import Browser, Console
from tests.ops_console.works import Works, rows_of, see
from tests.portal.window import Page


def search(browser: Browser, words: str) -> httpx2.Response:
    return browser.send("/ops/search", {"words": words})


def leads_to(answer: httpx2.Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.fixture
def order(works: Works) -> Order:
    return works.sent("A-1")


def test_an_order_is_found_by_whatever_names_it(console: Console, order: Order) -> None:
    assert order.issued is not None
    browser = console.browser_of("viewer")
    for words in (
        order.id,
        order.id.replace("ord_", "fail_"),
        order.issued.number,
        "A-1",
        " A-1 ",
        "zoe@example.com",
        "ZOE@Example.com",
    ):
        assert leads_to(search(browser, words)) == f"/ops/orders/{order.id}", words


def test_several_are_listed_without_repeats(console: Console, works: Works) -> None:
    ids = [works.placed(key, reference="SAME").id for key in ("a", "b")]
    answer = search(console.browser_of("operator"), "SAME")
    page = Page(answer.text)
    assert "2 found" in page.words
    assert rows_of(page) == [f"/ops/orders/{id_}" for id_ in reversed(ids)]


@pytest.mark.parametrize("words", ["", "A", "%", "a@b", "x" * 400, "ord_1", "' or 1=1 --"])
@pytest.mark.usefixtures("order")
def test_nothing_is_found_by_what_names_nothing(console: Console, words: str) -> None:
    answer = search(console.browser_of("admin"), words)
    assert answer.status_code == 200
    assert "Nothing found" in Page(answer.text).words


def test_what_is_looked_for_stands_in_no_address_and_on_no_page(
    console: Console, works: Works
) -> None:
    for key in ("a", "b"):
        works.placed(key)
    browser = console.browser_of("viewer")
    answer = search(browser, "zoe@example.com")
    assert "2 found" in Page(answer.text).words
    assert "zoe@example.com" not in answer.text
    assert browser.get("/ops/search").status_code == 404


def test_orders_of_others_are_not_found(console: Console, works: Works, order: Order) -> None:
    assert order.issued is not None
    of_test = works.placed("T-1", livemode=False)
    theirs = console.browser_of("operator", seller="harbor")
    for words in (order.id, order.issued.number, "A-1", "zoe@example.com"):
        assert "Nothing found" in Page(search(theirs, words).text).words, words
    ours = console.browser_of("operator")
    for words in (of_test.id, "T-1"):
        assert "Nothing found" in Page(search(ours, words).text).words, words


def test_an_admin_finds_those_of_all_sellers_live_and_test(console: Console, works: Works) -> None:
    theirs = works.placed("H-1", seller_id="harbor")
    of_test = works.placed("T-1", livemode=False)
    browser = console.browser_of("admin")
    assert leads_to(search(browser, "H-1")) == f"/ops/orders/{theirs.id}"
    assert leads_to(search(browser, "T-1")) == f"/ops/orders/{of_test.id}"
    assert see(browser, f"/ops/orders/{of_test.id}").words.count("test") > 0
