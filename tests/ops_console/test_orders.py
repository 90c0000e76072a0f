"""Orders: listed by what became of them, and one with all that became true of it."""

import pytest

from services.domain.mail import masked
from services.flow.credit import credit
from services.ops_console.filters import DASH
from services.ops_console.lists import ROWS
from tests.builders import an_order_request
from tests.ops_console.console import Console
from tests.ops_console.works import BUYER, Works, rows_of, see

ORDERS = "/ops/orders"


def test_the_latest_order_stands_first_with_its_number_amount_and_mail(
    console: Console, works: Works
) -> None:
    sent, waiting = works.sent("A-1"), works.placed("A-2")
    page = see(console.browser_of("viewer"), ORDERS)
    assert rows_of(page) == [f"{ORDERS}/{waiting.id}", f"{ORDERS}/{sent.id}"]
    assert sent.issued is not None
    assert f"A-1 sent {sent.issued.number} " in page.words
    assert f"{sent.totals.gross:.2f} EUR" in page.words
    assert f"A-2 accepted {DASH} " in page.words


def test_amounts_have_the_decimals_of_their_currency(console: Console, works: Works) -> None:
    line = {**an_order_request()["lines"][0], "unit_price": "400", "quantity": "3"}
    line["tax"] = {"category": "S", "rate": "10"}
    works.placed("A-1", currency="JPY", lines=[line])
    assert "1320 JPY" in see(console.browser_of("viewer"), ORDERS).words


def test_orders_are_listed_by_status(console: Console, works: Works) -> None:
    sent = works.sent("A-1")
    failure = works.failed("A-2")
    browser = console.browser_of("operator")
    failed = failure.replace("fail_", "ord_")
    for status, id_ in (("sent", sent.id), ("failed", failed)):
        assert rows_of(see(browser, f"{ORDERS}?status={status}")) == [f"{ORDERS}/{id_}"]
    assert "No order is credited." in see(browser, f"{ORDERS}?status=credited").words


def test_pages_go_on_with_a_cursor_of_this_list_alone(console: Console, works: Works) -> None:
    ids = [works.placed(f"A-{n}").id for n in range(ROWS + 1)]
    browser = console.browser_of("operator")
    first = see(browser, f"{ORDERS}?status=accepted")
    assert len(rows_of(first)) == ROWS
    (older,) = [link for link in first.attributes("href") if "cursor=" in link]
    rest = see(browser, older)
    assert rows_of(rest) == [f"{ORDERS}/{ids[0]}"]
    assert not [link for link in rest.attributes("href") if "cursor=" in link]
    for other in (older.replace("accepted", "sent"), f"{ORDERS}?cursor=x"):
        assert browser.get(other).status_code == 400
    assert console.browser_of("operator", seller="harbor").get(older).status_code == 400


def test_orders_of_others_are_neither_listed_nor_shown(console: Console, works: Works) -> None:
    ours, theirs = works.placed("A-1"), works.placed("H-1", seller_id="harbor")
    of_test = works.placed("T-1", livemode=False)
    for role in ("viewer", "operator"):
        browser = console.browser_of(role, seller="harbor")
        for query in ("", "?seller=aurora", "?mode=test"):
            assert rows_of(see(browser, f"{ORDERS}{query}")) == [f"{ORDERS}/{theirs.id}"]
        for order in (ours, of_test):
            assert browser.get(f"{ORDERS}/{order.id}").status_code == 404
    test_browser = console.browser_of("viewer", livemode=False)
    assert rows_of(see(test_browser, ORDERS)) == [f"{ORDERS}/{of_test.id}"]
    assert test_browser.get(f"{ORDERS}/{ours.id}").status_code == 404


def test_an_admin_chooses_whose_and_live_or_test(console: Console, works: Works) -> None:
    works.placed("A-1")
    theirs = works.placed("H-1", seller_id="harbor")
    of_test = works.placed("T-1", livemode=False)
    browser = console.browser_of("admin")
    assert rows_of(see(browser, f"{ORDERS}?seller=harbor")) == [f"{ORDERS}/{theirs.id}"]
    page = see(browser, f"{ORDERS}?seller=aurora&mode=test")
    assert rows_of(page) == [f"{ORDERS}/{of_test.id}"]
    assert f"{ORDERS}?seller=aurora&mode=test&status=sent" in page.attributes("href")
    for order in (theirs, of_test):
        assert browser.get(f"{ORDERS}/{order.id}").status_code == 200


def test_an_order_shows_what_became_of_it_from_request_to_mail(
    console: Console, works: Works
) -> None:
    order = works.sent("A-1")
    assert order.issued
    assert order.archived
    page = see(console.browser_of("operator"), f"{ORDERS}/{order.id}")
    for words in (
        order.issued.number,
        order.archived.sha256,
        order.traceparent[3:35],
        "Zoë Łukasiewicz",
        "Müllerstraße 12, 13353 Berlin, DE",
        f"sent to {masked('zoe@example.com')}",
        '"reference": "A-1"',
    ):
        assert words in page.words
    events = [entry.event.replace("_", " ").capitalize() for entry in order.history]
    assert set(events) >= {"Accepted", "Issued", "Archived", "Mail sent"}
    where = [page.words.index(f" {event}", page.words.index("Timeline")) for event in events]
    assert where == sorted(where)
    links = [link for link in page.attributes("href") if "/i/" in link]
    assert [link.rpartition("/")[2] for link in links[1:]] == ["pdf", "xml"]
    assert all(link.startswith(f"{console.public_url}/i/") for link in links)


def test_who_may_only_look_reads_nothing_of_the_buyer(console: Console, works: Works) -> None:
    order = works.sent("A-1")
    browser = console.browser_of("viewer")
    for path in (ORDERS, f"{ORDERS}/{order.id}", "/ops/mail"):
        page = see(browser, path)
        assert not [word for word in BUYER if word in page.html], path
        assert not [link for link in page.attributes("href") if "/i/" in link], path
    page = see(browser, f"{ORDERS}/{order.id}")
    assert "Z*** z***@example.com DE" in page.words
    assert "an operator or admin may open it" in page.words


def test_a_failed_order_leads_to_what_can_be_done(console: Console, works: Works) -> None:
    failure = works.failed("A-1")
    page = see(console.browser_of("viewer"), failure.replace("fail_", f"{ORDERS}/ord_"))
    assert f"/ops/failures/{failure}" in page.attributes("href")
    assert "No number yet." in page.words


def test_a_credit_and_the_order_it_takes_back_lead_to_each_other(
    console: Console, works: Works
) -> None:
    order = works.sent("A-1")
    assert order.issued is not None
    original = works.backends.invoices.read("aurora", order.issued.number)
    assert original is not None
    credited = credit(
        b'{"amount": "10", "reason": "one was broken"}',
        original=original,
        idempotency_key="c",
        traceparent=order.traceparent,
        now=works.clock(),
        orders=works.backends.orders,
        queue=works.backends.orders_queue,
    )
    works.settle()
    browser = console.browser_of("operator")
    page = see(browser, f"{ORDERS}/{order.id}")
    assert f"{ORDERS}/{credited.order.id}" in page.attributes("href")
    note = see(browser, f"{ORDERS}/{credited.order.id}")
    assert order.issued.number in note.words
    assert "one was broken" in note.words


@pytest.mark.parametrize("id_", ["x", f"ord_{'0' * 40}", f"fail_{'0' * 40}"])
def test_an_unknown_order_is_not_found(console: Console, id_: str) -> None:
    assert console.browser_of("admin").get(f"{ORDERS}/{id_}").status_code == 404
