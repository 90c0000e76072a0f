"""Starting, watching and stopping the processes of the group."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO

Print = Callable[[str, str], None]
"""Prints one log line of a child, given its name."""


_CHILD = "services.local.child"


class Child:
    """A running process of the group, its log lines passed on with its name."""

    def __init__(
        self, name: str, role: str, arguments: Sequence[str], show: Print, listening: int | None
    ) -> None:
        self.name = name
        self.role = role
        listen = [] if listening is None else ["--listen", str(listening)]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", _CHILD, role, "--name", name, *arguments, *listen],
            stdin=subprocess.PIPE,  # closes when this process dies, and tells the child so
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=() if listening is None else (listening,),
        )
        self._pump = threading.Thread(target=self._pass_on, args=(show,), daemon=True)
        self._pump.start()

    def _pass_on(self, show: Print) -> None:
        lines: IO[str] | None = self._process.stdout
        for line in lines or ():
            show(self.name, line.rstrip("\n"))

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def ended(self) -> int | None:
        """Return the exit code once the process has ended (negative: the signal), else None."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Let the child finish what it has in hand."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def reap(self) -> None:
        """Collect an ended child: its last lines and its pipes."""
        self._process.wait()
        self._pump.join(timeout=1)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def kill(self) -> None:
        """End the child at once."""
        self._process.kill()


def stop_all(children: Sequence[Child], within_s: float) -> list[Child]:
    """Ask all to stop, kill what is left after `within_s`, and return those that were killed."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + within_s
    while any(child.ended() is None for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    late = [child for child in children if child.ended() is None]
    for child in late:
        child.kill()
    for child in children:
        child.reap()
    return late
