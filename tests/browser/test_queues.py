"""Pausing and resuming, clicked."""

from playwright.sync_api import expect

from tests.browser.window import Window


def test_a_queue_is_paused_with_a_reason_and_resumed(window: Window) -> None:
    page = window.page
    page.goto("/ops/queues")
    card = page.locator("#queue-orders")
    card.get_by_text("Pause…").click()
    card.get_by_label("Why").fill("Wrong tax rate in the new release")
    # The page asks anew every two seconds; the form must not close or empty under the hands.
    with page.expect_response("**/ops/queues/now"):
        pass
    expect(card.get_by_label("Why")).to_have_value("Wrong tax rate in the new release")
    assert window.faults() == []
    card.get_by_role("button", name="Pause orders").click()

    expect(page.get_by_role("status").first).to_contain_text("The orders queue is paused")
    expect(card).to_contain_text("Wrong tax rate in the new release")
    assert window.faults() == []
    page.reload()
    expect(page.locator(".said")).to_have_count(0)

    page.goto("/ops/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Orders are paused since")
    page.goto("/ops/queues")
    card.get_by_role("button", name="Resume orders").click()
    expect(card.get_by_text("Pause…")).to_be_visible()
    assert window.console.backends.pauses.all() == []
    assert window.complaints == []
