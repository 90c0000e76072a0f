"""`counterfoil load`."""

from tests.cli.terminal import Terminal
from tests.local.running import free_port


def test_without_a_key_the_first_run_is_named(terminal: Terminal) -> None:
    shown = terminal.type("load", "--rate", 5, "--count", 1)
    assert shown.code == 3
    assert f"Next: counterfoil run --state {terminal.state}" in shown.err


def test_without_a_system_the_doctor_is_named(terminal: Terminal) -> None:
    (terminal.state / "dev-key").write_text("sk_live_0")
    url = f"http://127.0.0.1:{free_port()}"
    shown = terminal.type("load", "--rate", 5, "--count", 1, "--url", url, "--json")
    assert shown.code == 1
    assert shown.problem["code"] == "cannot_load"
    assert url in shown.problem["detail"]
    assert shown.problem["next"].startswith("counterfoil doctor")


def test_a_rate_of_nothing_is_wrong_usage(terminal: Terminal) -> None:
    assert terminal.type("load", "--rate", 0, "--count", 1).code == 2
