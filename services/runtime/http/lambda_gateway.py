"""HTTP apps on Lambda: events of API Gateway and function URLs in, their answers out.

Mangum drives the app. How it reads an event is replaced here in what matters to us: headers that
come twice stay two, a stage before the path becomes the ASGI root path, the length of the path
is known to the caps, and no header can make reading fail.
"""

import asyncio
from base64 import b64decode
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode

from mangum import Mangum
from mangum.handlers import APIGateway, HTTPGateway
from mangum.types import ASGI, LambdaConfig, LambdaContext, Scope

LambdaHandler = Callable[[dict[str, Any], Any], dict[str, Any]]

_TEXT = ["text/", "application/json", "application/problem+json", "image/svg+xml"]
"""Everything else leaves in Base64, which a REST API turns back only where it is told to."""


def lambda_handler(app: ASGI) -> LambdaHandler:
    """Return a Lambda handler that has `app` answer events, one at a time."""
    # Mangum runs the current loop, and makes one it never closes where there is none.
    asyncio.set_event_loop(_loop())
    mangum = Mangum(
        app, lifespan="off", custom_handlers=[RestEvent, HttpEvent], text_mime_types=_TEXT
    )

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's
        asyncio.set_event_loop(_loop())  # whoever ran another one since has left none
        return mangum(event, context)

    return handler


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


class RestEvent(APIGateway):
    """Payload 1.0: REST APIs, and HTTP APIs that are told to speak it."""

    @property
    def body(self) -> bytes:
        """The body as it was sent."""
        return _body(self.event)

    @property
    def scope(self) -> Scope:
        """The ASGI scope."""
        event, context = self.event, self.event["requestContext"]
        path = event.get("path") or "/"
        public = context.get("path") or path
        read = _read(
            method=event["httpMethod"],
            prefix=public.removesuffix(path) if public.endswith(path) else "",
            path=path,
            query=urlencode(_many(event, "QueryStringParameters"), doseq=True),
            headers=_rest_headers(event),
        )
        return {**read, "aws.event": event, "aws.context": self.context}


def _many(event: dict[str, Any], name: str) -> dict[str, list[str]]:
    """Return names with all their values, from whichever of the two forms is there."""
    many = event.get(f"multiValue{name}")
    if many:
        return {key: list(values) for key, values in many.items()}
    once = event.get(name[0].lower() + name[1:]) or {}
    return {key: [value] for key, value in once.items()}


def _rest_headers(event: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in _many(event, "Headers").items() for value in values]


class HttpEvent(HTTPGateway):
    """Payload 2.0: HTTP APIs and function URLs."""

    @classmethod
    def infer(cls, event: dict[str, Any], context: LambdaContext, config: LambdaConfig) -> bool:
        """Tell whether an event is of this kind."""
        return super().infer(event, context, config) and event["version"] == "2.0"

    @property
    def body(self) -> bytes:
        """The body as it was sent."""
        return _body(self.event)

    @property
    def scope(self) -> Scope:
        """The ASGI scope."""
        event, context = self.event, self.event["requestContext"]
        public, stage = context["http"]["path"] or "/", f"/{context.get('stage')}"
        # The gateway leaves the stage in the path, unless it is the one without a name.
        staged = public.startswith(f"{stage}/")
        headers = list((event.get("headers") or {}).items())
        if event.get("cookies"):
            headers.append(("cookie", "; ".join(event["cookies"])))
        read = _read(
            method=context["http"]["method"],
            prefix=stage if staged else "",
            path=public.removeprefix(stage) if staged else public,
            query=event.get("rawQueryString") or "",
            headers=headers,
        )
        return {**read, "aws.event": event, "aws.context": self.context}


def _read(
    *, method: str, prefix: str, path: str, query: str, headers: Iterable[tuple[str, str]]
) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.0"},
        "http_version": "1.1",
        "scheme": "https",
        "method": method,
        "root_path": prefix,
        "path": prefix + unquote(path),
        "raw_path": _bytes(prefix + path),
        "query_string": _bytes(query),
        "headers": [(_bytes(name.lower()), _bytes(value)) for name, value in headers],
        "server": None,  # the Host header says it, where anybody asks
        "client": None,  # an address is personal, and nothing here needs it
    }


def _body(event: dict[str, Any]) -> bytes:
    body = event.get("body") or ""
    return b64decode(body) if event.get("isBase64Encoded") else _bytes(body)


def _bytes(text: str) -> bytes:
    # What is no text stays what it is: the app turns such a body or header down, with a reason.
    return text.encode("utf-8", "surrogatepass")
