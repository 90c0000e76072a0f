"""One installation that is killed again and again, and started again on the same state."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from tests.local.running import Running, free_port
from tests.simulation.chance import Chance

Role = Literal["web", "worker", "notifier", "reconciler"]
Victim = Role | Literal["parent", "group"]

ROLES: tuple[Role, ...] = ("web", "worker", "notifier", "reconciler")
DEADLINE_S = 240.0
"""Longer than any visibility, lease and reconciler's round together, on a busy machine too."""

LOOK_AGAIN_S = 0.25
LONGEST_SILENCE_S = 6.0
"""Who has said nothing for so long has nothing to do, and is killed idle."""

MOST_LINES = 4
"""Of the victim's log between two kills: fewer than the orders sent meanwhile make it say."""


class Heard(Running):
    """A group that tells whoever waits that it said something, and may be killed while starting."""

    def __init__(self, state: Path, news: threading.Condition) -> None:
        self._news = news
        self.said: list[str] = []
        super().__init__(state, free_port(), "--no-samples")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._fresh.put(line)
            with self._news:
                self.said.append(line)
                self._news.notify_all()
        self._fresh.put("")

    def _wait_until_ready(self) -> None:
        """Wait for nothing: who asks before it is ready asks again."""

    def lines_of(self, victim: Victim) -> int:
        """Return how much a victim has said; the reconciler is heard only when all else is."""
        if victim in {"parent", "group", "reconciler"}:
            return len(self.said)
        return sum(line.startswith(victim) for line in self.said)

    def wait_for_orphans(self) -> None:
        """Wait until the last child has let go of the log's pipe."""
        self._reader.join(DEADLINE_S)

    def children(self, role: Role) -> list[int]:
        """Return the processes of a role that live now."""
        pid = self.process.pid
        with suppress(FileNotFoundError):
            found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return [int(child) for child in found if _role_of(child) == role]
        return []


def _role_of(pid: str) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        if "services.local.child" in words:
            return words[words.index("services.local.child") + 1]
    return ""


class Installation:
    """A state folder and the group that runs on it now."""

    def __init__(self, state: Path, chance: Chance) -> None:
        self.state = state
        self.news = threading.Condition()
        self._chance = chance
        self._former: list[Heard] = []
        self._group = Heard(state, self.news)
        self.key = (state / "dev-key").read_text()

    @property
    def url(self) -> str:
        return self._group.url

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait, from one line of the log to the next, until something holds."""
        deadline = time.monotonic() + DEADLINE_S
        while not holds():
            assert time.monotonic() < deadline, f"in {DEADLINE_S:.0f} s it never came that {what}"
            with self.news:
                self.news.wait(LOOK_AGAIN_S)

    def strike(self, victim: Victim) -> None:
        """Kill it while it works: behind some line that it logs, and up to 30 ms later.

        One strike in five does not wait for a line, so that some come while it starts.
        """
        at_once = self._chance.random() < 0.2
        lines = 0 if at_once else self._chance.randint(1, MOST_LINES)
        pause, overlapping = self._chance.random() * 0.03, self._chance.random() < 0.5
        enough = self._group.lines_of(victim) + lines
        with self.news:
            self.news.wait_for(lambda: self._group.lines_of(victim) >= enough, LONGEST_SILENCE_S)
            self.news.wait(pause)
        if victim == "group":
            self._group.signal_all(signal.SIGKILL)
            self._start_again(overlapping=False)
        elif victim == "parent":
            self._group.process.kill()
            self._start_again(overlapping=overlapping)
        else:
            self._kill_one(victim)

    def whole(self) -> bool:
        """Tell whether every role has a process that lives."""
        return all(self._group.children(role) for role in ROLES)

    def _kill_one(self, role: Role) -> None:
        self.until(lambda: self._group.children(role), f"a {role} runs")
        with suppress(ProcessLookupError):
            os.kill(self._chance.choice(self._group.children(role)), signal.SIGKILL)

    def _start_again(self, *, overlapping: bool) -> None:
        """Start a group; `overlapping` beside the orphans that still finish what they hold."""
        self._group.process.wait()
        if not overlapping:
            self._group.wait_for_orphans()
        self._former.append(self._group)
        self._group = Heard(self.state, self.news)

    def log(self) -> str:
        """Return everything that was said, in all its lives."""
        return "".join(line for group in [*self._former, self._group] for line in group.said)

    def close(self) -> None:
        for group in [self._group, *self._former]:
            group.end()
