"""Children here are real processes; the parent is watched through its protection and its file."""

import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from services.invoice_worker.parent import Child, Parent
from services.invoice_worker.pulse import Pulse
from services.runtime.stopping import stop_on_signals
from tests.invoice_worker.children import Recorder, starter


def works_and_rests(pulses: Connection) -> None:
    """Be busy, then idle, until asked to stop."""
    stopping = stop_on_signals()
    for busy in (True, False):
        pulses.send(Pulse(0, busy=busy, at_s=time.monotonic()))
    stopping.wait()


def dies_once(pulses: Connection, marker: Path) -> None:
    if not marker.exists():
        marker.touch()
        signal.raise_signal(signal.SIGKILL)
    works_and_rests(pulses)


def parent_of(
    start: Callable[[], Child], tmp_path: Path, *, times: int
) -> tuple[Parent, Recorder, Path]:
    stopping = threading.Event()
    recorder, heartbeat = Recorder(stopping, times), tmp_path / "heartbeat"
    return Parent(start, 1, stopping, recorder, heartbeat), recorder, heartbeat


def test_the_parent_protects_while_a_child_is_busy_and_shows_that_all_live(tmp_path: Path) -> None:
    parent, recorder, heartbeat = parent_of(starter(works_and_rests), tmp_path, times=2)
    assert parent.run() == 0
    assert recorder.asked == [True, False]
    assert heartbeat.exists()


def test_a_child_that_died_is_replaced(tmp_path: Path) -> None:
    start = starter(dies_once, tmp_path / "died")
    parent, recorder, _ = parent_of(start, tmp_path, times=2)
    assert parent.run() == 0
    assert recorder.asked == [True, False]


def test_a_parent_that_cannot_show_its_health_ends_and_takes_its_children_along(
    tmp_path: Path,
) -> None:
    started: list[Child] = []

    def start() -> Child:
        started.append(starter(works_and_rests)())
        return started[-1]

    parent, _, _ = parent_of(start, tmp_path / "no such folder", times=100)
    with pytest.raises(FileNotFoundError):
        parent.run()
    assert [child.process.exitcode for child in started] == [0]
