"""A browser window on the console: what a person does, and what a machine checks about a page."""

from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import ConsoleMessage, Page

from services.backends.keys import Role
from tests.ops_console.console import Console

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = Path(__file__).with_name("vendor") / "axe" / "axe.min.js"


class Window:
    """One page; what the browser itself complains about is kept in `complaints`."""

    def __init__(self, page: Page, console: Console) -> None:
        self.page = page
        self.console = console
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def log_in(self, role: Role) -> None:
        """Log in as a person would: type the key, press Enter."""
        self.page.goto("/ops/login")
        self.page.get_by_label("Key").fill(self.console.secret(role))
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/ops/")

    def now_ms(self) -> float:
        """Return the page's own monotonic time."""
        moment: float = self.page.evaluate("performance.now()")
        return moment

    def faults(self) -> list[str]:
        """Return what axe finds wrong with the page as it stands, in either scheme."""
        found: list[str] = []
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme)
            found += [f"{scheme}: {fault}" for fault in self._axe()]
        return found

    def _axe(self) -> list[str]:
        # The page's policy allows no script but its own; the debugger may still look.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        result: dict[str, Any] = self.page.evaluate("axe.run()")
        return [
            f"{fault['id']}: {fault['help']}: {node['html'][:200]}"
            for fault in result["violations"]
            for node in fault["nodes"]
        ]
