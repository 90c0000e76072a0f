"""The portal over embedded backends, and its pages taken apart."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from services.portal.main import create_app
from services.runtime.composition import Backends
from tests.clock import SettableClock
from tests.issued import (
    PUBLIC_URL,
    Issue,
    archived,
    backends_in,
    issued,
    page_path,
    pdf_carrying,
)


class Window:
    """One state folder, and a browser in front of its portal."""

    def __init__(self, state: Path) -> None:
        self.clock = SettableClock()
        self.backends = backends_in(state, self.clock)
        self._ids = 0
        self.browser = self.browser_of(self.backends)

    def browser_of(self, backends: Backends) -> TestClient:
        app = create_app(backends, public_url=PUBLIC_URL, clock=self.clock, new_id=self._new_id)
        return TestClient(app, follow_redirects=False)

    def issue(self, **changes: Any) -> Issue:  # noqa: ANN401
        """Issue and archive an invoice; `changes` are of its request."""
        return archived(self.backends, self.clock, issued(self.backends, self.clock, **changes))

    def issue_with_xml(self, xml: bytes, **changes: Any) -> Issue:  # noqa: ANN401
        """Issue an invoice and archive a PDF that carries `xml`."""
        issue = issued(self.backends, self.clock, **changes)
        return archived(self.backends, self.clock, issue, pdf_carrying(xml))

    def issue_unarchived(self, **changes: Any) -> Issue:  # noqa: ANN401
        return issued(self.backends, self.clock, **changes)

    def path(self, issue: Issue) -> str:
        return page_path(self.backends, issue)

    def page(self, issue: Issue) -> "Page":
        answer = self.browser.get(self.path(issue))
        assert answer.status_code == 200
        return Page(answer.text)

    def _new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"


class Page(HTMLParser):
    """Tags with their attributes, and the words between them with single spaces."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]

    def of_class(self, name: str) -> list[tuple[str, dict[str, str | None]]]:
        def has(attrs: dict[str, str | None]) -> bool:
            return name in (attrs.get("class") or "").split()

        return [(tag, attrs) for tag, attrs in self.tags if has(attrs)]
