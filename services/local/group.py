"""The process group behind `make run`: one parent, and a child for everything that serves."""

import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass, field

from rich.console import Console

from services.backends.unavailable import Unavailable
from services.domain.scaling import Decision, next_step
from services.domain.worker import GONE_AFTER
from services.local.autoscaler import Autoscaler, warm_workers
from services.local.child import DRAIN_S
from services.local.children import Child, stop_all
from services.local.decision_log import DecisionLog
from services.local.settings import LocalSettings
from services.runtime.clock import utc_now
from services.runtime.composition import ORDERS, Backends
from services.runtime.pausing import pause_of

LOOK_EVERY_S = 0.5
RESTART_PAUSE_S = 1.0
ALWAYS = ("web", "notifier", "reconciler")
"""One of each; workers come and go."""

_COLOURS = {"web": "36", "worker": "33", "notifier": "35", "reconciler": "34", "group": "32"}


class PortTaken(Exception):  # noqa: N818 - what it is, in words an operator says
    """Another program listens on the port; stop it, or choose another --port."""


def listen(port: int) -> socket.socket:
    """Open the port before anything else starts, so that a taken one is told at once."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise PortTaken(
            f"port {port} is taken ({error.strerror}); stop what uses it, or choose another --port"
        ) from None
    listening.listen(128)
    return listening


def colour_wanted() -> bool:
    """Tell whether log lines end on a terminal that shows colours and was not told otherwise."""
    return Console(stderr=True).color_system is not None


def show(name: str, line: str) -> None:
    """Print a log line behind the name of who wrote it."""
    tag = f"{name:<11}│"
    if colour_wanted():
        tag = f"\033[{_COLOURS[name.partition('-')[0]]}m{tag}\033[0m"
    sys.stderr.write(f"{tag} {line}\n")
    sys.stderr.flush()


@dataclass
class Group:
    """The children, kept at the number they should have until the group is asked to stop."""

    settings: LocalSettings
    backends: Backends
    listening: socket.socket
    stopping: threading.Event
    children: list[Child] = field(default_factory=list)
    _started: int = 0
    _leaving: list[Child] = field(default_factory=list)

    def run(self) -> int:
        """Run until asked to stop; return 0, or 1 when a child had to be killed."""
        for role in (*ALWAYS, "worker"):
            self._start(role)
        scaler = Autoscaler(self.settings.max_workers)
        noted = DecisionLog(self.backends.decisions)
        paused = pause_of(ORDERS, self.backends.pauses, utc_now)
        while not self.stopping.wait(LOOK_EVERY_S):
            self._replace_ended()
            # A backlog that waits on purpose needs nobody, and says nothing of anybody's rate.
            if not paused():
                self._scale(scaler, noted)
        show("group", "draining; everything in hand is finished or given back")
        late = stop_all([*self.children, *self._leaving], within_s=DRAIN_S)
        for child in late:
            show("group", f"{child.name} did not stop in {DRAIN_S:.0f} s and was killed")
        return 1 if late else 0

    def _start(self, role: str) -> None:
        if role == "worker":
            self._started += 1
        name = f"worker-{self._started}" if role == "worker" else role
        arguments = ["--state", str(self.settings.state), "--port", str(self.settings.port)]
        if colour_wanted():
            arguments.append("--colour")
        listening = self.listening.fileno() if role == "web" else None
        self.children.append(Child(name, role, arguments, show, listening))

    def _replace_ended(self) -> None:
        for child in [*self.children, *self._leaving]:
            code = child.ended()
            if code is None:
                continue
            child.reap()
            if child in self._leaving:
                self._leaving.remove(child)
                continue
            show("group", f"{child.name} ended ({_said(code)}); starting another")
            self.children.remove(child)
            self.stopping.wait(RESTART_PAUSE_S)
            if not self.stopping.is_set():
                self._start(child.role)

    def _scale(self, scaler: Autoscaler, noted: DecisionLog) -> None:
        workers = [child for child in self.children if child.role == "worker"]
        now = utc_now()
        try:
            figures = self.backends.orders_queue.figures()
            heard = self.backends.workers.seen_since(now - GONE_AFTER)
        except Unavailable as error:
            show("group", f"cannot look at the orders queue: {error}")
            return
        warm = warm_workers(heard, ORDERS, now)
        decision = scaler.look(figures, now, time.monotonic(), len(workers), warm)
        if decision.changes:
            show("group", next_step(decision))
        try:
            noted.note(decision)
        except Unavailable as error:
            show("group", f"cannot note a scaling decision: {error}")
        self._follow(decision, workers)

    def _follow(self, decision: Decision, workers: list[Child]) -> None:
        for _ in range(decision.decided - len(workers)):
            self._start("worker")
        for child in workers[decision.decided :]:
            child.ask_to_stop()
            self.children.remove(child)
            self._leaving.append(child)


def _said(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
