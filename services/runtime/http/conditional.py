"""Conditional requests: an answer the caller has already is not sent again."""

from starlette.requests import Request


def is_known(request: Request, etag: str) -> bool:
    """Compare weakly, as RFC 9110 section 13.1.2 asks of If-None-Match."""
    known = ",".join(request.headers.getlist("if-none-match")).split(",")
    return any(entry.strip().removeprefix("W/") in {etag, "*"} for entry in known)
