"""What the overview says, to people and to programs."""

import json

import pytest

from services.backends.keys import Role
from tests.ops_console.console import Console
from tests.ops_console.history import HELD, a_worker, an_hour, decisions
from tests.portal.window import Page

ON_CALL: tuple[Role, ...] = ("viewer", "operator", "admin")


@pytest.mark.parametrize("role", ON_CALL)
def test_the_api_answers_with_the_agreed_shape(console: Console, role: Role) -> None:
    an_hour(console)
    a_worker(console)
    answer = console.browser().get("/ops/api/overview", **console.bearer(role))
    shown = answer.json()

    assert answer.headers["content-type"] == "application/json"
    assert shown["as_of"] == "2026-11-21T09:30:00.000000Z"
    assert (shown["late_s"], shown["sentence"]) == (0, "On time: no order waits.")
    orders, archived = shown["queues"]
    assert [orders["name"], archived["name"]] == ["orders", "archived"]
    assert orders["oldest_age_s"] is None
    assert (orders["visible"], orders["in_flight"], orders["dlq"]) == (0, 0, 0)
    assert orders["throughput_per_min"] == pytest.approx(50)
    (worker,) = shown["workers"]
    assert (worker["id"], worker["holds"]) == ("host-17-c0ffee", [HELD])
    assert {"arrivals", "backlog", "rate", "wanted", "running"} <= shown["scaling"].keys()
    assert 0 < shown["latency_s"]["p50"] < shown["latency_s"]["p99"]
    assert shown["failures"] == 0


def test_the_series_of_each_span_have_a_value_for_every_point(console: Console) -> None:
    an_hour(console)
    for span, points in (("1h", 60), ("6h", 72), ("24h", 96), ("7d", 84)):
        path = f"/ops/api/series?span={span}"
        series = console.browser().get(path, **console.bearer("viewer")).json()
        assert series["span"] == span
        assert len(series["at"]) == points
        assert len(series["workers_running"]) == points
        assert len(series["queues"][0]["visible"]) == points


def test_a_span_that_is_none_of_the_four_is_a_bad_query(console: Console) -> None:
    answer = console.browser().get("/ops/api/series?span=2h", **console.bearer("viewer"))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_query")


def test_the_first_heading_says_whether_we_are_late(console: Console) -> None:
    browser = console.browser_of("viewer")
    assert "<h1>On time: no order waits.</h1>" in browser.get("/ops/").text
    console.backends.orders_queue.send(["{}"])
    page = browser.get("/ops/")
    assert "<h1>No workers: 1 order waits.</h1>" in page.text
    assert Page(page.text).of_class("answer")[0][1]["class"] == "answer bad"


def test_a_paused_queue_without_workers_is_no_emergency(console: Console) -> None:
    console.backends.orders_queue.send(["{}"])
    console.browser_of("operator").send(
        "/ops/queues/orders/pause", {"reason": "tax"}, on="/ops/queues"
    )
    page = Page(console.browser_of("viewer").get("/ops/").text)
    assert page.of_class("answer")[0][1]["class"] == "answer wait"
    assert "none, and the orders queue is paused" in page.words


def test_a_pause_of_the_mail_hides_no_lack_of_workers(console: Console) -> None:
    console.backends.orders_queue.send(["{}"])
    browser = console.browser_of("operator")
    browser.send("/ops/queues/archived/pause", {"reason": "tax"}, on="/ops/queues")
    page = Page(browser.get("/ops/").text)
    assert page.of_class("answer")[0][1]["class"] == "answer bad"
    assert "No workers: 1 order waits." in page.words


def test_an_alarm_that_is_on_names_its_entry_in_the_runbook(console: Console) -> None:
    an_hour(console, errors=9)
    browser = console.browser_of("viewer")
    page = Page(browser.get("/ops/").text)
    assert "Requests, batches or rounds fail by our own fault" in page.words
    assert "/ops/runbook#errors" in page.attributes("href")
    assert 'id="errors"' in browser.get("/ops/runbook").text


def test_scaling_shows_its_numbers_and_its_last_ten_decisions(console: Console) -> None:
    decisions(console, 12)
    page = Page(console.browser_of("viewer").get("/ops/").text)
    assert "2 → 3" in page.words
    assert "11 → 12" in page.words
    assert "1 → 2" not in page.words
    assert "Target per worker 600" in page.words


def test_a_worker_shows_what_it_holds_until_it_is_not_heard_of(console: Console) -> None:
    a_worker(console)
    browser = console.browser_of("viewer")
    page = Page(browser.get("/ops/now").text)
    assert "host-17-c0ffee" in page.words
    assert f"/ops/orders/{HELD}" in page.attributes("href")
    console.clock.advance(46)
    page = Page(browser.get("/ops/now").text)
    assert "host-17-c0ffee" not in page.words
    assert "no worker was heard of" in page.words


def test_a_chart_ends_with_this_moment(console: Console) -> None:
    an_hour(console)
    console.backends.orders_queue.send(["{}"] * 3)
    page = Page(console.browser_of("viewer").get("/ops/charts").text)
    assert "Orders, the last 1h, times in UTC Time Waiting In flight 11-21 08:30 0 5" in page.words
    assert "11-21 09:29 59 5 11-21 09:30 3 0" in page.words


def test_figures_of_sqs_are_called_approximate_and_cost_is_shown_on_aws_alone(
    console: Console,
) -> None:
    an_hour(console)
    here = Page(console.browser_of("viewer").get("/ops/").text).words
    assert "approx." not in here
    assert "per 1,000 invoices" not in here
    on_aws = Page(console.on_aws().browser_of("viewer").get("/ops/").text).words
    assert "approx." in on_aws
    assert "per 1,000 invoices" in on_aws


@pytest.mark.parametrize(
    ("span", "here", "on_aws"), [("1h", "10000", "60000"), ("7d", "600000", "600000")]
)
def test_a_page_looks_less_often_where_every_look_costs(
    console: Console, span: str, here: str, on_aws: str
) -> None:
    def polls(console: Console) -> list[str]:
        browser = console.browser_of("viewer")
        return [
            poll
            for path in (f"/ops/?span={span}", "/ops/queues")
            for poll in Page(browser.get(path).text).attributes("data-poll")
        ]

    assert polls(console) == ["2000", here, "2000"]
    assert polls(console.on_aws()) == ["10000", on_aws, "10000"]


def test_pages_and_api_say_the_same(console: Console) -> None:
    an_hour(console)
    console.backends.orders_queue.send(["{}"] * 1234)
    shown = json.loads(console.browser().get("/ops/api/overview", **console.bearer("viewer")).text)
    words = Page(console.browser_of("viewer").get("/ops/").text).words
    assert shown["queues"][0]["visible"] == 1234
    assert "Waiting 1,234" in words
    assert shown["sentence"] in words
