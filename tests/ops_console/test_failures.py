"""Failures: few causes first, each of them, and who sees what of them."""

import pytest

from services.ops_console.lists import ROWS
from tests.ops_console.console import Console
from tests.ops_console.decisions import DECIDE, FAILURES, actions, confirm, decide
from tests.ops_console.works import BUYER, DETAIL, Works, fields_of, rows_of, see


def test_a_day_without_failures_is_one_line(console: Console) -> None:
    page = see(console.browser_of("operator"), FAILURES)
    assert "No failure is open." in page.words
    assert not [action for action in page.attributes("action") if "failures" in action]


def test_many_failures_are_few_causes_and_it_says_how_many_were_looked_at(
    console: Console, works: Works
) -> None:
    for n in range(3):
        latest = works.failed(f"A-{n}", detail=f"line {n}: is needed for category E")
    works.failed("B-1", "attempts_exhausted", "five attempts failed")
    page = see(console.browser_of("operator"), FAILURES)
    assert "2 causes" in page.words
    assert "all 4 failures were looked at" in page.words
    assert "3 line #: is needed for category E order, reason_required" in page.words
    assert page.words.index("Redrive 3…") < page.words.index("Redrive 1…")
    assert f"{FAILURES}/{latest}" in page.attributes("href")


def test_the_latest_failure_stands_first_with_its_reason(console: Console, works: Works) -> None:
    failures = [works.failed(f"A-{n}") for n in range(3)]
    page = see(console.browser_of("viewer"), FAILURES)
    assert rows_of(page) == [f"{FAILURES}/{id_}" for id_ in reversed(failures)]
    assert page.words.count(DETAIL) == 3


def test_pages_go_on_with_a_cursor_of_this_list_alone(console: Console, works: Works) -> None:
    failures = [works.failed(f"A-{n}") for n in range(ROWS + 2)]
    browser = console.browser_of("operator")
    first = see(browser, FAILURES)
    assert rows_of(first) == [f"{FAILURES}/{id_}" for id_ in failures[:1:-1]]
    (older,) = [link for link in first.attributes("href") if "cursor=" in link]
    assert rows_of(see(browser, older)) == [f"{FAILURES}/{id_}" for id_ in failures[1::-1]]
    assert browser.get(older.replace("?", "?state=any&")).status_code == 400


def test_filters_choose_and_survive_an_action(console: Console, works: Works) -> None:
    one = works.failed("A-1")
    works.failed("A-2", "attempts_exhausted")
    browser = console.browser_of("operator")
    narrow = f"{FAILURES}?code=reason_required"
    assert rows_of(see(browser, narrow)) == [f"{FAILURES}/{one}"]
    group = next(link for link in see(browser, narrow).attributes("href") if "group=grp" in link)
    assert "code=reason_required" in group
    assert rows_of(see(browser, group)) == [f"{FAILURES}/{one}"]

    form = fields_of(confirm(browser, "what=redrive&code=reason_required"), DECIDE)
    answer = browser.post(DECIDE, {**form, "reason": "mended"})
    assert answer.headers["location"] == narrow
    page = see(browser, narrow)
    assert "1 redriven." in page.words
    assert "No failure matches." in page.words
    told = see(browser, f"{FAILURES}?state=redriven")
    assert rows_of(told) == [f"{FAILURES}/{one}"]
    assert "Redriven: mended" in told.words


@pytest.mark.parametrize(
    "query", ["state=stuck", "kind=x", "group=a'b", "code=%3Cb%3E", "cursor=x", "state=open&kind=1"]
)
def test_a_filter_that_means_nothing_is_refused_not_left_out(console: Console, query: str) -> None:
    assert console.browser_of("operator").get(f"{FAILURES}?{query}").status_code == 400


def test_nobody_sees_or_decides_about_failures_of_others(console: Console, works: Works) -> None:
    ours = works.failed("A-1")
    theirs = works.failed("H-1", seller_id="harbor")
    of_test = works.failed("T-1", livemode=False)
    browser = console.browser_of("operator", seller="harbor")
    assert rows_of(see(browser, FAILURES)) == [f"{FAILURES}/{theirs}"]
    assert rows_of(see(browser, f"{FAILURES}?seller=aurora")) == [f"{FAILURES}/{theirs}"]
    form = fields_of(see(browser, f"{FAILURES}/{theirs}"), f"{FAILURES}/{theirs}/redrive")
    for id_ in (ours, of_test):
        assert browser.get(f"{FAILURES}/{id_}").status_code == 404
        for call in ("redrive", "discard", "correct"):
            answer = browser.post(f"{FAILURES}/{id_}/{call}", {**form, "reason": "x"})
            assert answer.status_code == 404
        assert "Nothing to redrive" in confirm(browser, f"what=redrive&pick={id_}").words
        browser.post(DECIDE, {**form, "what": "discard", "ids": id_, "reason": "x"})
        assert works.state_of(id_) == "open"
    assert actions(console) == []

    elsewhere = see(console.browser_of("viewer", livemode=False), f"{FAILURES}?kind=mail")
    assert "No failure matches." in elsewhere.words
    assert rows_of(see(console.browser_of("viewer", livemode=False), FAILURES)) == [
        f"{FAILURES}/{of_test}"
    ]


def test_who_sees_none_is_told_that_others_have_some(console: Console, works: Works) -> None:
    works.failed("A-1")
    page = see(console.browser_of("viewer", seller="harbor"), FAILURES)
    assert "1 open failure belongs to others: you see live orders of harbor." in page.words


def test_an_admin_sees_everybodys_and_can_choose(console: Console, works: Works) -> None:
    ids = [
        works.failed("A-1"),
        works.failed("H-1", seller_id="harbor"),
        works.failed("T-1", livemode=False),
    ]
    browser = console.browser_of("admin")
    assert len(rows_of(see(browser, FAILURES))) == 3
    assert rows_of(see(browser, f"{FAILURES}?seller=harbor")) == [f"{FAILURES}/{ids[1]}"]
    decide(browser, "what=redrive&seller=harbor")
    assert [works.state_of(id_) for id_ in ids] == ["open", "redriven", "open"]
    assert [action.seller_id for action in actions(console)] == ["harbor"]


def test_who_may_only_look_reads_nothing_of_the_buyer_and_decides_nothing(
    console: Console, works: Works
) -> None:
    failure = works.failed("A-1")
    browser = console.browser_of("viewer")
    for path in (FAILURES, f"{FAILURES}/{failure}", f"/ops/orders/ord_{failure[5:]}"):
        page = see(browser, path)
        assert not [word for word in BUYER if word in page.html], path
        assert not [action for action in page.attributes("action") if "fail" in action], path
        assert "textarea" not in [tag for tag, _ in page.tags]
    assert browser.get(f"{FAILURES}/confirm?what=redrive").status_code == 403
    for call in (
        DECIDE,
        *(f"{FAILURES}/{failure}/{do}" for do in ("redrive", "discard", "correct")),
    ):
        answer = browser.send(call, {"what": "discard", "ids": failure, "reason": "x"})
        assert answer.status_code == 403, call
    assert works.state_of(failure) == "open"
    assert BUYER[0] in see(console.browser_of("operator"), f"{FAILURES}/{failure}").html


def test_a_form_of_another_site_decides_nothing(console: Console, works: Works) -> None:
    failure = works.failed("A-1")
    browser = console.browser_of("operator")
    for path in (DECIDE, f"{FAILURES}/{failure}/discard"):
        form = {"what": "discard", "ids": failure, "reason": "x", "form_token": "0" * 64}
        assert browser.post(path, form).status_code == 403
    assert works.state_of(failure) == "open"


def test_a_stuck_order_that_got_on_is_shown_as_an_order(console: Console, works: Works) -> None:
    order = works.sent("A-1")
    answer = console.browser_of("operator").get(order.id.replace("ord_", f"{FAILURES}/fail_"))
    assert answer.headers["location"] == f"/ops/orders/{order.id}"


def test_an_unknown_failure_is_not_found(console: Console, works: Works) -> None:
    order = works.placed("A-1")
    browser = console.browser_of("admin")
    for id_ in (f"fail_{'0' * 40}", order.id, "fail_", "x"):
        assert browser.get(f"{FAILURES}/{id_}").status_code == 404
