"""From many failures to none, clicked: one cause redriven, one order corrected, some selected."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.readable import assert_readable
from tests.browser.window import Window
from tests.ops_console.works import Works


@pytest.fixture
def works(tmp_path: Path, window: Window) -> Works:
    return Works(tmp_path / "state", window.console)


def test_a_cause_is_redriven_after_its_count_was_seen_and_typed(
    window: Window, works: Works
) -> None:
    ids = [works.failed(f"A-{n}", detail=f"line {n}: no tax rate") for n in range(21)]
    other = works.failed("B-1", "attempts_exhausted", "five attempts failed")
    page = window.page
    page.goto("/ops/failures")
    expect(page.get_by_role("heading", name="2 causes")).to_be_visible()
    assert_readable(window)
    page.get_by_role("link", name="Redrive 21…").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Redrive 21 failures?")
    assert_readable(window)
    why, redrive = page.get_by_label("Why"), page.get_by_role("button", name="Redrive 21")
    expect(why).to_be_focused()
    why.fill("Tax rates are there again")
    page.get_by_label("Type 21 to confirm").fill("20")
    redrive.click()
    assert {works.state_of(id_) for id_ in ids} == {"open"}
    page.get_by_label("Type 21 to confirm").fill("21")
    redrive.dblclick()

    expect(page.get_by_role("status").first).to_have_text("21 redriven.")
    expect(page).to_have_url(re.compile("group=grp_"))
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".entries [data-row]")).to_have_text(["B-1"])
    assert {works.state_of(id_) for id_ in ids} == {"redriven"}
    assert works.state_of(other) == "open"
    assert all(len(works.order(id_.replace("fail_", "ord_")).history) == 3 for id_ in ids)


def test_failures_are_selected_without_a_mouse(window: Window, works: Works) -> None:
    ids = [works.failed(f"A-{n}") for n in range(3)]
    page = window.page
    page.goto("/ops/failures")
    discard = page.get_by_role("button", name="Discard")
    expect(discard).to_be_disabled()
    for key in ("j", "x", "j", "j", "x"):
        page.keyboard.press(key)
    expect(discard).to_have_text("Discard 2…")
    discard.click()
    page.get_by_label("Why").fill("sent twice")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("2 discarded.")
    assert [works.state_of(id_) for id_ in ids] == ["discarded", "open", "discarded"]


def test_an_order_is_corrected_and_goes_its_way(window: Window, works: Works) -> None:
    failure = works.failed("A-1")
    order_id = failure.replace("fail_", "ord_")
    page = window.page
    page.goto("/ops/failures")
    page.get_by_role("link", name="A-1").click()
    form = page.locator("#correct")
    text = form.get_by_role("textbox", name="The order")
    body = json.loads(text.input_value())
    assert_readable(window)

    text.fill(json.dumps({**body, "currency": "EU", "reference": "A-1b"}))
    form.get_by_label("Why").fill("Currency mended")
    form.get_by_role("button").click()
    expect(page.locator("#faults")).to_contain_text("/currency")
    assert json.loads(text.input_value())["reference"] == "A-1b"
    expect(form.get_by_label("Why")).to_have_value("Currency mended")
    assert any("422" in line for line in window.complaints)
    window.complaints.clear()
    assert_readable(window)

    text.fill(json.dumps({**body, "reference": "A-1b"}))
    form.get_by_role("button").click()
    expect(page.get_by_role("status").first).to_contain_text("on its way again")
    page.get_by_role("heading", name="What was accepted first").click()
    expect(page.locator("pre").last).to_contain_text('"reference": "A-1",')
    assert_readable(window)
    works.settle()
    assert works.order(order_id).status == "sent"
