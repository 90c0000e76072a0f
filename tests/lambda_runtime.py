"""Lambda's side of a function: the Runtime API, small, and AWS's own client running the handler.

The client (awslambdaric) is what AWS puts around a Python handler. It asks for events, calls the
handler and reports. Source: Lambda Developer Guide, "Using the Lambda runtime API".
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from tests.recorded import Event

WAIT_S = 60
ROOT = Path(__file__).parent.parent


class Run(NamedTuple):
    """What came of a few events."""

    answers: list[Any]
    """What the handler returned, or what the client reported of its failure."""
    log: str


class _Events:
    """Events to give out, and what was reported of them."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.waiting = iter(enumerate(events))
        self.reports: queue.Queue[Any] = queue.Queue()
        self.over = threading.Event()


def _runtime_api(events: _Events) -> type[BaseHTTPRequestHandler]:
    class RuntimeApi(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number, event = next(events.waiting, (0, None))
            if event is None:
                events.over.wait()  # Lambda freezes a function it has no event for
                return
            content = json.dumps(event).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Lambda-Runtime-Aws-Request-Id", f"request-{number}")
            self.send_header("Lambda-Runtime-Deadline-Ms", "4102444800000")
            self.send_header(
                "Lambda-Runtime-Invoked-Function-Arn",
                "arn:aws:lambda:eu-central-1:123456789012:function:tested",
            )
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            events.reports.put(json.loads(self.rfile.read(length)))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    return RuntimeApi


@contextmanager
def _served(events: _Events) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _runtime_api(events)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            events.over.set()
            server.shutdown()
            thread.join()


def run_handler(handler: str, events: Sequence[Event], **settings: str) -> Run:
    """Have AWS's client run a handler over some events, in a process of its own."""
    given = _Events(events)
    with _served(given) as port:
        env = {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error::DeprecationWarning:services",
            **{f"COUNTERFOIL_{name.upper()}": value for name, value in settings.items()},
        }
        function = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", handler],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            answers = [given.reports.get(timeout=WAIT_S) for _ in events]
        finally:
            function.kill()
            log, _ = function.communicate()
    return Run(answers, log)
