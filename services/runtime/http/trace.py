"""Which request is which: X-Request-Id and W3C traceparent, taken over or made anew."""

import re
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import Scope

from services.domain.trace import trace_id
from services.runtime.randomness import NewId

REQUEST_ID_HEADER = "x-request-id"
TRACEPARENT_HEADER = "traceparent"

_REQUEST_ID = re.compile(r"\A[A-Za-z0-9._-]{1,64}\Z")
_TRACEPARENT = re.compile(
    r"\A(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<parent>[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?P<more>-[\x21-\x7e]*)?\Z"
)
_STATE_KEY = "counterfoil_trace"


class Trace(NamedTuple):
    """The names one request goes by in answers, logs and messages."""

    request_id: str
    traceparent: str

    @property
    def trace_id(self) -> str:
        """Return the part that every service of a trace shares."""
        return trace_id(self.traceparent)


def _only(headers: Headers, name: str) -> str:
    values = headers.getlist(name)
    return values[0] if len(values) == 1 else ""


def _taken_over(traceparent: str) -> str | None:
    """Return the traceparent as version 00, None if W3C Trace Context level 1 says to restart."""
    match = _TRACEPARENT.match(traceparent)
    if match is None or match["version"] == "ff" or (match["version"] == "00" and match["more"]):
        return None
    if not match["trace"].strip("0") or not match["parent"].strip("0"):
        return None
    sampled = int(match["flags"], 16) & 1
    return f"00-{match['trace']}-{match['parent']}-{sampled:02x}"


def trace_from(headers: Headers, new_id: NewId) -> Trace:
    """Return the caller's ids where they are well formed, else new ones. Nothing is refused."""
    request_id = _only(headers, REQUEST_ID_HEADER)
    if not _REQUEST_ID.match(request_id):
        request_id = f"req_{new_id()}"
    traceparent = _taken_over(_only(headers, TRACEPARENT_HEADER))
    return Trace(request_id, traceparent or f"00-{new_id()}-{new_id()[-16:]}-01")


def bind_trace(scope: Scope, new_id: NewId) -> Trace:
    """Return the request's trace, choosing it on the first call; mounted apps share it."""
    state = scope.setdefault("state", {})
    if _STATE_KEY not in state:
        state[_STATE_KEY] = trace_from(Headers(scope=scope), new_id)
    return current_trace(scope)


def current_trace(scope: Scope) -> Trace:
    """Return the trace that the edge has bound to this request."""
    trace: Trace = scope["state"][_STATE_KEY]
    return trace
