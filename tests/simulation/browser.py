"""Asking an ASGI app without a server or an event loop: it runs in the turn of who asks."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: Any


def post(app: ASGIApp, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post JSON. Raises RuntimeError for an app that waits for anything but its backends."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asking = app(_scope(path, headers), receive, send)
    try:
        asking.__await__().__next__()
    except StopIteration:
        return _answer(sent)
    raise RuntimeError("the app waited for an event loop")


def _scope(path: str, headers: Mapping[str, str]) -> dict[str, Any]:
    all_headers = {"content-type": "application/json", **headers}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in all_headers.items()],
        "client": ("192.0.2.1", 4711),
        "server": ("invoices.example.com", 443),
    }


def _answer(sent: list[Message]) -> Answer:
    start, *parts = sent
    headers = {k.decode(): v.decode() for k, v in start["headers"]}
    content = b"".join(part.get("body", b"") for part in parts)
    return Answer(start["status"], headers, json.loads(content))
