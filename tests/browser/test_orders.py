"""Finding an order and reading it, and the pages of an admin, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.readable import assert_readable
from tests.browser.window import Window
from tests.ops_console.works import Works


@pytest.fixture
def works(tmp_path: Path, window: Window) -> Works:
    return Works(tmp_path / "state", window.console)


def test_an_order_is_found_by_its_number_and_read(window: Window, works: Works) -> None:
    order = works.sent("A-1")
    assert order.issued is not None
    page = window.page
    page.keyboard.press("/")
    page.keyboard.type(order.issued.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ops/orders/{order.id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Order A-1")
    expect(page.locator(".timeline li")).to_contain_text(["Accepted", "Issued", "", ""])
    expect(page.get_by_role("link", name="PDF")).to_have_attribute(
        "href", f"{page.get_by_role('link', name='Customer').get_attribute('href')}/pdf"
    )
    assert_readable(window)
    for path in ("/ops/orders", "/ops/mail"):
        page.goto(path)
        expect(page.locator("[data-row]")).to_have_count(1)
        assert_readable(window)


def test_an_admin_makes_a_key_sees_it_once_and_revokes_it(window: Window) -> None:
    page = window.page
    page.context.clear_cookies()
    window.log_in("admin")
    page.goto("/ops/keys")
    page.get_by_label("For").fill("web shop")
    page.get_by_label("Role").select_option("checkout")
    page.get_by_role("button", name="Make a key").click()
    shown = page.locator(".secret")
    expect(shown).to_contain_text("sk_live_")
    secret = shown.inner_text()
    assert_readable(window)
    page.goto("/ops/keys")
    expect(page.get_by_text(secret)).to_have_count(0)
    row = page.get_by_role("listitem").filter(has_text="web shop")
    row.get_by_text("Revoke…").first.click()
    assert_readable(window)
    row.get_by_label("Why").fill("never used")
    row.get_by_role("button").click()
    expect(page.get_by_role("status").first).to_contain_text("opens nothing any more")
    for path in ("/ops/actions", "/ops/sellers", "/ops/sellers/aurora", "/ops/failures"):
        page.goto(path)
        assert_readable(window)
    page.goto("/ops/actions")
    expect(page.locator(".entries")).to_contain_text("never used")
