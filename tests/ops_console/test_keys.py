"""Keys: made with a name, shown once, revoked for good."""

import re
from datetime import timedelta

import pytest

from services.backends.actions import ActionQuery
from services.backends.keys import Key, cognito_digest
from services.domain.action import Action
from services.domain.ids import sha256_hex
from tests.ops_console.console import Browser, Console
from tests.ops_console.works import fields_of, see
from tests.portal.window import Page

KEYS = "/ops/keys"
NEW = {"name": "web shop", "seller": "harbor", "role": "operator", "mode": "live", "days": "90"}


def make(browser: Browser, **changes: str) -> str:
    """Make a key and return its secret, as the page shows it."""
    answer = browser.post(KEYS, {**fields_of(see(browser, KEYS), KEYS), **NEW, **changes})
    assert answer.status_code == 200, answer.text
    found = re.search(r"sk_(live|test)_[0-9a-f]{40}", answer.text)
    assert found is not None
    return found[0]


def stored(console: Console, secret: str) -> Key:
    key = console.backends.keys.find(sha256_hex(secret.encode()))
    assert key is not None
    return key


def actions(console: Console) -> list[Action]:
    found = console.backends.actions.find(ActionQuery(limit=100))
    return [action for action in found if action.what != "log_in"]


def test_a_new_key_is_shown_once_opens_and_stands_in_the_log(console: Console) -> None:
    browser = console.browser_of("admin")
    secret = make(browser)
    key = stored(console, secret)
    assert (key.seller_id, key.role, key.livemode, key.name) == (
        "harbor",
        "operator",
        True,
        "web shop",
    )
    assert key.expires_at == key.created_at + timedelta(days=90)
    page = see(browser, KEYS)
    assert secret not in page.html
    assert f"{secret[:12]}… operator web shop harbor, made just now" in page.words
    (action,) = actions(console)
    assert (action.what, action.target, action.seller_id) == ("create_key", secret[:12], "harbor")
    assert action.reason == "web shop"
    assert secret not in action.model_dump_json()
    assert console.browser().log_in(secret).status_code == 303


def test_a_key_may_be_for_test_orders_and_have_no_end(console: Console) -> None:
    secret = make(console.browser_of("admin"), mode="test", days="")
    key = stored(console, secret)
    assert (secret[:8], key.livemode, key.expires_at) == ("sk_test_", False, None)


def test_no_two_keys_have_the_same_secret(console: Console) -> None:
    browser = console.browser_of("admin")
    assert len({make(browser) for _ in range(3)}) == 3


def test_a_form_that_is_sent_twice_makes_one_key(console: Console) -> None:
    browser = console.browser_of("admin")
    form = {**fields_of(see(browser, KEYS), KEYS), **NEW}
    browser.post(KEYS, form)
    answer = browser.post(KEYS, form)
    assert answer.status_code == 303
    assert "has made its key already" in see(browser, KEYS).words
    assert len(console.backends.keys.all("harbor")) == 1
    assert len(actions(console)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "owner"},
        {"seller": "nobody"},
        {"days": "1000"},
        {"name": ""},
        {"name": "x" * 61},
        {"name": "a\u202eb"},
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(console: Console, wrong: dict[str, str]) -> None:
    browser = console.browser_of("admin")
    answer = browser.send(KEYS, {**NEW, **wrong}, on=KEYS)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert (console.backends.keys.all("harbor"), actions(console)) == ([], [])


def test_a_revoked_key_opens_nothing_any_more(console: Console) -> None:
    browser = console.browser_of("admin")
    theirs = console.browser_of("operator", seller="harbor")
    digest = sha256_hex(console.secret("operator", seller="harbor").encode())
    form = fields_of(see(browser, KEYS), f"{KEYS}/{digest}/revoke")
    assert browser.post(f"{KEYS}/{digest}/revoke", {**form, "reason": ""}).status_code == 400
    see(theirs, "/ops/")
    answer = browser.post(f"{KEYS}/{digest}/revoke", {**form, "reason": "left the company"})
    assert answer.headers["location"] == KEYS

    assert theirs.get("/ops/").headers["location"].startswith("/ops/login")
    bearer = console.bearer("operator", seller="harbor")
    assert console.browser().get("/ops/api/overview", **bearer).status_code == 401
    secret = console.secret("operator", seller="harbor")
    assert console.browser().log_in(secret).status_code == 401
    (action,) = actions(console)
    assert (action.what, action.target, action.reason) == (
        "revoke_key",
        secret[:12],
        "left the company",
    )
    page = see(browser, KEYS)
    assert "opens nothing any more" in page.words
    assert "Revoked and expired 1" in page.words
    assert f"{KEYS}/{digest}/revoke" not in page.attributes("action")


def test_nobody_revokes_the_key_they_came_with(console: Console) -> None:
    browser = console.browser_of("admin")
    digest = sha256_hex(console.secret("admin").encode())
    path = f"{KEYS}/{digest}/revoke"
    assert path not in see(browser, KEYS).attributes("action")
    browser.send(path, {"reason": "oops"}, on=KEYS)
    assert "this is the key you came with" in see(browser, KEYS).words
    assert actions(console) == []


def test_an_expired_key_stands_among_those_that_open_nothing(console: Console) -> None:
    make(console.browser_of("admin"), days="30")
    console.clock.advance(31 * 86_400)
    page = see(console.browser_of("admin"), KEYS)
    assert "Revoked and expired 1" in page.words
    assert "expired 24 h ago" in page.words


def test_an_unknown_key_is_not_revoked(console: Console) -> None:
    answer = console.browser_of("admin").send(f"{KEYS}/{'0' * 64}/revoke", {"reason": "x"})
    assert answer.status_code == 404
    assert actions(console) == []


def test_keys_are_for_admins(console: Console) -> None:
    for role in ("viewer", "operator"):
        browser = console.browser_of(role)
        assert browser.get(KEYS).status_code == 403
        for path in (KEYS, f"{KEYS}/{'0' * 64}/revoke"):
            assert browser.send(path, {**NEW, "reason": "x"}).status_code == 403
    assert actions(console) == []


def test_on_aws_a_key_says_what_a_cognito_client_may_do(console: Console) -> None:
    browser = console.on_aws().browser_of("admin")
    form = {**fields_of(see(browser, KEYS), KEYS), **NEW}
    assert browser.post(KEYS, form).status_code == 400
    answer = browser.post(KEYS, {**form, "subject": "7f3kq0client"})
    assert answer.status_code == 200
    assert "may now do what the role operator allows" in Page(answer.text).words
    key = console.backends.keys.find(cognito_digest("7f3kq0client"))
    assert key is not None
    assert (key.role, key.name, key.seller_id) == ("operator", "web shop", "harbor")
    again = {**fields_of(see(browser, KEYS), KEYS), **NEW, "subject": "7f3kq0client"}
    answer = browser.post(KEYS, again)
    assert "has a key already" in Page(answer.text).words
