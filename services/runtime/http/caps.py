"""How much a request may bring, checked before anything of it is parsed."""

import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from services.runtime.http.problems import Problem

MAX_BODY_BYTES = 256 * 1024
MAX_HEADER_BYTES = 16 * 1024
MAX_URL_BYTES = 8 * 1024

_JSON = re.compile(r"\Aapplication/json\s*(;\s*charset=\"?utf-8\"?\s*)?\Z", re.IGNORECASE)


def check_head(scope: Scope) -> None:
    """Raise Problem when the request's URL or headers are longer than any honest caller's."""
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_URL_BYTES:
        raise Problem("url_too_long")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
        raise Problem("headers_too_large")


def _check_media_type(headers: Headers) -> None:
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("unsupported_media_type")
    if not _JSON.match(headers.get("content-type", "")):
        raise Problem("unsupported_media_type")


def _check_announced(headers: Headers, limit: int) -> None:
    announced = headers.get("content-length", "").lstrip("0")
    # A number too long to convert is too many bytes as well.
    if announced.isdecimal() and (len(announced) > len(str(limit)) or int(announced) > limit):
        raise Problem("body_too_large")


async def json_body(request: Request, limit: int = MAX_BODY_BYTES) -> bytes:
    """Return the body of a request that says it is JSON; at most `limit` bytes are ever held.

    Raises Problem `unsupported_media_type` or `body_too_large`.
    """
    _check_media_type(request.headers)
    _check_announced(request.headers, limit)
    body = bytearray()
    async for chunk in request.stream():
        if len(body) + len(chunk) > limit:
            raise Problem("body_too_large")
        body += chunk
    return bytes(body)
