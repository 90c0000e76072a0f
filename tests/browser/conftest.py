"""A real browser in front of the real console; without one, skipped at home and red in CI."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.served import listening, served
from tests.browser.window import Window
from tests.conftest import Surroundings
from tests.ops_console.console import Console

if TYPE_CHECKING:
    from playwright.sync_api import Browser


_HERE = Path(__file__).parent


def _missing(what: str) -> None:
    if Surroundings().ci:
        pytest.fail(f"{what} is missing, and CI must not skip what needs it")
    pytest.skip(f"{what} is not installed on this machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all browser tests in one process, one after the other."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """The system's Chromium, started once for each file.

    Playwright's event loop runs in this thread until it ends, and no other may run beside it, so
    it must have ended when tests of other folders come.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        _missing("chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - it may be missing
    except ImportError:
        _missing("playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    """A console that listens; `public_url` says where."""
    with listening() as port:
        console = Console(tmp_path / "state", f"http://127.0.0.1:{port.getsockname()[1]}")
        with served(console.app, port):
            yield console


@pytest.fixture
def window(chromium: "Browser", console: Console) -> Iterator[Window]:
    """A window in which an operator has logged in."""
    context = chromium.new_context(base_url=console.public_url)
    window = Window(context.new_page(), console)
    window.log_in("operator")
    yield window
    context.close()
