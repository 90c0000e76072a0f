"""How late we are in a terminal, and pausing from there."""

import os
import pty
import re
import select
import signal
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest

from services.backends.actions import ActionQuery
from services.backends.pauses import Pause
from services.domain.worker import Worker
from tests.cli.terminal import Terminal
from tests.decisions import a_decision
from tests.local.running import COUNTERFOIL, PATIENCE_S
from tests.pipeline import Pipeline

SURFACE = {
    "as_of",
    "late_s",
    "sentence",
    "queues",
    "workers",
    "scaling",
    "latency_s",
    "failures",
}


def work_as(pipeline: Pipeline, name: str, *held: str) -> None:
    now = pipeline.clock()
    pipeline.backends.workers.beat(
        Worker(id=name, queue="orders", started_at=now, seen_at=now, holds=held, done=3)
    )


def test_top_says_first_whether_we_are_late(terminal: Terminal, pipeline: Pipeline) -> None:
    work_as(pipeline, "worker-1.77")
    pipeline.place("k1")
    pipeline.clock.advance(4)
    answer = terminal.type("queue", "top", "--once")
    assert answer.code == 0
    assert answer.out.splitlines()[0] == "On time: the oldest order has waited 4 s."
    assert re.search(r"^orders +1 +0 +4 s +0 +0 +0 s", answer.out, re.MULTILINE)
    assert re.search(r"^archived +0 +0 +- +0 +0 +0 s", answer.out, re.MULTILINE)
    assert "worker-1.77" in answer.out


def test_top_shows_what_workers_hold_and_why_they_are_scaled(
    terminal: Terminal, pipeline: Pipeline
) -> None:
    work_as(pipeline, "worker-1.77", "ord_a", "ord_b", "ord_c", "ord_d")
    pipeline.backends.decisions.append(
        a_decision(at=pipeline.clock(), backlog=500, wanted=3, decided=2)
    )
    out = terminal.type("queue", "top", "--once").out
    assert "ord_a and 3 more" in out
    assert re.search(r"^09:30:00 +scaling out to 2: 500 orders wait", out, re.MULTILINE)


def test_top_is_shown_once_where_nobody_looks_at_a_terminal(terminal: Terminal) -> None:
    assert terminal.type("queue", "top").out.startswith("On time: no order waits.")


def test_top_as_json_is_the_overview_of_the_console(terminal: Terminal, pipeline: Pipeline) -> None:
    work_as(pipeline, "worker-1.77", "ord_a")
    pipeline.place("k1")
    answer = terminal.type("queue", "top", "--json").json
    assert answer.keys() >= SURFACE
    assert answer["as_of"] == "2026-11-21T09:30:00.000000Z"
    assert [queue["name"] for queue in answer["queues"]] == ["orders", "archived"]
    assert answer["queues"][0]["visible"] == 1
    (worker,) = answer["workers"]
    assert (worker["id"], worker["holds"]) == ("worker-1.77", ["ord_a"])


def test_a_pause_is_kept_with_its_reason_shown_and_logged(
    terminal: Terminal, pipeline: Pipeline
) -> None:
    answer = terminal.type("queue", "pause", "orders", "--reason", "stock-taking")
    assert (answer.code, answer.out.strip()) == (0, "orders is paused")
    (pause,) = pipeline.backends.pauses.all()
    assert (pause.queue, pause.reason) == ("orders", "stock-taking")
    out = terminal.type("queue", "top", "--once").out
    assert out.startswith("Orders are paused since 09:30 UTC; none waits.")
    assert f"paused by {pause.who}: stock-taking" in out
    (action,) = pipeline.backends.actions.find(ActionQuery(10))
    assert (action.what, action.target, action.reason) == ("pause", "orders", "stock-taking")
    assert action.who == pause.who
    assert action.role == "shell"


def test_a_queue_that_is_paused_says_who_did_it(terminal: Terminal, pipeline: Pipeline) -> None:
    terminal.type("queue", "pause", "orders", "--reason", "stock-taking")
    pipeline.clock.advance(60)
    answer = terminal.type("queue", "pause", "orders", "--reason", "lunch", "--json")
    assert answer.json["reason"] == "stock-taking"
    said = terminal.type("queue", "pause", "orders", "--reason", "lunch").out
    assert "is paused already, by cli:" in said
    assert ": stock-taking" in said


def test_a_resumed_queue_is_taken_from_again_and_that_is_logged(
    terminal: Terminal, pipeline: Pipeline
) -> None:
    terminal.type("queue", "pause", "archived", "--reason", "a bad template")
    pipeline.clock.advance(60)
    answer = terminal.type("queue", "resume", "archived", "--reason", "mended", "--json")
    assert answer.json == {"queue": "archived", "paused": False}
    assert pipeline.backends.pauses.all() == []
    latest, first = pipeline.backends.actions.find(ActionQuery(10))
    assert [first.what, latest.what] == ["pause", "resume"]
    assert latest.at - first.at == timedelta(seconds=60)


def test_a_queue_that_does_not_exist_is_wrong_usage(terminal: Terminal) -> None:
    answer = terminal.type("queue", "pause", "letters", "--reason", "why not")
    assert answer.code == 2
    assert "'letters' is not one of 'orders', 'archived'" in answer.err


def test_pausing_needs_a_reason_of_one_line(terminal: Terminal, pipeline: Pipeline) -> None:
    assert terminal.type("queue", "pause", "orders").code == 2
    assert terminal.type("queue", "pause", "orders", "--reason", "a\nb").code == 2
    assert pipeline.backends.pauses.all() == []


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Have programs hear SIGINT, which whoever started the tests may have had ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_on_a_terminal_top_is_repainted_until_ctrl_c(pipeline: Pipeline) -> None:
    leader, follower = pty.openpty()
    command = [str(COUNTERFOIL), "queue", "top", "--state", str(pipeline.state)]
    surroundings = {"TERM": "xterm", "PATH": "/usr/bin:/bin", "COLUMNS": "120"}
    with subprocess.Popen(
        command, stdout=follower, stderr=follower, env=surroundings, start_new_session=True
    ) as shown:
        os.close(follower)
        try:
            painted = read_until(leader, "On time: no order waits.")
            now = pipeline.clock()
            pause = Pause(queue="orders", at=now, who="ada", reason="lunch")
            pipeline.backends.pauses.pause(pause)
            painted += read_until(leader, "Orders are paused since")
            shown.send_signal(signal.SIGINT)
            painted += read_until(leader, None)
            assert shown.wait(timeout=PATIENCE_S) == 0
        finally:
            shown.kill()
    os.close(leader)
    assert "Traceback" not in painted


def read_until(terminal: int, text: str | None) -> str:
    """Return what comes until `text`, or all that comes until the other side is closed."""
    seen = ""
    while text is None or text not in seen:
        assert select.select([terminal], [], [], PATIENCE_S)[0], seen
        try:
            seen += os.read(terminal, 65_536).decode()
        except OSError:  # how Linux says that nobody has the other side open any more
            assert text is None, seen
            return seen
    return seen
