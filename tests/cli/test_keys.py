"""`counterfoil keys`."""

import pytest

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
