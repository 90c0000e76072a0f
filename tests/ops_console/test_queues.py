"""Pausing a queue and resuming it."""

import pytest

from services.backends.actions import ActionQuery
from services.domain.action import Action
from tests.ops_console.console import Console
from tests.portal.window import Page

PAUSE = "/ops/queues/orders/pause"
RESUME = "/ops/queues/orders/resume"


def last_action(console: Console) -> Action:
    return console.backends.actions.find(ActionQuery(limit=1))[0]


def test_a_pause_has_a_reason_and_stands_in_the_action_log(console: Console) -> None:
    browser = console.browser_of("operator")
    console.clock.advance(1)
    answer = browser.send(PAUSE, {"reason": " Wrong <tax> rate "}, on="/ops/queues")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ops/queues")

    (pause,) = console.backends.pauses.all()
    assert (pause.queue, pause.reason, pause.at) == ("orders", "Wrong <tax> rate", console.clock())
    action = last_action(console)
    assert (action.what, action.target, action.reason) == ("pause", "orders", "Wrong <tax> rate")
    assert (action.who, action.role, action.seller_id) == (pause.who, "operator", "aurora")

    page = browser.get("/ops/queues")
    assert "The orders queue is paused." in page.text
    assert "Wrong &lt;tax&gt; rate" in page.text
    assert "The orders queue is paused." not in browser.get("/ops/queues").text


def test_resuming_ends_the_pause_and_stands_in_the_action_log(console: Console) -> None:
    browser = console.browser_of("admin")
    browser.send(PAUSE, {"reason": "tax"}, on="/ops/queues")
    console.clock.advance(60)
    assert browser.send(RESUME, {}, on="/ops/queues").status_code == 303
    assert console.backends.pauses.all() == []
    assert (last_action(console).what, last_action(console).target) == ("resume", "orders")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_without_a_fitting_reason_nothing_is_paused(console: Console, reason: str) -> None:
    browser = console.browser_of("operator")
    browser.send(PAUSE, {"reason": reason}, on="/ops/queues")
    assert console.backends.pauses.all() == []
    assert "Nothing was done" in browser.get("/ops/queues").text


def test_who_may_only_look_sees_no_button_and_cannot_pause(console: Console) -> None:
    browser = console.browser_of("viewer")
    page = browser.get("/ops/queues")
    assert PAUSE not in Page(page.text).attributes("action")
    answer = browser.send(PAUSE, {"reason": "because"}, on="/ops/queues")
    assert answer.status_code == 403
    assert "admin or operator" in answer.text
    assert console.backends.pauses.all() == []


def test_a_form_of_another_site_pauses_nothing(console: Console) -> None:
    answer = console.browser_of("operator").post(PAUSE, {"reason": "because"})
    assert answer.status_code == 403
    assert console.backends.pauses.all() == []


def test_a_queue_that_does_not_exist_is_not_paused(console: Console) -> None:
    browser = console.browser_of("operator")
    for path in ("/ops/queues/orders-dead-letters/pause", "/ops/queues/x/resume"):
        assert browser.send(path, {"reason": "because"}, on="/ops/queues").status_code == 404
    assert console.backends.pauses.all() == []


def test_a_program_with_a_key_needs_no_form(console: Console) -> None:
    answer = console.browser().client.post(
        PAUSE, data={"reason": "drill"}, headers=console.bearer("operator")
    )
    assert answer.status_code == 303
    assert [pause.reason for pause in console.backends.pauses.all()] == ["drill"]


def test_dead_letters_are_counted_and_explained(console: Console) -> None:
    console.backends.archived_dead_letters.send(["{}"] * 2)
    page = Page(console.browser_of("viewer").get("/ops/queues").text)
    assert "2 dead letters" in page.words
    assert "/ops/runbook#archived-dead-letters" in page.attributes("href")


def test_a_queue_that_is_paused_keeps_its_first_reason_and_says_whose_it_is(
    console: Console,
) -> None:
    operator = console.browser_of("operator")
    operator.send(PAUSE, {"reason": "first"})
    admin = console.browser_of("admin")
    admin.send(PAUSE, {"reason": "second"})
    assert [pause.reason for pause in console.backends.pauses.all()] == ["first"]
    actions = console.backends.actions.find(ActionQuery(10))
    assert [one.what for one in actions].count("pause") == 1


@pytest.mark.parametrize("reason", ["\u202egnorw", "a\x00b"])
def test_a_reason_is_a_line_that_everybody_reads_alike(console: Console, reason: str) -> None:
    console.browser_of("operator").send(PAUSE, {"reason": reason})
    assert console.backends.pauses.all() == []


def test_resuming_what_is_not_paused_is_no_action(console: Console) -> None:
    operator = console.browser_of("operator")
    operator.send(RESUME, {})
    assert "resume" not in {one.what for one in console.backends.actions.find(ActionQuery(10))}


def test_a_person_reads_a_page_where_a_program_reads_a_problem(console: Console) -> None:
    viewer = console.browser_of("viewer")
    page = viewer.get("/ops/?span=forever")
    assert (page.status_code, page.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "<h1>" in page.text
    program = viewer.get("/ops/api/series?span=forever")
    assert (program.status_code, program.json()["code"]) == (400, "bad_query")
