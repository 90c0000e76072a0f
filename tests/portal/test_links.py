"""Which links open, and that all others look the same."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from services.domain.link import KeyRing, new_link, token
from tests.issued import Issue
from tests.portal.window import Window

FILES = ("", "/pdf", "/xml", "/logo", "/theme.css")


@pytest.fixture
def window(tmp_path: Path) -> Window:
    return Window(tmp_path)


def signed_by_someone_else(_window: Window, issue: Issue) -> str:
    ring = KeyRing(current=1, keys={1: b"not the key of this installation"})
    return f"/i/{token(issue.link, ring)}"


def never_issued(window: Window, issue: Issue) -> str:
    link = new_link(
        "f" * 32,
        window.backends.secrets.links,
        seller_id=issue.link.seller_id,
        number=issue.link.number,
        order_id=issue.link.order_id,
        now=window.clock(),
        lifetime=timedelta(days=1),
    )
    return f"/i/{token(link, window.backends.secrets.links)}"


def with_a_longer_life(window: Window, issue: Issue) -> str:
    link = issue.link.model_copy(update={"expires_at": issue.link.expires_at + timedelta(days=1)})
    honest = token(issue.link, window.backends.secrets.links)
    forged = token(link, window.backends.secrets.links)
    return f"/i/{forged[:29]}{honest[29:]}"


def revoked(window: Window, issue: Issue) -> str:
    window.backends.links.revoke(issue.link.id, window.clock())
    return window.path(issue)


def expired(window: Window, issue: Issue) -> str:
    window.clock.now = issue.link.expires_at
    return window.path(issue)


def misspelt(window: Window, issue: Issue) -> str:
    path = window.path(issue)
    return path[:-1] + ("A" if path[-1] != "A" else "B")


def cut_off(window: Window, issue: Issue) -> str:
    return window.path(issue)[:-1]


def too_long(window: Window, issue: Issue) -> str:
    return window.path(issue) + "A"


def nonsense(_window: Window, _issue: Issue) -> str:
    return "/i/%00..%2f%3Cscript%3E"


BAD = [
    signed_by_someone_else,
    never_issued,
    with_a_longer_life,
    revoked,
    expired,
    misspelt,
    cut_off,
    too_long,
    nonsense,
]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("bad", BAD)
def test_a_link_that_opens_nothing_never_says_why(
    window: Window, bad: Callable[[Window, Issue], str], file: str
) -> None:
    expected = window.browser.get("/i/unknown")
    issue = window.issue()

    answer = window.browser.get(bad(window, issue) + file)

    assert answer.status_code == expected.status_code == 404
    assert answer.content == expected.content
    ids = {"x-request-id", "traceparent"}
    assert {k: v for k, v in answer.headers.items() if k not in ids} == {
        k: v for k, v in expected.headers.items() if k not in ids
    }


def test_a_revoked_link_is_closed_at_once(window: Window) -> None:
    issue = window.issue()
    assert window.browser.get(window.path(issue)).status_code == 200

    window.backends.links.revoke(issue.link.id, window.clock())

    assert window.browser.get(window.path(issue)).status_code == 404
    assert window.browser.get(window.path(issue) + "/pdf").status_code == 404


def test_a_link_opens_until_its_last_second(window: Window) -> None:
    issue = window.issue()

    window.clock.now = issue.link.expires_at - timedelta(seconds=1)
    assert window.browser.get(window.path(issue)).status_code == 200
    window.clock.advance(1)
    assert window.browser.get(window.path(issue)).status_code == 404


def test_another_link_to_the_same_invoice_opens_it_too(window: Window) -> None:
    issue = window.issue()
    window.backends.links.revoke(issue.link.id, window.clock())
    link = new_link(
        "e" * 32,
        window.backends.secrets.links,
        seller_id=issue.link.seller_id,
        number=issue.link.number,
        order_id=issue.link.order_id,
        now=window.clock(),
        lifetime=timedelta(days=1),
    )
    window.backends.links.create(link)

    assert issue.invoice.number in window.page(issue._replace(link=link)).words


@pytest.mark.parametrize("rest", ["/", "/pdf/", "/xml/", "/pdf/more", "/anything"])
def test_what_a_link_does_not_lead_to_looks_like_no_link(window: Window, rest: str) -> None:
    issue = window.issue()

    answer = window.browser.get(window.path(issue) + rest)

    assert answer.status_code == 404
    assert answer.content == window.browser.get("/i/unknown").content


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("th,pl;q=0.5", "pl"),
        ("*", "en"),
        ("", "en"),
        ("ar-EG", "ar"),
    ],
)
def test_the_page_of_a_dead_link_speaks_the_readers_language(
    window: Window, accepted: str, language: str
) -> None:
    answer = window.browser.get("/i/unknown", headers={"accept-language": accepted})

    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in answer.text
    assert answer.headers["vary"] == "accept-language"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent_to_a_link(window: Window, method: str) -> None:
    issue = window.issue()

    assert window.browser.request(method, window.path(issue)).status_code == 405
