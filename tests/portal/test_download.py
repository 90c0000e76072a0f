from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.backends.archive import Archive, StoredObject
from tests.issued import IN_MILS, PDF
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


XML = b"<?xml version='1.0'?><invoice/>"


def test_the_e_invoice_is_read_out_of_the_archived_pdf(tmp_path: Path) -> None:
    window = Window(tmp_path)
    issue = window.issue_with_xml(XML)

    answer = window.browser.get(window.path(issue) + "/xml")

    assert (answer.status_code, answer.content) == (200, XML)
    assert answer.headers["content-type"] == "application/xml"
    assert answer.headers["content-disposition"] == 'attachment; filename="INV-2026-000001.xml"'


def test_the_e_invoice_comes_from_here_also_where_the_archive_has_urls(tmp_path: Path) -> None:
    window = Window(tmp_path)
    issue = window.issue_with_xml(XML)

    class Signing(Elsewhere):
        def read(self, key: str) -> StoredObject | None:
            return window.backends.archive.read(key)

    archive = Signing(window.backends.archive)
    browser = window.browser_of(replace(window.backends, archive=archive))  # type: ignore[arg-type]

    assert browser.get(window.path(issue) + "/xml").content == XML
    assert archive.asked == []


def test_an_e_invoice_that_is_not_archived_yet_leads_to_the_page(tmp_path: Path) -> None:
    window = Window(tmp_path)
    issue = window.issue_unarchived()

    answer = window.browser.get(window.path(issue) + "/xml")

    assert (answer.status_code, answer.headers["location"]) == (303, window.path(issue))


def test_an_invoice_in_three_decimals_has_a_pdf_and_no_e_invoice(tmp_path: Path) -> None:
    window = Window(tmp_path)
    issue = window.issue(**IN_MILS)

    assert window.browser.get(window.path(issue) + "/pdf").content == PDF
    gone = window.browser.get(window.path(issue) + "/xml")
    assert (gone.status_code, gone.content) == (404, window.browser.get("/i/unknown").content)
    assert not window.page(issue).of_class("quiet")


@pytest.mark.parametrize("content", [PDF, b"", b"%PDF-1.7 cut off"])
def test_a_damaged_archive_gives_out_no_e_invoice_and_the_log_says_which(
    tmp_path: Path, content: bytes
) -> None:
    window = Window(tmp_path)
    issue = window.issue()
    file = tmp_path / "archive" / issue.invoice.archive_key
    file.chmod(0o600)
    file.write_bytes(content)

    with capture_logs() as lines:
        answer = window.browser.get(window.path(issue) + "/xml")

    assert answer.status_code == 404
    assert ("archive.xml_missing", issue.order.id) in {
        (line["event"], line.get("order_id")) for line in lines
    }
