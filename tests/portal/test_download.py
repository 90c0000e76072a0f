from dataclasses import replace
from pathlib import Path

from services.backends.archive import Archive, StoredObject
from tests.issued import PDF
from tests.portal.window import Window


class Elsewhere:
    """An archive that lets browsers fetch from it for a while, as S3 does."""

    def __init__(self, inner: Archive) -> None:
        self._inner = inner
        self.asked: list[tuple[str, str]] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def read(self, key: str) -> StoredObject | None:
        raise AssertionError(f"{key} should be fetched from the archive itself")

    def download_url(self, key: str, filename: str) -> str | None:
        self.asked.append((key, filename))
        return "https://archive.example/signed"


def test_an_archive_with_urls_of_its_own_is_one_redirect_away(tmp_path: Path) -> None:
    window = Window(tmp_path)
    issue = window.issue()
    archive = Elsewhere(window.backends.archive)
    browser = window.browser_of(replace(window.backends, archive=archive))  # type: ignore[arg-type]

    answer = browser.get(window.path(issue) + "/pdf")

    assert answer.status_code == 302
    assert answer.headers["location"] == "https://archive.example/signed"
    assert archive.asked == [(issue.invoice.archive_key, "INV-2026-000001.pdf")]


def test_a_revoked_link_gives_out_no_url(tmp_path: Path) -> None:
    window = Window(tmp_path)
    issue = window.issue()
    archive = Elsewhere(window.backends.archive)
    browser = window.browser_of(replace(window.backends, archive=archive))  # type: ignore[arg-type]
    window.backends.links.revoke(issue.link.id, window.clock())

    assert browser.get(window.path(issue) + "/pdf").status_code == 404
    assert archive.asked == []


def test_a_pdf_that_the_archive_lost_is_not_made_up(tmp_path: Path) -> None:
    window = Window(tmp_path)
    issue = window.issue()
    (tmp_path / "archive" / issue.invoice.archive_key).unlink()

    answer = window.browser.get(window.path(issue) + "/pdf")

    assert answer.status_code == 404
    assert PDF not in answer.content
