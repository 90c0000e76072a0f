"""What holds for every command: help, exit codes, words for errors, colours."""

import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from services.cli.commands import app
from tests.cli.terminal import Terminal

COUNTERFOIL = Path(sys.executable).with_name("counterfoil")
ESCAPE = b"\x1b["

READING = (
    ("order", "show", "ord_" + "0" * 40),
    ("order", "watch", "ord_" + "0" * 40),
    ("invoice", "show", "INV-1"),
    ("audit",),
    ("backup", "somewhere.tar"),
    ("failures", "list"),
    ("failures", "show", "fail_" + "0" * 40),
    ("failures", "redrive", "--all", "--reason", "mended"),
    ("seller", "list"),
    ("keys", "create", "--seller", "aurora", "--role", "admin"),
)


def test_without_a_command_the_help_shows_them_all_by_what_they_are_for(terminal: Terminal) -> None:
    shown = terminal.anywhere()
    assert shown.code == 0
    panels = ["The system", "Orders and invoices", "Sellers and keys", "Safety"]
    places = [shown.out.index(panel) for panel in panels]
    assert places == sorted(places)
    assert shown.err == ""


def test_a_group_without_a_command_shows_what_it_has_and_is_wrong_usage(terminal: Terminal) -> None:
    shown = terminal.anywhere("failures")
    assert shown.code == 2
    assert "redrive" in shown.out


def test_a_mistyped_command_is_told_what_was_meant(terminal: Terminal) -> None:
    shown = terminal.anywhere("oder", "show")
    assert shown.code == 2
    assert "Did you mean 'order'?" in shown.err
    assert "counterfoil --help" in shown.err
    assert shown.out == ""


def test_a_mistyped_option_is_told_what_was_meant(terminal: Terminal) -> None:
    shown = terminal.anywhere("audit", "--serie", "x")
    assert shown.code == 2
    assert "--series" in shown.err


def test_wrong_usage_is_json_for_a_program(terminal: Terminal) -> None:
    shown = terminal.anywhere("order", "show", "--json")
    assert shown.code == 2
    assert shown.problem["code"] == "wrong_usage"
    assert shown.problem["next"] == "counterfoil order show --help"
    assert shown.out == ""


def test_every_command_takes_json_and_a_state(terminal: Terminal) -> None:
    names = [[command.name] for command in app.registered_commands]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        commands = group.typer_instance.registered_commands
        names += [[str(group.name), command.name] for command in commands]
    assert len(names) > 15
    for name in names:
        shown = terminal.anywhere(*name, "--help")
        assert shown.code == 0
        assert "--json" in shown.out, name
        assert "--state" in shown.out, name


@pytest.mark.parametrize("words", READING)
def test_a_mistyped_folder_is_no_empty_shop(
    terminal: Terminal, tmp_path: Path, words: tuple[str, ...]
) -> None:
    nowhere = tmp_path / "vra"
    shown = terminal.anywhere(*words, "--state", nowhere)
    assert shown.code == 3
    assert f"There is no state in {nowhere}" in shown.err
    assert f"Next: counterfoil run --state {nowhere}" in shown.err
    assert not nowhere.exists()


def test_the_state_comes_from_the_environment_when_no_option_names_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERFOIL_STATE", str(terminal.state))
    assert terminal.anywhere("audit").code == 0


def test_wrong_settings_are_all_named(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_PORT", "eighty")
    monkeypatch.setenv("COUNTERFOIL_LOG_LEVEL", "loud")
    shown = terminal.type("audit")
    assert shown.code == 2
    assert "COUNTERFOIL_PORT" in shown.err
    assert "COUNTERFOIL_LOG_LEVEL" in shown.err


def test_a_damaged_ledger_sends_to_the_doctor(terminal: Terminal, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    shutil.copy(terminal.state / "secrets.json", broken)
    (broken / "ledger.db").write_bytes(b"not a database at all, but longer than a header" * 10)
    shown = terminal.anywhere("audit", "--state", broken)
    assert shown.code == 1
    assert f"Next: counterfoil doctor --state {broken}" in shown.err


def test_a_ledger_of_a_newer_release_is_left_alone(terminal: Terminal, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    newer.mkdir()
    shutil.copy(terminal.state / "secrets.json", newer)
    with closing(sqlite3.connect(newer / "ledger.db")) as ledger:
        ledger.execute("pragma user_version = 999")
    shown = terminal.anywhere("audit", "--state", newer)
    assert shown.code == 1
    assert "schema 999" in shown.err


def on_a_terminal(*words: str, **variables: str) -> bytes:
    ours, theirs = pty.openpty()
    environment = {"PATH": os.defpath, "TERM": "xterm-256color", **variables}
    subprocess.run(
        [str(COUNTERFOIL), *words], stdout=theirs, stderr=theirs, env=environment, check=False
    )
    os.close(theirs)
    with os.fdopen(ours, "rb", closefd=True) as screen:
        return screen.read1(1 << 20)


def test_colours_are_for_terminals(terminal: Terminal) -> None:
    state = str(terminal.state)
    assert ESCAPE in on_a_terminal("seller", "list", "--state", state)
    assert ESCAPE not in on_a_terminal("seller", "list", "--state", state, NO_COLOR="1")
    assert ESCAPE not in on_a_terminal("seller", "list", "--state", state, TERM="dumb")
    assert "\x1b" not in terminal.type("seller", "list").out
