"""The outermost layer of every HTTP app: ids, caps, headers, and an answer whatever happens."""

import asyncio
from http import HTTPStatus

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from services.backends.unavailable import Unavailable
from services.runtime.http.caps import check_head
from services.runtime.http.exchange import Exchange
from services.runtime.http.problems import Problem, problem_response
from services.runtime.http.trace import bind_trace
from services.runtime.randomness import NewId

RETRY_AFTER_S = 2

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

log = structlog.get_logger()


def guard(app: Starlette, *, public_url: str, new_id: NewId) -> None:
    """Make every answer of `app` obey the house rules; call it once, after adding middleware.

    Every error becomes a problem document, unless the app adds a handler of its own afterwards.
    HEAD is answered where GET is. An app may be mounted in another one that is guarded too.
    """

    async def turn_down(request: Request, error: Exception) -> Response:
        problem = error if isinstance(error, Problem) else _problem_of(error, request)
        return problem_response(problem, request.scope, public_url=public_url)

    app.add_exception_handler(Problem, turn_down)
    app.add_exception_handler(HTTPException, turn_down)
    app.add_middleware(edge, public_url=public_url, new_id=new_id)


def _problem_of(error: Exception, request: Request) -> Problem:
    status = error.status_code if isinstance(error, HTTPException) else None
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return Problem("method_not_allowed", headers={"allow": _allow(request)})
    return Problem("not_found" if status == HTTPStatus.NOT_FOUND else "bad_request")


def _allow(request: Request) -> str:
    """Return every method this path takes; Starlette names those of its first route only."""
    taken = [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
    return ", ".join([*taken, "HEAD"] if "GET" in taken else taken)


def edge(app: ASGIApp, *, public_url: str, new_id: NewId) -> ASGIApp:
    """Return `app` behind the edge: an exception that leaves `app` is logged and answered once."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        trace = bind_trace(scope, new_id)
        exchange = Exchange(scope, receive, send, trace)
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope

        async def turn_down(problem: Problem) -> None:
            response = problem_response(problem, scope, public_url=public_url)
            await response(scope, exchange.receive, exchange.send)

        with bound_contextvars(request_id=trace.request_id, trace_id=trace.trace_id):
            try:
                check_head(scope)
                await app(inner, exchange.receive, exchange.send)
            except ClientDisconnect:
                log.info("request.abandoned")
            except asyncio.CancelledError:
                # Only a server that stops does this, and raised on it would be a trace in its log.
                log.warning("request.cut_short")
                exchange.leave_the_rest()
                if not exchange.answering:
                    await turn_down(_unavailable())
            except Exception as error:
                if exchange.answering:
                    raise
                await turn_down(_failure(error))

    return guarded


def _failure(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, Unavailable):
        log.warning("backend.unavailable", reason=type(error).__name__)
        return _unavailable()
    log.error("request.failed", exc_info=error)
    return Problem("internal_error")


def _unavailable() -> Problem:
    return Problem("unavailable", headers={"retry-after": str(RETRY_AFTER_S)})
