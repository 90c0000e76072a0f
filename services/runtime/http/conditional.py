"""Conditional requests: an answer the caller has already is not sent again."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.domain.ids import canonical_json, sha256_hex


def conditional_answer(
    request: Request, document: Mapping[str, object], headers: Mapping[str, str]
) -> Response:
    """Return the document as JSON under an ETag of its content, or a 304 to who knows it."""
    etag = f'"{sha256_hex(canonical_json(document))[:32]}"'
    named = {**headers, "etag": etag}
    if is_known(request, etag):
        return Response(status_code=304, headers=named)
    return JSONResponse(document, headers=named)


def is_known(request: Request, etag: str) -> bool:
    """Compare weakly, as RFC 9110 section 13.1.2 asks of If-None-Match."""
    known = ",".join(request.headers.getlist("if-none-match")).split(",")
    return any(entry.strip().removeprefix("W/") in {etag, "*"} for entry in known)
