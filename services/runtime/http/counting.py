"""What an HTTP edge counts: requests, how they were answered, and how long it took."""

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.runtime.http.threads import Blocking
from services.runtime.meter import Meter


def counted(app: ASGIApp, *, meter: Meter, blocking: Blocking) -> ASGIApp:
    """Return `app` with its requests counted; add it outside of `edge`, which makes the answers.

    Now and then a request waits, after its answer, until the figures are told.
    """

    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                _count(message["status"], meter)
            await send(message)

        with meter.timed("request_s"):
            await app(scope, receive, seen)
        if meter.due:
            await blocking(meter.tell)

    return counting


def _count(status: int, meter: Meter) -> None:
    meter.count("requests")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        meter.count("errors")
    elif status >= HTTPStatus.BAD_REQUEST:
        meter.count("refused")
