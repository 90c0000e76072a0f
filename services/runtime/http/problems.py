"""Problems: how a request is turned down (RFC 9457), in one shape for every error there is."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from services.domain.rejection import Fault
from services.runtime.http.problem_kinds import KINDS
from services.runtime.http.trace import current_trace

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it that
    """The request is turned down: with a code of the table, and what is wrong where."""

    def __init__(
        self,
        code: str,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = KINDS[code]
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        super().__init__(code)


def problem_type(code: str, public_url: str) -> str:
    """Return the URL of the page that explains a code."""
    return f"{public_url}/problems/{code}"


def problem_document(problem: Problem, *, public_url: str, request_id: str) -> dict[str, Any]:
    """Return the problem as JSON: fixed words, pointers and codes, nothing that was sent."""
    kind = problem.kind
    document: dict[str, Any] = {
        "type": problem_type(kind.code, public_url),
        "title": kind.title,
        "status": kind.status,
        "detail": f"{kind.why} {kind.remedy}",
        "code": kind.code,
        "request_id": request_id,
    }
    if problem.faults:
        document["errors"] = [fault._asdict() for fault in problem.faults]
    return document


def problem_response(problem: Problem, scope: Scope, *, public_url: str) -> Response:
    """Return the answer that turns down the request of `scope`, which the edge must have seen."""
    document = problem_document(
        problem, public_url=public_url, request_id=current_trace(scope).request_id
    )
    return JSONResponse(
        document, problem.kind.status, headers=problem.headers, media_type=MEDIA_TYPE
    )
