"""`counterfoil doctor`."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.local.running import free_port


@pytest.fixture
def healthy(terminal: Terminal) -> Terminal:
    (terminal.state / "dev-key").write_text("sk_live_0")
    (terminal.state / "dev-key").chmod(0o600)
    return terminal


def test_a_healthy_machine_passes(healthy: Terminal) -> None:
    shown = healthy.type("doctor", "--port", free_port(), "--json")
    assert shown.code == 0
    assert shown.json["ok"] is True
    checks = {finding["check"] for finding in shown.json["findings"]}
    assert {"python", "sqlite", "folder", "disk", "port", "ledger.db", "clock"} <= checks


def test_an_error_exits_1_with_its_fix(healthy: Terminal) -> None:
    secrets = healthy.state / "secrets.json"
    secrets.chmod(0o644)
    shown = healthy.type("doctor", "--port", free_port())
    assert shown.code == 1
    assert f"→ chmod 600 {secrets}" in shown.out
    assert "1 errors" in shown.err
    assert healthy.type("doctor", "--port", free_port(), "--json").json["ok"] is False


def test_a_new_folder_is_no_error(healthy: Terminal, tmp_path: Path) -> None:
    shown = healthy.anywhere("doctor", "--state", tmp_path / "new", "--port", free_port())
    assert shown.code == 0
    assert "is new: counterfoil run fills it" in shown.out
