"""What every page must be, whatever it shows."""

from tests.browser.window import Window

WIDTHS = (320, 1280)


def assert_readable(window: Window) -> None:
    """Check the page as it stands: both schemes, no complaint, no wider than a telephone."""
    assert window.faults() == []
    assert window.complaints == []
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 800})
        assert window.page.evaluate("document.documentElement.scrollWidth") <= width
