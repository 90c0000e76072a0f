"""HTTP/1.1 as uvicorn speaks it, except that what is no HTTP is turned down as a problem too."""

import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from services.runtime.http.headers import ANSWER_HEADERS
from services.runtime.http.problems import MEDIA_TYPE, Problem, problem_document
from services.runtime.http.trace import REQUEST_ID_HEADER
from services.runtime.randomness import NewId

_ANSWERABLE = {h11.IDLE, h11.SEND_RESPONSE}


def http_protocol(*, public_url: str, new_id: NewId) -> type[H11Protocol]:
    """Return the protocol for `uvicorn.Config(http=...)`; `public_url` starts problem types."""

    class Protocol(H11Protocol):
        def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words
            # Between the start and the end of an answer there is nothing left to say.
            if self.conn.our_state in _ANSWERABLE:
                for event in _bad_request(public_url, f"req_{new_id()}"):
                    self.transport.write(self.conn.send(event) or b"")
            self.transport.close()

    return Protocol


def _bad_request(public_url: str, request_id: str) -> list[h11.Event]:
    document = problem_document(
        Problem("bad_request"), public_url=public_url, request_id=request_id
    )
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = {
        **ANSWER_HEADERS,
        REQUEST_ID_HEADER: request_id,
        "content-type": MEDIA_TYPE,
        "content-length": str(len(body)),
        "connection": "close",
    }
    start = h11.Response(status_code=400, headers=list(headers.items()), reason="Bad Request")
    return [start, h11.Data(data=body), h11.EndOfMessage()]
