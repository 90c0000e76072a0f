"""Deciding about many failures: counted, confirmed, done once."""

import pytest

from tests.ops_console.console import Console
from tests.ops_console.decisions import DECIDE, FAILURES, actions, confirm, decide
from tests.ops_console.works import Works, fields_of, see


@pytest.mark.parametrize("query", ["what=delete", "what=redrive&pick=x", "what=redrive&kind=x"])
def test_nothing_is_confirmed_that_is_not_understood(console: Console, query: str) -> None:
    browser = console.browser_of("operator")
    assert browser.get(f"{FAILURES}/confirm?{query}").status_code == 400


def test_selected_ones_are_counted_before_anything_is_done(console: Console, works: Works) -> None:
    ids = [works.failed(f"A-{n}") for n in range(3)]
    browser = console.browser_of("operator")
    query = f"scope=picked&what=redrive&pick={ids[0]}&pick={ids[2]}"
    page = confirm(browser, query)
    assert "Redrive 2 failures?" in page.words
    assert "Nothing has been done yet." in page.words
    assert [works.state_of(id_) for id_ in ids] == ["open"] * 3
    assert actions(console) == []

    decide(browser, query, reason="fonts <installed>")
    assert [works.state_of(id_) for id_ in ids] == ["redriven", "open", "redriven"]
    (action,) = actions(console)
    assert (action.what, action.count, action.reason) == ("redrive", 2, "fonts <installed>")
    assert (action.role, action.seller_id) == ("operator", "aurora")
    assert "2 redriven." in see(browser, FAILURES).words


def test_selecting_nothing_is_not_selecting_everything(console: Console, works: Works) -> None:
    works.failed("A-1")
    browser = console.browser_of("operator")
    answer = browser.get(f"{FAILURES}/confirm?scope=picked&what=discard&code=reason_required")
    assert answer.headers["location"] == f"{FAILURES}?code=reason_required"
    assert "No failure was selected." in see(browser, FAILURES).words


def test_a_cause_is_redriven_and_no_other(console: Console, works: Works) -> None:
    ids = [works.failed(f"A-{n}", detail=f"line {n} is wrong") for n in range(2)]
    other = works.failed("B-1", detail="another cause")
    browser = console.browser_of("operator")
    links = see(browser, FAILURES).attributes("href")
    link = next(link for link in links if "what=redrive" in link and "group=" in link)
    decide(browser, link.partition("?")[2])
    assert [works.state_of(id_) for id_ in (*ids, other)] == ["redriven", "redriven", "open"]


def test_many_at_once_need_their_count_typed(console: Console, works: Works) -> None:
    ids = [works.failed(f"A-{n}") for n in range(21)]
    browser = console.browser_of("operator")
    form = fields_of(confirm(browser, "what=redrive"), DECIDE)
    for typed in ("", "20", "all"):
        answer = browser.post(DECIDE, {**form, "reason": "fonts installed", "typed": typed})
        assert answer.status_code == 400
        assert "Type 21 to confirm" in answer.text
        assert 'value="fonts installed"' in answer.text
    assert {works.state_of(id_) for id_ in ids} == {"open"}
    assert actions(console) == []
    decide(browser, "what=redrive", typed="21")
    assert {works.state_of(id_) for id_ in ids} == {"redriven"}


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201, "a\u202eb"])
def test_without_a_fitting_reason_nothing_is_decided(
    console: Console, works: Works, reason: str
) -> None:
    failure = works.failed("A-1")
    browser = console.browser_of("operator")
    form = fields_of(confirm(browser, "what=discard"), DECIDE)
    assert browser.post(DECIDE, {**form, "reason": reason}).status_code == 400
    one = fields_of(see(browser, f"{FAILURES}/{failure}"), f"{FAILURES}/{failure}/redrive")
    answer = browser.post(f"{FAILURES}/{failure}/redrive", {**one, "reason": reason})
    assert answer.status_code == 400
    assert "Say why" in answer.text
    assert (works.state_of(failure), actions(console)) == ("open", [])


def test_a_form_that_is_sent_twice_decides_once(console: Console, works: Works) -> None:
    ids = [works.failed(f"A-{n}") for n in range(2)]
    browser = console.browser_of("operator")
    form = decide(browser, "what=redrive")
    for id_ in ids:
        works.fails(id_.replace("fail_", "ord_"))
    assert browser.post(DECIDE, form).status_code == 303
    assert "2 redriven." in see(browser, FAILURES).words
    assert [works.state_of(id_) for id_ in ids] == ["open", "open"]
    assert len(actions(console)) == 1

    path = f"{FAILURES}/{ids[0]}/discard"
    one = {**fields_of(see(browser, f"{FAILURES}/{ids[0]}"), path), "reason": "sent twice"}
    browser.post(path, one)
    works.fails(ids[0].replace("fail_", "ord_"))
    assert browser.post(path, one).status_code == 303
    assert works.state_of(ids[0]) == "open"
    assert len(actions(console)) == 2


def test_a_form_decides_one_thing_only(console: Console, works: Works) -> None:
    works.failed("A-1")
    browser = console.browser_of("operator")
    form = decide(browser, "what=redrive")
    browser.post(DECIDE, {**form, "reason": "another one"})
    assert "Nothing was done" in see(browser, FAILURES).words
    assert len(actions(console)) == 1


def test_what_fails_after_the_count_is_left_alone(console: Console, works: Works) -> None:
    counted = works.failed("A-1")
    browser = console.browser_of("operator")
    form = fields_of(confirm(browser, "what=discard"), DECIDE)
    since = works.failed("A-2")
    browser.post(DECIDE, {**form, "reason": "mended"})
    assert [works.state_of(id_) for id_ in (counted, since)] == ["discarded", "open"]


def test_one_that_is_stuck_is_never_discarded(console: Console, works: Works) -> None:
    failure = works.stuck(works.sent("A-1").id)
    browser = console.browser_of("operator")
    page = see(browser, f"{FAILURES}/{failure}")
    assert f"{FAILURES}/{failure}/discard" not in page.attributes("action")
    assert "1 of them is stuck and will stay open" in confirm(browser, "what=discard").words
    decide(browser, "what=discard")
    assert "0 discarded. 1 left alone: each is stuck" in see(browser, FAILURES).words
    form = fields_of(page, f"{FAILURES}/{failure}/redrive")
    browser.post(f"{FAILURES}/{failure}/discard", {**form, "reason": "x"})
    assert "the order has a number and must be finished" in see(browser, FAILURES).words
    assert works.state_of(failure) == "open"
