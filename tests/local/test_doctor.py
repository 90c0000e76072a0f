"""The doctor finds what is wrong, and says how to put it right."""

import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from services.domain.numbering import Series
from services.local import machine_checks
from services.local.doctor import examine
from services.local.settings import LocalSettings
from services.local.state_lock import state_locked
from services.runtime.finding import Finding
from tests.local.running import free_port
from tests.pipeline import Pipeline


@pytest.fixture
def healthy(pipeline: Pipeline) -> Pipeline:
    (pipeline.state / "dev-key").write_text("sk_live_0")
    (pipeline.state / "dev-key").chmod(0o600)
    pipeline.place("one")
    pipeline.settle()
    return pipeline


def look(pipeline: Pipeline, port: int | None = None) -> dict[str, Finding]:
    settings = LocalSettings(state=pipeline.state, port=port or free_port())
    findings = examine(settings, pipeline.clock())
    return {finding.check: finding for finding in findings}


def unwell(pipeline: Pipeline) -> dict[str, Finding]:
    """Return what is not ok; which SQLite this machine has is its own affair."""
    found = look(pipeline)
    return {
        name: each for name, each in found.items() if each.severity != "ok" and name != "sqlite"
    }


def test_a_healthy_state_has_no_finding(healthy: Pipeline) -> None:
    assert unwell(healthy) == {}


def test_whatever_is_not_ok_has_a_fix(healthy: Pipeline) -> None:
    healthy.place("bad", metadata={"simulate": "fail_render"})
    healthy.settle()
    (healthy.state / "dev-key").unlink()
    found = look(healthy)
    assert len(unwell(healthy)) == 2
    assert all((finding.fix is None) == (finding.severity == "ok") for finding in found.values())


def test_looking_makes_no_state(tmp_path: Path, pipeline: Pipeline) -> None:
    settings = LocalSettings(state=tmp_path / "new" / "state", port=free_port())
    findings = examine(settings, pipeline.clock())
    assert not [finding for finding in findings if finding.severity == "error"]
    assert not (tmp_path / "new").exists()


def remove(name: str) -> Callable[[Path], object]:
    return lambda state: (state / name).unlink()


def open_to_all(name: str) -> Callable[[Path], object]:
    return lambda state: (state / name).chmod(0o644)


def execute(name: str, statement: str) -> Callable[[Path], object]:
    def run(state: Path) -> None:
        with closing(sqlite3.connect(state / name)) as database:
            database.execute(statement)

    return run


def overwrite(state: Path) -> None:
    with (state / "queues.db").open("r+b") as file:
        file.write(b"not a database any more")


@pytest.mark.parametrize(
    ("harm", "check", "severity", "fix"),
    [
        (open_to_all("secrets.json"), "secrets.json", "error", "chmod 600"),
        (open_to_all("dev-key"), "dev-key", "error", "chmod 600"),
        (remove("dev-key"), "dev-key", "warning", "keys create"),
        (remove("secrets.json"), "secrets.json", "error", "backup"),
        (remove("queues.db"), "queues.db", "error", "counterfoil restore"),
        (overwrite, "queues.db", "error", "counterfoil restore"),
        (execute("ledger.db", "pragma user_version = 99"), "ledger.db", "error", "newer release"),
    ],
)
def test_a_planted_fault_is_found(
    healthy: Pipeline, harm: Callable[[Path], object], check: str, severity: str, fix: str
) -> None:
    state = copied(healthy)
    harm(state)
    settings = LocalSettings(state=state, port=free_port())
    found = [each for each in examine(settings, healthy.clock()) if each.check == check]
    assert [each.severity for each in found] == [severity]
    assert found[0].fix is not None
    assert fix in found[0].fix


def test_the_doctor_makes_no_secrets_where_they_were_lost(healthy: Pipeline) -> None:
    state = copied(healthy)
    (state / "secrets.json").unlink()
    examine(LocalSettings(state=state, port=free_port()), healthy.clock())
    assert not (state / "secrets.json").exists()


def copied(pipeline: Pipeline) -> Path:
    """Copy a state nobody has open, as after the system has stopped."""
    state = pipeline.state.with_name("copy")
    shutil.copytree(pipeline.state, state)
    for name in ("ledger.db", "queues.db"):
        execute(name, "pragma wal_checkpoint(truncate)")(state)
    return state


def test_a_database_that_is_not_in_wal_mode_is_named(healthy: Pipeline) -> None:
    state = copied(healthy)
    execute("ledger.db", "pragma journal_mode = delete")(state)
    findings = examine(LocalSettings(state=state, port=free_port()), healthy.clock())
    (ledger,) = [each for each in findings if each.check == "ledger.db"]
    assert ledger.severity == "warning"


def test_a_clock_behind_the_newest_order_is_an_error(healthy: Pipeline) -> None:
    healthy.clock.advance(-3600)
    clock = look(healthy)["clock"]
    assert clock.severity == "error"
    assert "2026-11-21 08:30:00" in clock.detail


def test_a_frozen_series_is_an_error(healthy: Pipeline) -> None:
    series = Series.of_key("aurora/live/380/2026")
    healthy.backends.numbering.freeze(series, "restored from b.tar")
    assert unwell(healthy)["series"].fix == "counterfoil audit --rebuild"


def test_messages_that_nobody_works_on_are_found(healthy: Pipeline) -> None:
    healthy.place("waiting")
    healthy.clock.advance(400)
    queue = unwell(healthy)["orders queue"]
    assert "1 messages, the oldest 400 s old, and nobody works on them" in queue.detail
    assert queue.fix == "counterfoil run"
    with state_locked(healthy.state):
        assert "nobody works" not in unwell(healthy)["orders queue"].detail


def test_dead_letters_are_found(healthy: Pipeline) -> None:
    healthy.backends.archived_dead_letters.send(["{}"])
    assert "1 messages" in unwell(healthy)["archived dead letters"].detail


def test_open_failures_are_counted_by_code(healthy: Pipeline) -> None:
    for key in ("x", "y"):
        healthy.place(key, metadata={"simulate": "fail_render"})
    healthy.settle()
    failures = unwell(healthy)["failures"]
    assert failures.severity == "warning"
    assert "2 open: simulated_render_failure 2" in failures.detail


def test_a_running_system_is_seen_by_its_lock(healthy: Pipeline) -> None:
    assert look(healthy)["system"].detail == "not running"
    with state_locked(healthy.state):
        found = look(healthy)
    assert found["system"].detail.startswith("running, process ")
    assert found["port"].severity == "warning"


@contextmanager
def answering(status: int) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_the_port_is_free_or_ours_or_taken() -> None:
    assert machine_checks.port(free_port(), running=False).severity == "ok"
    with answering(200) as ours:
        assert "/healthz answers" in machine_checks.port(ours, running=True).detail
    with answering(404) as theirs:
        assert machine_checks.port(theirs, running=False).severity == "error"
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        taken = machine_checks.port(silent.getsockname()[1], running=False)
    assert taken.fix is not None
    assert "counterfoil run --port" in taken.fix


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        ((3, 34, 1), "error"),
        ((3, 40, 1), "warning"),
        ((3, 44, 5), "warning"),
        ((3, 44, 6), "ok"),
        ((3, 50, 7), "ok"),
        ((3, 51, 2), "warning"),
        ((3, 51, 3), "ok"),
        ((3, 53, 0), "ok"),
    ],
)
def test_a_sqlite_with_the_wal_reset_bug_is_named(version: tuple[int, ...], severity: str) -> None:
    assert machine_checks.sqlite_version(version).severity == severity


def test_an_old_python_is_named() -> None:
    assert machine_checks.python_version((3, 10, 4)).severity == "error"
    assert machine_checks.python_version((3, 11, 0)).severity == "ok"


def test_a_folder_that_cannot_be_written_is_an_error() -> None:
    # /proc takes no files from anybody, root included.
    found = machine_checks.folder(Path("/proc/counterfoil"))
    assert found.severity == "error"
    assert found.fix is not None


def test_a_mistyped_variable_is_found(healthy: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_MAX_WORKER", "4")
    settings = unwell(healthy)["settings"]
    assert settings.fix == "did you mean COUNTERFOIL_MAX_WORKERS?"


def test_the_fonts_are_the_released_ones() -> None:
    assert machine_checks.fonts().severity == "ok"


def test_a_changed_or_missing_font_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  a.ttf\n{'0' * 64}  b.ttf\n")
    (tmp_path / "a.ttf").write_bytes(b"another")
    found = machine_checks.fonts(tmp_path)
    assert found.severity == "error"
    assert "a.ttf, b.ttf" in found.detail


def test_little_room_is_a_warning_and_none_an_error() -> None:
    assert machine_checks.room(50_000_000).severity == "error"
    assert machine_checks.room(500_000_000).severity == "warning"
    assert machine_checks.room(5_000_000_000).severity == "ok"
