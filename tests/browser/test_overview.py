"""The overview as a person on call sees it, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window
from tests.ops_console.history import a_worker, an_hour, decisions


@pytest.mark.parametrize("width", [1280, 320])
def test_the_overview_can_be_read_by_everybody_in_both_schemes(window: Window, width: int) -> None:
    an_hour(window.console, errors=9)
    a_worker(window.console)
    decisions(window.console, 3)
    window.page.set_viewport_size({"width": width, "height": 800})
    window.page.goto("/ops/")
    expect(window.page.locator("canvas")).to_have_count(8)

    assert window.faults() == []
    assert window.complaints == []
    assert window.page.evaluate("document.documentElement.scrollWidth") <= width


def test_figures_change_by_themselves_and_what_is_typed_stays(window: Window) -> None:
    page = window.page
    expect(page.get_by_role("heading", level=1)).to_have_text("On time: no order waits.")
    search = page.get_by_role("searchbox")
    search.fill("A-10")
    page.locator("#scaling summary").click()
    search.focus()

    window.console.backends.orders_queue.send(["{}"] * 12)

    expect(page.get_by_role("heading", level=1)).to_have_text("No workers: 12 orders wait.")
    expect(page).to_have_title(re.compile("No workers: 12 orders wait"))
    expect(page.locator("#queue-orders .figures strong").first).to_have_text("12")
    expect(search).to_have_value("A-10")
    expect(search).to_be_focused()
    assert page.locator("#decisions").get_attribute("open") is not None


def test_a_chart_says_what_its_table_says(window: Window) -> None:
    an_hour(window.console)
    page = window.page
    page.goto("/ops/")
    chart = page.locator("#chart-orders-depth")
    rows = chart.locator("tbody tr")

    expect(rows).to_have_count(61)
    assert rows.first.inner_text().split("\t")[1:] == ["0", "5"]
    assert rows.nth(59).inner_text().split("\t")[1:] == ["59", "5"]
    for _ in range(2):  # when the second comes, the first has been swapped in
        with page.expect_response("**/ops/now"):
            pass
    expect(rows).to_have_count(61)
    expect(page.locator("canvas")).to_have_count(8)
    chart.locator(".u-over").hover(position={"x": 60, "y": 40})
    expect(chart.locator(".key b").first).not_to_have_text("0")

    page.get_by_role("link", name="6h").click()
    expect(page.locator("#chart-orders-depth tbody tr")).to_have_count(73)


def test_while_the_server_is_away_figures_stay_and_say_how_old_they_are(window: Window) -> None:
    page = window.page
    window.console.backends.orders_queue.send(["{}"] * 7)
    waiting = page.locator("#queue-orders .figures strong").first
    expect(waiting).to_have_text("7")

    page.context.set_offline(True)
    expect(page.get_by_text("Reconnecting…")).to_be_visible()
    expect(page.locator("[data-lost-age]")).to_have_text(re.compile(r"[1-9]\d* s"))
    expect(page.locator("#live")).to_have_attribute("data-stale", "")
    expect(waiting).to_have_text("7")

    page.context.set_offline(False)
    expect(page.get_by_text("Reconnecting…")).to_be_hidden()
    expect(page.locator("#live")).not_to_have_attribute("data-stale", "")


def test_a_hidden_tab_asks_nothing_until_it_is_looked_at_again(window: Window) -> None:
    page = window.page
    with page.expect_response("**/ops/now"):
        pass
    hide = "Object.defineProperty(document, 'hidden', {{get: () => {}, configurable: true}})"
    page.evaluate(hide.format("true"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_function("start => performance.now() - start > 3000", arg=window.now_ms())
    assert asked == []

    page.evaluate(hide.format("false"))
    with page.expect_response("**/ops/now"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_revoked_key_leads_from_the_open_page_to_the_login(window: Window) -> None:
    window.console.revoke("operator")
    window.page.wait_for_url("**/ops/login**")
