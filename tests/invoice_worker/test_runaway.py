"""An order whose render never ends: its worker is ended, replaced, and the order worked again."""

import ctypes
import threading
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from services.domain.invoice import Invoice
from services.domain.order import Order
from services.invoice_worker.main import run, workbench
from services.invoice_worker.parent import Child, Parent
from services.invoice_worker.pulse import Pulse
from services.runtime.composition import open_backends, take_back_deliveries
from services.runtime.guard import watched
from services.runtime.press import Press, plain_press
from services.runtime.settings import DeployableSettings
from services.runtime.stopping import stop_on_signals
from tests.invoice_worker.children import Recorder, starter
from tests.pipeline import Pipeline

pytestmark = pytest.mark.xdist_group("processes")
LIMIT_S = 3.0


def hang(_invoice: Invoice) -> bytes:
    """Sleep in C without ever giving another thread a turn."""
    ctypes.PyDLL(None).sleep(600)
    raise AssertionError("woke up")


def hangs_at_first(order: Order, delivery: int) -> Press:
    press = plain_press(order, delivery)
    return press._replace(render=hang) if delivery == 1 else press


def works(pulses: Connection, state: Path) -> None:
    """Work as a child of a task does, but find at once what a dead one left in flight."""
    stopping, settings = stop_on_signals(), DeployableSettings(state=state)
    take_back_deliveries(settings)
    bench = replace(
        workbench(open_backends(settings), render_limit_s=LIMIT_S),
        press_for=watched(hangs_at_first, LIMIT_S),
    )

    def pulse(busy: bool) -> None:  # noqa: FBT001 - the one thing it is told
        pulses.send(Pulse(0, busy, time.monotonic()))

    run(bench, stopping, long_poll_s=0.1, pulse=pulse)


def test_a_worker_that_hangs_is_ended_and_the_next_one_finishes_the_order(
    pipeline: Pipeline, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    placed = [pipeline.place(f"k{n}").order.id for n in range(3)]
    stopping = threading.Event()
    recorder = Recorder(stopping, times=4)
    started: list[Child] = []

    def start() -> Child:
        started.append(starter(works, pipeline.state)())
        return started[-1]

    parent = Parent(start, 1, stopping, recorder, tmp_path / "heartbeat")

    assert parent.run() == 0
    assert [child.process.exitcode for child in started] == [1, 0]
    assert recorder.asked == [True, False, True, False]
    assert all(pipeline.order(order_id).archived for order_id in placed)
    said = capfd.readouterr().err
    assert f" in {placed[0]}\n" in said
    assert not any(f" in {mate}\n" in said for mate in placed[1:])
