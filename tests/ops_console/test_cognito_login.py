"""Logging in on AWS: to the user pool, and back with what it says."""

from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from services.backends.keys import Role
from services.flow.new_key import known_subject
from tests.ops_console.console import Browser, Console
from tests.ops_console.user_pool import CLIENT, UserPool


@pytest.fixture
def pool() -> UserPool:
    return UserPool()


def give_role(console: Console, pool: UserPool, role: Role = "operator") -> None:
    key = known_subject("aurora", role, livemode=True, subject=pool.subject, now=console.clock())
    console.backends.keys.create(key)


def walk(console: Console, pool: UserPool, to: str = "") -> tuple[Browser, httpx2.Response]:
    """Log in as a person would, and return the answer to the way back."""
    browser = console.on_aws(pool.cognito).browser()
    there = browser.get(f"/ops/login?next={to}")
    assert there.status_code == 303
    return browser, browser.get(pool.log_in(there.headers["location"]))


def test_a_person_with_a_role_is_let_in_and_led_on(console: Console, pool: UserPool) -> None:
    give_role(console, pool)
    browser, answer = walk(console, pool, "/ops/queues")
    # A redirect would still belong to the other site's navigation, without the strict cookie.
    assert (answer.status_code, answer.headers["refresh"]) == (200, "0; url=/ops/queues")
    assert browser.get("/ops/queues").status_code == 200


def test_the_code_is_asked_for_with_proof_and_for_this_console(
    console: Console, pool: UserPool
) -> None:
    give_role(console, pool)
    walk(console, pool)
    asked, (exchange,) = pool.asked, pool.exchanged
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"{console.public_url}/ops/login/back"
    assert exchange["redirect_uri"] == asked["redirect_uri"]
    assert (exchange["grant_type"], exchange["client_id"]) == ("authorization_code", CLIENT)
    assert len({asked["state"], asked["nonce"], exchange["code_verifier"]}) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-client"},
        {"iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other"},
        {"nonce": "0" * 32},
        {"nonce": None},
        {"token_use": "access"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_an_id_token_that_is_not_for_this_login_opens_nothing(
    console: Console, pool: UserPool, wrong: dict[str, Any]
) -> None:
    give_role(console, pool)
    pool.changes = wrong
    browser, answer = walk(console, pool)
    assert answer.status_code == 400
    assert browser.get("/ops/").status_code == 303


def test_an_id_token_that_the_pool_did_not_sign_opens_nothing(
    console: Console, pool: UserPool
) -> None:
    give_role(console, pool)
    pool.signed_by = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    browser, answer = walk(console, pool)
    assert answer.status_code == 400
    assert browser.get("/ops/").status_code == 303


def test_a_way_back_that_began_elsewhere_is_refused(console: Console, pool: UserPool) -> None:
    give_role(console, pool)
    console.on_aws(pool.cognito)
    mine, thiefs = console.browser(), console.browser()
    mine.get("/ops/login")
    back = pool.log_in(thiefs.get("/ops/login").headers["location"])
    assert mine.get(back).status_code == 400
    assert console.browser().get(back).status_code == 400
    assert mine.get("/ops/").status_code == 303
    assert pool.exchanged == []


def test_who_was_given_no_role_is_told_so(console: Console, pool: UserPool) -> None:
    browser, answer = walk(console, pool)
    assert answer.status_code == 403
    assert "nobody gave you a role" in answer.text
    give_role(console, pool, "checkout")
    assert walk(console, pool)[1].status_code == 403
    assert browser.get("/ops/").status_code == 303


def test_a_pool_that_does_not_answer_is_no_fault_of_the_console(
    console: Console, pool: UserPool
) -> None:
    give_role(console, pool)

    def refuse(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    silent = httpx2.Client(transport=httpx2.MockTransport(refuse))
    console.on_aws(pool.cognito._replace(client=silent))
    browser = console.browser()
    back = pool.log_in(browser.get("/ops/login").headers["location"])
    answer = browser.get(back)
    assert answer.status_code == 400
    assert "Try again" in answer.text
