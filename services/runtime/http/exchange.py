"""One request and its answer, as they pass the edge."""

from http import HTTPStatus

from anyio import move_on_after
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from services.runtime.http.headers import ANSWER_HEADERS
from services.runtime.http.trace import REQUEST_ID_HEADER, TRACEPARENT_HEADER, Trace

MAX_DISCARDED_BYTES = 32 * 1024 * 1024
MAX_DISCARDING_S = 5.0


class Exchange:
    """Gives an answer the headers every answer has, and no body where HEAD was asked.

    Many clients write a whole body before they read. If a connection is closed on them meanwhile
    they see a broken connection instead of the answer, so an error is sent at once, but before it
    ends the rest of the body is read and forgotten, within limits of bytes and time.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, trace: Trace) -> None:
        headers = Headers(scope=scope)
        self.answering = False
        self._turned_down = False
        self._receive = receive
        self._send = send
        self._trace = trace
        self._without_body = scope["method"] == "HEAD"
        # Who expects a 100 waits before sending a body, and needs no more than the answer.
        self._still_sending = "expect" not in headers and (
            "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
        )

    async def receive(self) -> Message:
        """Return the next part of the request."""
        message = await self._receive()
        self._still_sending = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send the next part of the answer."""
        if message["type"] == "http.response.start":
            self.answering = True
            self._complete(MutableHeaders(scope=message))
            self._turned_down = message["status"] >= HTTPStatus.BAD_REQUEST
        elif self._without_body:
            message = {**message, "body": b""}
        if self._turned_down and self._still_sending and _is_last(message):
            await self._send({**message, "more_body": True})
            await self._discard_the_rest()
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    def leave_the_rest(self) -> None:
        """Let an error end before the body does: the server has no time left."""
        self._still_sending = False

    def _complete(self, headers: MutableHeaders) -> None:
        headers[REQUEST_ID_HEADER] = self._trace.request_id
        headers[TRACEPARENT_HEADER] = self._trace.traceparent
        for name, value in ANSWER_HEADERS.items():
            headers.setdefault(name, value)

    async def _discard_the_rest(self) -> None:
        discarded = 0
        with move_on_after(MAX_DISCARDING_S):
            while self._still_sending and discarded < MAX_DISCARDED_BYTES:
                discarded += len((await self.receive()).get("body", b""))


def _is_last(message: Message) -> bool:
    return message["type"] == "http.response.body" and not message.get("more_body", False)
