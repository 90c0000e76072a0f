"""The console behind a real port, for a real browser."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

STARTED_WITHIN_S = 20


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Open a port of this machine that nothing else uses."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(("127.0.0.1", 0))
        yield opened


@contextmanager
def served(app: ASGIApp, port: socket.socket) -> Iterator[None]:
    """Serve an app on a port for as long as the block lasts."""
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [port]}, daemon=True)
    thread.start()
    _wait_for(server)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _wait_for(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        threading.Event().wait(0.01)
