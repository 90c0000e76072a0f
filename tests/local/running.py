"""A real `counterfoil run`, started and watched by a test through what it prints."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.builders import an_order_request
from tests.canaries.watch import hits

COUNTERFOIL = Path(sys.executable).with_name("counterfoil")
PATIENCE_S = 120.0
EXAMPLE = "  -d "
"""How the line of the printed curl begins that names a buyer: it is an example."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """The process group, its lines as they come, and a client with the sample seller's key."""

    def __init__(
        self, state: Path, port: int, *arguments: str, command: Sequence[str] | None = None
    ) -> None:
        self.state = state
        self.url = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self._fresh: queue.Queue[str] = queue.Queue()
        self.process = subprocess.Popen(
            command
            or [str(COUNTERFOIL), "run", "--state", str(state), "--port", str(port), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for("Place an order")
        self._wait_until_ready()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._fresh.put(line)
        self._fresh.put("")

    def next_line(self) -> str:
        line = self._fresh.get(timeout=PATIENCE_S)
        assert line, "the group ended:\n" + "".join(self.lines[-50:])
        self.lines.append(line)
        return line

    def wait_for(self, pattern: str, times: int = 1) -> None:
        for _ in range(times):
            while not re.search(pattern, self.next_line()):
                continue

    def _wait_until_ready(self) -> None:
        # The port is open before the web process is up, so this call waits for its answer.
        assert httpx2.get(f"{self.url}/healthz", timeout=PATIENCE_S).status_code == 200

    @property
    def client(self) -> httpx2.Client:
        key = (self.state / "dev-key").read_text()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=PATIENCE_S)

    def place(self, client: httpx2.Client, key: str, **changes: object) -> str:
        answer = client.post(
            "/v1/orders",
            content=json.dumps(an_order_request(**changes)),
            headers={"Idempotency-Key": key},
        )
        assert answer.status_code == 202, answer.text
        order_id: str = answer.json()["id"]
        return order_id

    def signal_all(self, number: int) -> None:
        os.killpg(self.process.pid, number)

    def rest(self) -> str:
        """Return everything printed until the end."""
        while line := self._fresh.get(timeout=PATIENCE_S):
            self.lines.append(line)
        return "".join(self.lines)

    def unread(self) -> str:
        """Return what was printed and that nobody has asked for yet."""
        waiting = range(self._fresh.qsize())
        return "".join(self._fresh.get_nowait() for _ in waiting)

    def end(self) -> None:
        """End whatever still runs, and close the pipe once the last child let go of it."""
        if self.process.poll() is None:
            self.signal_all(signal.SIGKILL)
        self.process.wait()
        self._reader.join(PATIENCE_S)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def running(state: Path, port: int, *arguments: str) -> Iterator[Running]:
    group = Running(state, port, *arguments)
    try:
        yield group
    finally:
        group.end()
    said = hits("".join([*group.lines, group.unread()]))
    assert [line for line in said if not line.startswith(EXAMPLE)] == []
