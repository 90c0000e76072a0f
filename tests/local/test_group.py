import json
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.backends.pauses import Pause
from services.backends.queue import Figures
from services.backends.unavailable import Unavailable
from services.local.group import Group, listen
from services.local.settings import LocalSettings
from services.runtime.composition import Backends, open_backends
from tests.builders import NOW
from tests.decisions import a_decision
from tests.local.running import COUNTERFOIL, Running, free_port, running

SENT = r"mail\.sent"

pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A group on an empty state, for tests that leave it running."""
    with running(tmp_path_factory.mktemp("first-run") / "state", free_port()) as group:
        yield group


def test_the_first_run_shows_a_dozen_orders_of_which_one_is_poison(first_run: Running) -> None:
    first_run.wait_for(SENT, times=11)
    listed = subprocess.run(
        [COUNTERFOIL, "failures", "list", "--state", first_run.state, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    (failure,) = json.loads(listed.stdout)["data"]
    assert failure["code"] == "simulated_render_failure"
    welcome = "".join(first_run.lines)
    assert re.search(r"curl -i http://127\.0\.0\.1:\d+/v1/orders", welcome)


def test_an_order_placed_over_http_is_mailed_and_its_link_opens(first_run: Running) -> None:
    with first_run.client as client:
        order_id = first_run.place(client, "k1")
        first_run.wait_for(rf"(?=.*{order_id}).*{SENT}")
        order = client.get(f"/v1/orders/{order_id}").json()
        page = client.get(order["invoice"]["page_url"])
        pdf = client.get(order["invoice"]["pdf_url"])

    assert order["status"] == "sent"
    assert page.status_code == 200
    assert order["invoice"]["number"] in page.text
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_group_drains_without_a_trace_and_leaves_nobody_behind(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path / "state", free_port(), "--no-samples") as group, group.client as client:
        for n in range(20):
            group.place(client, f"k{n}")
        if number == signal.SIGINT:
            group.signal_all(number)
        else:
            group.process.send_signal(number)
        assert group.process.wait(timeout=10) == 0
        said = group.rest()
        with pytest.raises(ProcessLookupError):
            group.signal_all(0)
    assert "Traceback" not in said


def test_after_kill_9_of_the_whole_group_every_order_is_sent_once(tmp_path: Path) -> None:
    state, port, count = tmp_path / "state", free_port(), 40
    with running(state, port, "--no-samples") as group, group.client as client:
        for n in range(count):
            group.place(client, f"k{n}")
        group.wait_for(SENT, times=5)
        group.signal_all(signal.SIGKILL)
        group.process.wait()

    with running(state, port, "--no-samples") as group, group.client as client:
        while len(list((state / "outbox").glob("*.eml"))) < count:
            group.wait_for(SENT)
        page = client.get("/v1/orders", params={"limit": 100}).json()
        still = [o["id"] for o in page["data"] if o["status"] != "sent"]
        while still:
            group.next_line()
            page = client.get("/v1/orders", params={"limit": 100}).json()
            still = [o["id"] for o in page["data"] if o["status"] != "sent"]

    assert len(page["data"]) == count
    assert len({order["invoice"]["number"] for order in page["data"]}) == count
    assert len(list((state / "outbox").glob("*.eml"))) == count
    audit = subprocess.run(
        [COUNTERFOIL, "audit", "--state", state, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert audit.returncode == 0, audit.stdout
    assert json.loads(audit.stdout)["invoices"] == count


def test_children_end_when_their_parent_is_killed_alone(tmp_path: Path) -> None:
    with running(tmp_path / "state", free_port(), "--no-samples") as group:
        group.process.kill()
        # Their log pipe closes only when the last child has ended.
        said = group.rest()
    assert "Place an order" in said


def test_a_worker_that_is_killed_is_replaced_and_its_order_keeps_its_number(
    first_run: Running,
) -> None:
    with first_run.client as client:
        order_id = first_run.place(client, "k2", metadata={"simulate": "crash_worker"})
        first_run.wait_for(r"worker-\d+ ended \(signal SIGKILL\)")
        first_run.wait_for(r"worker\.started")
        timeline = client.get(f"/v1/orders/{order_id}?expand=timeline").json()["timeline"]
    assert [entry["event"] for entry in timeline] == ["accepted", "issued"]


class Looked:
    """A queue that stops the group after so many looks."""

    def __init__(self, stopping: threading.Event, figures: Figures | None, looks: int) -> None:
        self._stopping = stopping
        self._figures = figures
        self._left = looks

    def figures(self) -> Figures:
        self._left -= 1
        if self._left == 0:
            self._stopping.set()
        if self._figures is None:
            raise Unavailable("the disk does not answer")
        return self._figures


def grouped(
    state: Path,
    stopping: threading.Event,
    **stands_in: Any,  # noqa: ANN401 - any of the backends
) -> Backends:
    """Run a group of two workers at most over a new state until `stopping`; return its state."""
    port = free_port()
    settings = LocalSettings(state=state, port=port, max_workers=2)
    backends = replace(open_backends(settings), **stands_in)
    with listen(port) as listening:
        assert Group(settings, backends, listening, stopping).run() == 0
    return backends


def test_a_queue_that_does_not_answer_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopping = threading.Event()
    grouped(tmp_path / "state", stopping, orders_queue=Looked(stopping, None, looks=3))
    assert capsys.readouterr().err.count("cannot look at the orders queue: the disk") == 3


def test_scaling_out_is_told_and_kept_with_the_figures_it_rests_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopping = threading.Event()
    deep = Looked(stopping, Figures(5_000, 0, 0, 60.0, 5_000, 0), looks=4)
    backends = grouped(tmp_path / "state", stopping, orders_queue=deep)
    (made,) = backends.decisions.latest(10)
    assert (made.running, made.decided, made.backlog) == (1, 2, 5_000)
    assert made.wanted > 2
    assert capsys.readouterr().err.count("scaling out to 2: 5000 orders wait") == 1


def test_a_group_says_at_once_how_many_workers_there_are_to_be(tmp_path: Path) -> None:
    stopping = threading.Event()
    state = tmp_path / "state"
    before = open_backends(LocalSettings(state=state))
    before.decisions.append(a_decision(decided=9))
    quiet = Looked(stopping, Figures(0, 0, 0, None, 0, 0), looks=3)
    backends = grouped(state, stopping, orders_queue=quiet)
    latest = backends.decisions.latest(10)
    assert [made.decided for made in latest] == [1, 9]


def test_a_paused_queue_scales_nothing(tmp_path: Path) -> None:
    stopping = threading.Event()

    class Paused:
        def all(self) -> list[Pause]:
            stopping.set()
            return [Pause(queue="orders", at=NOW, who="cli:ada", reason="stock-taking")]

    deep = Looked(stopping, Figures(5_000, 0, 0, 60.0, 5_000, 0), looks=4)
    backends = grouped(tmp_path / "state", stopping, orders_queue=deep, pauses=Paused())
    assert backends.decisions.latest(10) == []


def test_a_taken_port_is_told_in_one_line_before_anything_starts(tmp_path: Path) -> None:
    port = free_port()
    with listen(port):
        second = subprocess.run(
            [COUNTERFOIL, "run", "--state", tmp_path / "two", "--port", str(port)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 4
    assert f"port {port} is taken" in second.stderr
    assert "Traceback" not in second.stderr
