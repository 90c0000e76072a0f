"""`counterfoil keys`."""

from datetime import timedelta

import pytest

from services.backends.actions import ActionQuery
from services.domain.ids import sha256_hex
from tests.cli.terminal import Terminal


@pytest.mark.parametrize(("more", "kind"), [([], "live"), (["--test"], "test")])
def test_a_key_is_shown_once_and_only_its_digest_is_kept(
    terminal: Terminal, more: list[str], kind: str
) -> None:
    shown = terminal.type("keys", "create", "--seller", "aurora", "--role", "checkout", *more)
    assert shown.code == 0
    secret = shown.out.strip()
    assert secret == f"sk_{kind}_{bytes(range(20)).hex()}"
    assert "cannot be shown again" in shown.err
    key = terminal.pipeline.backends.keys.find(sha256_hex(secret.encode()))
    assert key is not None
    assert (key.seller_id, key.role, key.livemode) == ("aurora", "checkout", kind == "live")
    kept = (terminal.state / "ledger.db").read_bytes() + (
        terminal.state / "ledger.db-wal"
    ).read_bytes()
    assert secret.encode() not in kept


def test_a_program_gets_the_secret_as_json(terminal: Terminal) -> None:
    shown = terminal.type("keys", "create", "--seller", "aurora", "--role", "admin", "--json")
    assert shown.json["secret"].startswith(shown.json["prefix"])
    assert shown.json["role"] == "admin"
    assert shown.err == ""


def test_a_key_needs_a_seller_that_exists(terminal: Terminal) -> None:
    shown = terminal.type("keys", "create", "--seller", "nobody", "--role", "admin", "--json")
    assert shown.code == 3
    assert shown.problem["next"].startswith("counterfoil seller list")


def test_an_unknown_role_is_told_the_known_ones(terminal: Terminal) -> None:
    shown = terminal.type("keys", "create", "--seller", "aurora", "--role", "king")
    assert shown.code == 2
    assert "operator" in shown.err


def _create(terminal: Terminal, *more: str) -> str:
    words = ("keys", "create", "--seller", "aurora", "--role", "checkout", *more)
    assert terminal.type(*words).code == 0
    return f"sk_{'test' if '--test' in more else 'live'}_{bytes(range(20)).hex()}"


def test_a_key_is_named_and_ends_on_its_day(terminal: Terminal) -> None:
    secret = _create(terminal, "--name", "till 3", "--expires-days", "30")
    key = terminal.pipeline.backends.keys.find(sha256_hex(secret.encode()))
    assert key is not None
    assert key.name == "till 3"
    assert key.expires_at == terminal.pipeline.clock() + timedelta(days=30)


@pytest.mark.parametrize(
    "option", [("--name", "x" * 201), ("--name", "a\x1b[2Jb"), ("--expires-days", "0")]
)
def test_a_name_nobody_can_read_and_a_day_that_is_over_are_refused(
    terminal: Terminal, option: tuple[str, str]
) -> None:
    shown = terminal.type("keys", "create", "--seller", "aurora", "--role", "admin", *option)
    assert shown.code == 2
    assert terminal.pipeline.backends.keys.all(None) == []


def test_keys_are_listed_with_what_became_of_them_and_without_secrets(terminal: Terminal) -> None:
    secret = _create(terminal, "--name", "till 3", "--expires-days", "1")
    terminal.pipeline.backends.keys.used(sha256_hex(secret.encode()), terminal.pipeline.clock())
    (shown,) = terminal.type("keys", "list", "--json").json["data"]
    assert shown == {
        "object": "key",
        "prefix": secret[:12],
        "name": "till 3",
        "seller": "aurora",
        "role": "checkout",
        "livemode": True,
        "state": "open",
        "created_at": "2026-11-21T09:30:00.000000Z",
        "last_used_at": "2026-11-21T09:30:00.000000Z",
        "expires_at": "2026-11-22T09:30:00.000000Z",
        "revoked_at": None,
    }
    terminal.pipeline.clock.advance(86_400)
    listed = terminal.type("keys", "list", "--seller", "aurora")
    for word in (secret[:12], "till 3", "expired", "2026-11-21 09:30:00 UTC"):
        assert word in listed.out
    assert secret not in listed.out
    assert terminal.type("keys", "list", "--seller", "harbor", "--json").json["data"] == []


@pytest.mark.parametrize("length", [12, None])
def test_a_key_is_revoked_by_its_prefix_or_its_secret_after_a_question(
    terminal: Terminal, length: int | None
) -> None:
    secret = _create(terminal)
    shown = terminal.type("keys", "revoke", secret[:length])
    assert shown.code == 0
    assert "revoked" in shown.out
    (question,) = terminal.questions
    assert secret[:12] in question
    assert secret not in question + shown.out + shown.err
    (key,) = terminal.pipeline.backends.keys.all(None)
    assert key.revoked_at == terminal.pipeline.clock()


def test_a_no_revokes_nothing_and_yes_asks_nothing(terminal: Terminal) -> None:
    secret = _create(terminal)
    terminal.says_yes = False
    assert terminal.type("keys", "revoke", secret[:12]).code != 0
    assert terminal.pipeline.backends.keys.all(None)[0].revoked_at is None
    shown = terminal.type("keys", "revoke", secret[:12], "--yes", "--json")
    assert shown.json["state"] == "revoked"
    assert len(terminal.questions) == 1


def test_revoking_again_keeps_the_first_time(terminal: Terminal) -> None:
    secret = _create(terminal)
    first = terminal.type("keys", "revoke", secret[:12], "--yes", "--json").json
    terminal.pipeline.clock.advance(60)
    again = terminal.type("keys", "revoke", secret[:12], "--json")
    assert again.json == first
    assert terminal.questions == []


def test_a_beginning_that_several_keys_share_revokes_none(terminal: Terminal) -> None:
    _create(terminal)
    _create(terminal, "--test")
    shown = terminal.type("keys", "revoke", "sk_", "--yes", "--json")
    assert shown.code == 4
    assert shown.problem["code"] == "ambiguous_prefix"
    assert all(key.revoked_at is None for key in terminal.pipeline.backends.keys.all(None))
    assert terminal.type("keys", "revoke", "sk_test_", "--yes").code == 0


@pytest.mark.parametrize("prefix", ["sk_live_ffff", ""])
def test_a_beginning_of_no_key_is_told_where_to_look(terminal: Terminal, prefix: str) -> None:
    _create(terminal)
    shown = terminal.type("keys", "revoke", prefix, "--yes", "--json")
    assert shown.code == 3
    assert shown.problem["next"].startswith("counterfoil keys list")


def test_who_made_and_who_revoked_a_key_stands_in_the_action_log(terminal: Terminal) -> None:
    secret = _create(terminal, "--name", "till 3")
    terminal.pipeline.clock.advance(60)
    words = ("keys", "revoke", secret[:12], "--yes", "--reason", "the till was stolen")
    assert terminal.type(*words).code == 0
    assert terminal.type(*words).code == 0, "which is nothing new to write down"
    actions = terminal.pipeline.backends.actions.find(ActionQuery(10))
    assert [(a.what, a.who, a.target, a.reason) for a in actions] == [
        ("revoke_key", "cli:ada", secret[:12], "the till was stolen"),
        ("create_key", "cli:ada", secret[:12], "till 3"),
    ]
    assert {action.seller_id for action in actions} == {"aurora"}
