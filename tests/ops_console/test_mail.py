"""Mail: what was sent, what is on its way, and what somebody has to look at."""

from services.domain.order import mail as mailed
from services.flow.change import change
from services.ops_console.lists import ROWS
from tests.flow.mending import unmailed
from tests.ops_console.console import Console
from tests.ops_console.works import Works, rows_of, see

MAIL = "/ops/mail"


def test_what_was_sent_is_listed_with_its_masked_address(console: Console, works: Works) -> None:
    order = works.sent("A-1")
    assert order.issued is not None
    page = see(console.browser_of("operator"), MAIL)
    assert rows_of(page) == [f"/ops/orders/{order.id}"]
    assert f"{order.issued.number} sent z***@example.com 1" in page.words
    assert "zoe@" not in page.html


def test_mail_that_came_back_says_so(console: Console, works: Works) -> None:
    order = works.sent("A-1")
    assert order.mailed is not None
    bounced = order.mailed.model_copy(update={"status": "bounced"})
    change(works.backends.orders, order.id, lambda o: mailed(o, bounced, works.clock()))
    assert "bounced z***@example.com" in see(console.browser_of("viewer"), MAIL).words


def test_mail_that_failed_stands_above_all_and_leads_to_its_failure(
    console: Console, works: Works
) -> None:
    works.put_seller()
    failed = unmailed(works, "A-1")
    for n in range(ROWS + 2):
        works.failed(f"B-{n}")
    page = see(console.browser_of("viewer"), MAIL)
    assert rows_of(page) == [failed.replace("ord_", "/ops/failures/fail_")]
    assert "Not sent 1," in page.words
    assert "Mail refused" in page.words
    waiting = see(console.browser_of("viewer"), f"{MAIL}?status=invoiced")
    assert rows_of(waiting)[1:] == [f"/ops/orders/{failed}"]


def test_mail_of_others_is_not_listed(console: Console, works: Works) -> None:
    works.sent("A-1")
    works.put_seller()
    unmailed(works, "A-2")
    for seen in (
        see(console.browser_of("operator", seller="harbor"), f"{MAIL}?seller=aurora"),
        see(console.browser_of("operator", livemode=False), f"{MAIL}?mode=live"),
    ):
        assert rows_of(seen) == []
        assert "No mail sent." in seen.words
    assert (
        len(rows_of(see(console.browser_of("admin", seller="harbor"), f"{MAIL}?seller=aurora")))
        == 2
    )
