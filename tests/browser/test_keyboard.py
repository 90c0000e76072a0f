"""The console without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window


@pytest.mark.parametrize(("key", "heading"), [("q", "Queues"), ("o", "On time: no order waits.")])
def test_g_and_a_letter_lead_to_an_area(window: Window, key: str, heading: str) -> None:
    window.page.goto("/ops/runbook")
    window.page.keyboard.press("g")
    window.page.keyboard.press(key)
    expect(window.page.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_slash_leads_to_the_search_and_letters_typed_there_are_text(window: Window) -> None:
    page = window.page
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("gq?/j")
    expect(search).to_have_value("gq?/j")
    page.keyboard.press("Escape")
    expect(search).not_to_be_focused()


def test_a_question_mark_shows_the_keys_and_escape_closes_them(window: Window) -> None:
    page = window.page
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard")
    expect(help_).to_be_visible()
    expect(help_).to_contain_text("Failures")
    assert window.faults() == []
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()


def test_j_and_k_walk_through_a_list_and_stop_at_its_ends(window: Window) -> None:
    page = window.page
    orders = page.get_by_role("link", name="orders", exact=True)
    archived = page.get_by_role("link", name="archived", exact=True)
    for key, focused in (("j", orders), ("j", archived), ("j", archived), ("k", orders)):
        page.keyboard.press(key)
        expect(focused).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ops/queues#queue-orders")


def test_the_first_tab_skips_the_navigation(window: Window) -> None:
    window.page.goto("/ops/queues")
    window.page.keyboard.press("Tab")
    expect(window.page.get_by_role("link", name="Skip to content")).to_be_focused()
    window.page.keyboard.press("Enter")
    expect(window.page.locator("main")).to_be_focused()
