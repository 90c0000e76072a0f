import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from services.local.inbox import SHOWN, inbox_routes
from services.runtime.http.edge import guard
from tests.issued import PUBLIC_URL
from tests.notifier.counter import Counter

MAIL = {
    "from": "invoices@papierhaus.example.com",
    "reply_to": "hello@papierhaus.example.com",
    "bcc": ["books@papierhaus.example.com"],
    "attach_pdf": True,
}


class Styles(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: list[str] = []
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag == "style"
        values = dict(attrs)
        self.found.add(values.get("style") or "")
        if tag == "a":
            self.links.append(values["href"] or "")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found.add(data)
            self._open = False


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


@pytest.fixture
def browser(counter: Counter) -> TestClient:
    app = Starlette(routes=inbox_routes(counter.outbox))
    guard(app, public_url=PUBLIC_URL, new_id=lambda: "0" * 32)
    return TestClient(app)


def test_an_inbox_without_mail_says_how_to_get_some(browser: TestClient) -> None:
    answer = browser.get("/inbox")

    assert answer.status_code == 200
    assert "No mail yet" in answer.text
    assert browser.get("/inbox.json").json() == {"object": "list", "data": [], "has_more": False}


def test_mails_are_listed_newest_first(counter: Counter, browser: TestClient) -> None:
    for n in range(3):
        counter.issue(key=f"key-{n}")
        counter.deliver()

    data = browser.get("/inbox.json").json()["data"]
    page = browser.get("/inbox").text

    numbers = [row["subject"].split()[1] for row in data]
    assert numbers == ["INV-2026-000003", "INV-2026-000002", "INV-2026-000001"]
    assert data[0]["to"] == "zoe@example.com"
    assert page.index("INV-2026-000003") < page.index("INV-2026-000001")
    assert browser.get(data[0]["url"]).status_code == 200


def test_a_long_inbox_shows_the_newest_and_says_so(counter: Counter, browser: TestClient) -> None:
    counter.issue()
    counter.deliver()
    (written,) = counter.outbox.glob("*.eml")
    for n in range(SHOWN):
        (counter.outbox / f"copy-{n}.eml").write_bytes(written.read_bytes())

    assert f"newest {SHOWN} of {SHOWN + 1}" in browser.get("/inbox").text
    assert browser.get("/inbox.json").json()["has_more"] is True


def test_a_mail_shows_its_headers_parts_and_link(counter: Counter, browser: TestClient) -> None:
    counter.issue(profile={"mail": MAIL})
    counter.deliver()
    (row,) = browser.get("/inbox.json").json()["data"]

    html, text = browser.get(row["url"]).text, browser.get(f"{row['url']}?part=text").text

    for header in ("invoices@papierhaus", "hello@papierhaus", "books@papierhaus", "zoe@example"):
        assert header in html
    assert f'src="{row["url"]}/html"' in html
    assert "INV-2026-000001.pdf" in html
    assert f"\n{PUBLIC_URL}/i/" in text
    assert f'<a href="{PUBLIC_URL}/i/' in html


def test_a_mail_is_shown_as_its_reader_sees_it_and_runs_nothing(
    counter: Counter, browser: TestClient
) -> None:
    counter.issue()
    counter.deliver()
    (row,) = browser.get("/inbox.json").json()["data"]

    answer = browser.get(f"{row['url']}/html")

    policy = answer.headers["content-security-policy"]
    styles = Styles(answer.text)
    digests = [hashlib.sha256(style.encode()).digest() for style in styles.found if style]
    assert len(digests) > 10
    for digest in digests:
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'; style-src 'unsafe-hashes' ")
    assert "unsafe-inline" not in policy
    assert "sandbox allow-popups" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in answer.text


def test_a_mail_can_be_downloaded_as_it_is(counter: Counter, browser: TestClient) -> None:
    counter.issue()
    counter.deliver()
    (path,) = counter.outbox.glob("*.eml")

    answer = browser.get(f"/inbox/{path.name}")

    assert answer.content == path.read_bytes()
    assert answer.headers["content-type"] == "message/rfc822"
    assert path.name in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "mail_id", ["nothing", "..%2F..%2Fdev-key", "%2Fetc%2Fpasswd", "a.b", "%00"]
)
@pytest.mark.parametrize("rest", ["", "/html", ".eml"])
def test_only_mails_of_the_outbox_can_be_read(
    counter: Counter, browser: TestClient, mail_id: str, rest: str
) -> None:
    counter.outbox.mkdir()
    (counter.outbox.parent / "dev-key.eml").write_text("secret")

    assert browser.get(f"/inbox/{mail_id}{rest}").status_code == 404


def test_pages_of_the_inbox_run_nothing_inline(counter: Counter, browser: TestClient) -> None:
    evil = "<script>x()</script><img src=y onerror=z()>"
    counter.issue(profile={"trading_name": evil}, reference=evil)
    counter.deliver()
    (row,) = browser.get("/inbox.json").json()["data"]

    for path in ("/inbox", row["url"], f"{row['url']}?part=text"):
        answer = browser.get(path)
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "<script" not in answer.text
        assert "onerror=z()>" not in answer.text
        assert " style=" not in answer.text
        assert "&lt;script&gt;" in answer.text
