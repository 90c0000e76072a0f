"""Who gets in, how long they stay, and who is turned away at the door."""

import base64
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.backends.actions import ActionQuery
from services.backends.keys import Role
from services.domain.ids import sha256_hex
from tests.clock import START
from tests.ops_console.console import PUBLIC_URL, Console

HOUR = 3600


def test_without_a_credential_every_page_leads_to_the_login_and_back(console: Console) -> None:
    for path in ("/ops", "/ops/", "/ops/queues", "/ops/nothing-like-this?status=failed"):
        answer = console.browser().get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/ops/login?next=/ops/")

    answer = console.browser().get("/ops/orders?status=failed")
    assert answer.headers["location"] == "/ops/login?next=/ops/orders%3Fstatus%3Dfailed"


@pytest.mark.parametrize("path", ["/ops/api/overview", "/ops/api/series", "/ops/api/nothing"])
def test_without_a_credential_the_api_answers_401(console: Console, path: str) -> None:
    answer = console.browser().get(path)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "unauthenticated"


def test_a_part_of_a_page_without_a_session_sends_the_browser_to_the_login(
    console: Console,
) -> None:
    answer = console.browser().get("/ops/", **{"hx-request": "true"})
    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["hx-redirect"] == "/ops/login"


@pytest.mark.parametrize("role", ["viewer", "operator", "admin"])
def test_who_is_on_call_logs_in_with_a_key_and_goes_on_where_they_wanted(
    console: Console, role: Role
) -> None:
    browser = console.browser()
    answer = browser.log_in(console.secret(role), to="/ops/queues")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ops/queues")
    assert browser.get("/ops/queues").status_code == 200


def test_a_login_is_in_the_action_log_and_on_the_key(console: Console) -> None:
    console.browser_of("operator")
    (action,) = console.backends.actions.find(ActionQuery(limit=10))
    assert (action.what, action.role, action.seller_id) == ("log_in", "operator", "aurora")
    key = console.backends.keys.find(sha256_hex(console.secret("operator").encode()))
    assert key is not None
    assert key.last_used_at == console.clock()
    assert action.who == key.prefix


def test_that_a_key_is_used_is_noted_once_a_minute_by_page_and_api(console: Console) -> None:
    digest = sha256_hex(console.secret("viewer").encode())

    def last_used() -> float:
        key = console.backends.keys.find(digest)
        assert key is not None
        assert key.last_used_at is not None
        return (key.last_used_at - START).total_seconds()

    browser = console.browser_of("viewer")
    for seconds, noted in ((59, 0), (1, 60), (59, 60), (1, 120)):
        console.clock.advance(seconds)
        browser.get("/ops/")
        assert last_used() == noted
    console.clock.advance(60)
    console.browser().get("/ops/api/overview", **console.bearer("viewer"))
    assert last_used() == 180


def test_a_wrong_key_opens_nothing_and_is_neither_repeated_nor_logged(console: Console) -> None:
    browser = console.browser()
    with capture_logs() as logs:
        answer = browser.log_in("sk_live_not_a_key_of_ours")
    assert answer.status_code == 401
    assert "not_a_key_of_ours" not in answer.text + str(logs)
    assert [line["event"] for line in logs if line["event"].startswith("login")] == [
        "login.refused"
    ]
    assert browser.get("/ops/").status_code == 303


@pytest.mark.parametrize("role", ["checkout", "finance"])
def test_who_sells_or_keeps_the_books_is_told_who_may_enter(console: Console, role: Role) -> None:
    answer = console.browser().log_in(console.secret(role))
    assert answer.status_code == 403
    assert f"role {role}" in answer.text

    page = console.browser().get("/ops/", **console.bearer(role))
    assert page.status_code == 403
    assert "admin or operator or viewer" in page.text
    api = console.browser().get("/ops/api/overview", **console.bearer(role))
    assert (api.status_code, api.json()["code"]) == (403, "forbidden")


def test_a_bearer_header_opens_pages_and_the_api(console: Console) -> None:
    browser = console.browser()
    assert browser.get("/ops/", **console.bearer("viewer")).status_code == 200
    assert browser.get("/ops/api/overview", **console.bearer("viewer")).status_code == 200


def test_a_revoked_key_is_out_at_once(console: Console) -> None:
    browser = console.browser_of("admin")
    digest = sha256_hex(console.secret("admin").encode())
    console.backends.keys.revoke(digest, console.clock())
    assert browser.get("/ops/").status_code == 303
    assert browser.get("/ops/api/overview", **console.bearer("admin")).status_code == 401
    assert console.browser().log_in(console.secret("admin")).status_code == 401


def test_after_twelve_hours_the_key_is_asked_for_again(console: Console) -> None:
    browser = console.browser_of("viewer")
    # The browser would forget the cookie by itself; a thief's would not.
    browser.client.cookies.set("ops_session", browser.client.cookies["ops_session"])
    console.clock.advance(12 * HOUR - 1)
    assert browser.get("/ops/").status_code == 200
    console.clock.advance(1)
    assert browser.get("/ops/").status_code == 303


def test_a_cookie_that_was_changed_opens_nothing(console: Console) -> None:
    cookie = console.browser_of("viewer").client.cookies["ops_session"]
    said, mac = cookie.split(".")
    digest, ends, nonce = base64.urlsafe_b64decode(said).decode().split("\n")
    another = sha256_hex(console.secret("admin").encode())
    for parts in ((digest, str(int(ends) + 1), nonce), (another, ends, nonce), (digest, ends)):
        forged = base64.urlsafe_b64encode("\n".join(parts).encode()).decode()
        assert not is_open(console, f"{forged}.{mac}"), parts
    for damaged in (cookie[:-1], cookie + "0", said, "", ".", "x" * 4000):
        assert not is_open(console, damaged), damaged
    assert is_open(console, cookie)


def is_open(console: Console, cookie: str) -> bool:
    browser = console.browser()
    browser.client.cookies.set("ops_session", cookie)
    return browser.get("/ops/").status_code == 200


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(tmp_path: Path) -> None:
    for public_url, secure in ((PUBLIC_URL, False), ("https://console.example", True)):
        console = Console(tmp_path / str(secure), public_url)
        answer = console.browser().log_in(console.secret("viewer"))
        cookie = next(
            value
            for value in answer.headers.get_list("set-cookie")
            if value.startswith("ops_session=")
        ).lower()
        assert "; httponly" in cookie
        assert "; samesite=strict" in cookie
        assert "; path=/ops;" in cookie
        assert ("; secure" in cookie) is secure


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/ops/", "//evil.example", "/ops//evil.example", "/ops/\\evil", "/v1/x"],
)
def test_a_login_leads_nowhere_else(console: Console, elsewhere: str) -> None:
    answer = console.browser().send(
        "/ops/login", {"key": console.secret("viewer"), "next": elsewhere}, on="/ops/login"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/ops/")


def test_nobody_is_logged_in_from_another_site(console: Console) -> None:
    fields = {"key": console.secret("viewer"), "next": "/ops/"}
    assert console.browser().post("/ops/login", fields).status_code == 403

    other = console.browser()
    other.get("/ops/login")
    assert other.post("/ops/login", {**fields, "form_token": "0" * 64}).status_code == 403


def test_a_form_without_the_token_of_its_session_does_nothing(console: Console) -> None:
    mine, another = console.browser_of("operator"), console.browser_of("operator")
    page = another.get("/ops/").text
    strangers = page.partition('name="form_token" value="')[2].partition('"')[0]
    for fields in (
        {"other": ""},
        {"form_token": ""},
        {"form_token": strangers},
        {"form_token": "é"},
    ):
        assert mine.post("/ops/logout", fields).status_code == 403
    assert mine.get("/ops/").status_code == 200


def test_logging_out_ends_the_session(console: Console) -> None:
    browser = console.browser_of("viewer")
    answer = browser.send("/ops/logout", {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/ops/login")
    assert browser.get("/ops/").status_code == 303


def test_a_form_larger_than_any_of_ours_is_not_read(console: Console) -> None:
    browser = console.browser_of("operator")
    answer = browser.post("/ops/logout", {"form_token": "x" * (1024 * 1024 + 1)})
    assert answer.status_code == 413
    many = {f"f{at}": "" for at in range(2001)}
    assert browser.post("/ops/logout", many).status_code == 400
    typed = browser.client.post("/ops/logout", content=b"{}", headers={"content-type": "text/x"})
    assert typed.status_code == 400
