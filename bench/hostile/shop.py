"""An order API without a server: one call at a time, and the CPU time it took."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from time import process_time
from typing import Any, Final, NamedTuple

from bench.numbering.ledger import Ledger, ledger
from services.flow.new_key import new_key
from services.order_api.main import create_app
from services.runtime.http.threads import inline

_NOW: Final = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


class Timed(NamedTuple):
    """How an order was answered."""

    status: int
    ms: float


class Shop:
    """One seller's key, and the app it opens."""

    def __init__(self, books: Ledger) -> None:
        self._ids = count()
        self._loop = asyncio.new_event_loop()
        self._bearer, key = new_key(
            books.owner.id, "checkout", livemode=True, random=bytes(32), now=_NOW
        )
        books.backends.keys.create(key)
        self._app = create_app(
            books.backends,
            public_url="https://invoices.example.com",
            clock=lambda: _NOW,
            new_id=lambda: f"{next(self._ids):032x}",
            blocking=inline,
        )

    def post(self, body: bytes) -> Timed:
        """Post an order under a key that is new."""
        begun = process_time()
        status = self._loop.run_until_complete(self._answer(body, str(next(self._ids))))
        return Timed(status, (process_time() - begun) * 1000)

    def close(self) -> None:
        """Close what answers."""
        self._loop.close()

    async def _answer(self, body: bytes, key: str) -> int:
        status = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:  # noqa: ANN401 - as ASGI has it
            nonlocal status
            status = message.get("status", status)

        await self._app(self._scope(len(body), key), receive, send)
        return status

    def _scope(self, length: int, key: str) -> dict[str, Any]:
        headers = {
            "authorization": f"Bearer {self._bearer}",
            "content-type": "application/json",
            "content-length": str(length),
            "idempotency-key": key,
        }
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "https",
            "path": "/v1/orders",
            "raw_path": b"/v1/orders",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "server": ("invoices.example.com", 443),
            "client": ("127.0.0.1", 1),
        }


@contextmanager
def shop() -> Iterator[Shop]:
    """Open a shop on an empty ledger; both are gone with the block."""
    with ledger() as books:
        opened = Shop(books)
        try:
            yield opened
        finally:
            opened.close()
