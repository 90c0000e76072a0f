"""The parent of a task: one child process for each vCPU. It alone sets protection and health.

Children work; the parent listens to their signs of life, replaces those that died, says to ECS
whether anybody is busy, and touches the heartbeat file the container's health check looks at.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import structlog

from services.invoice_worker.protection import REST_AFTER_S, Protection
from services.invoice_worker.pulse import Pulse, is_fresh

LISTEN_S = 1.0
DRAIN_S = 25.0
"""Five seconds less than a drain may take, for what is left to be killed and collected."""

RESTART_PAUSE_S = 1.0

log = structlog.get_logger()


class Child(NamedTuple):
    """A running child, and the end of the pipe its pulses come out of."""

    process: BaseProcess
    pulses: Connection


StartChild = Callable[[], Child]


@dataclass
class _Shield:
    """Protection set on the edges between idle and busy, and dropped for a moment now and then."""

    protection: Protection
    since_s: float | None = None

    def update(self, *, busy: bool, now_s: float) -> None:
        rests = self.since_s is not None and now_s - self.since_s >= REST_AFTER_S
        if busy and self.since_s is None:
            self.protection.set(busy=True)
            self.since_s = now_s
        elif self.since_s is not None and (rests or not busy):
            self.protection.set(busy=False)
            self.since_s = None


@dataclass
class Parent:
    """A task's children and what is known of them."""

    start_child: StartChild
    count: int
    stopping: threading.Event
    protection: Protection
    heartbeat_file: Path
    _children: dict[Connection, Child] = field(default_factory=dict)
    _heard: dict[Connection, dict[int, Pulse]] = field(default_factory=dict)

    def run(self) -> int:
        """Oversee until asked to stop; return 0, or 1 when a child had to be killed.

        Whatever ends it ends the children: Python waits for them before it lets a process go.
        """
        shield = _Shield(self.protection)
        late: list[Child] = []
        try:
            for _ in range(self.count):
                self._start(alive_s=time.monotonic())
            while not self.stopping.is_set():
                self._listen()
                self._show(shield)
        finally:
            late += stop(list(self._children.values()), DRAIN_S)
            shield.update(busy=False, now_s=time.monotonic())
        return 1 if late else 0

    def _show(self, shield: _Shield) -> None:
        pulses = [pulse for heard in self._heard.values() for pulse in heard.values()]
        shield.update(busy=any(pulse.busy for pulse in pulses), now_s=time.monotonic())
        if is_fresh(pulses, time.monotonic()):
            self.heartbeat_file.touch()

    def _start(self, alive_s: float) -> None:
        # Until its first thread speaks a child counts as heard at `alive_s`: one that never gets
        # to work, or dies each time before it does, must not look healthy for ever.
        child = self.start_child()
        self._children[child.pulses] = child
        self._heard[child.pulses] = {0: Pulse(0, busy=False, at_s=alive_s)}

    def _listen(self) -> None:
        speaking = wait(list(self._children), timeout=LISTEN_S)
        for connection in [one for one in self._children if one in speaking]:
            try:
                pulse: Pulse = connection.recv()
            except (EOFError, OSError):
                self._replace(connection)
            else:
                self._heard[connection][pulse.thread] = pulse

    def _replace(self, connection: Connection) -> None:
        ended = self._children.pop(connection)
        last_s = max(pulse.at_s for pulse in self._heard.pop(connection).values())
        connection.close()
        ended.process.join()
        log.error("worker.died", exit_code=ended.process.exitcode)
        if not self.stopping.wait(RESTART_PAUSE_S):
            self._start(alive_s=last_s)


def stop(children: Sequence[Child], within_s: float) -> list[Child]:
    """Ask children to stop, kill what is left after `within_s`, and return those killed."""
    for child in children:
        child.process.terminate()
    deadline = time.monotonic() + within_s
    for child in children:
        child.process.join(max(0.0, deadline - time.monotonic()))
    late = [child for child in children if child.process.is_alive()]
    for child in late:
        log.error("worker.killed", pid=child.process.pid)
        child.process.kill()
    for child in children:
        child.process.join()
        child.pulses.close()
    return late
