import asyncio
from collections.abc import Iterator
from itertools import count

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.types import Message
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from services.backends.embedded.database import DatabaseBusy
from services.backends.unavailable import Unavailable
from services.runtime.http.edge import guard
from services.runtime.http.problem_kinds import KINDS
from services.runtime.http.threads import in_thread

PUBLIC_URL = "https://invoices.example.com"
CANARY = "Kanarie7"


async def hello(_: Request) -> Response:
    return PlainTextResponse("hello")


async def own_policy(_: Request) -> Response:
    return PlainTextResponse("page", headers={"content-security-policy": "default-src 'self'"})


async def log_context(_: Request) -> Response:
    bound = await in_thread(get_contextvars)
    return PlainTextResponse(" ".join((bound["request_id"], bound["trace_id"])))


async def reads_all(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def breaks(_: Request) -> Response:
    raise RuntimeError(f"{CANARY} broke it")


async def is_busy(_: Request) -> Response:
    raise DatabaseBusy(CANARY)


async def is_locked(_: Request) -> Response:
    raise Unavailable(CANARY)


async def is_abandoned(_: Request) -> Response:
    raise ClientDisconnect


async def breaks_late(_: Request) -> Response:
    def parts() -> Iterator[bytes]:
        yield b"first"
        raise RuntimeError(CANARY)

    return StreamingResponse(parts())


def guarded(*routes: Route | Mount) -> Starlette:
    numbers = count(1)
    app = Starlette(routes=routes)
    guard(app, public_url=PUBLIC_URL, new_id=lambda: f"{next(numbers):032x}")
    return app


def app() -> Starlette:
    return guarded(
        Route("/hello", hello),
        Route("/hello", hello, methods=["POST"]),
        Route("/own-policy", own_policy),
        Route("/log-context", log_context),
        Route("/reads-all", reads_all, methods=["POST"]),
        Route("/breaks", breaks),
        Route("/is-busy", is_busy),
        Route("/is-locked", is_locked),
        Route("/is-abandoned", is_abandoned),
        Route("/breaks-late", breaks_late),
    )


@pytest.fixture
def client() -> TestClient:
    return TestClient(app())


def test_every_answer_carries_the_ids_and_the_security_headers(client: TestClient) -> None:
    for path in ("/hello", "/nothing", "/breaks", "/is-busy"):
        headers = client.get(path, headers={"X-Request-Id": "mine"}).headers
        assert headers["x-request-id"] == "mine"
        assert headers["traceparent"].startswith("00-")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_what_an_answer_says_itself_is_left_alone(client: TestClient) -> None:
    headers = client.get("/own-policy").headers
    assert headers.get_list("content-security-policy") == ["default-src 'self'"]


def test_logs_know_the_request_they_belong_to_in_every_thread(client: TestClient) -> None:
    answer = client.get("/log-context")
    assert answer.text == f"{answer.headers['x-request-id']} {answer.headers['traceparent'][3:35]}"
    assert get_contextvars() == {}


def test_a_fault_of_ours_is_logged_once_and_told_without_its_text(client: TestClient) -> None:
    with capture_logs() as logs:
        answer = client.get("/breaks", headers={"X-Request-Id": "mine"})

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": f"{PUBLIC_URL}/problems/internal_error",
        "title": KINDS["internal_error"].title,
        "status": 500,
        "detail": f"{KINDS['internal_error'].why} {KINDS['internal_error'].remedy}",
        "code": "internal_error",
        "request_id": "mine",
    }
    (entry,) = logs
    assert entry["event"] == "request.failed"
    assert isinstance(entry["exc_info"], RuntimeError)


@pytest.mark.parametrize("path", ["/is-busy", "/is-locked"])
def test_a_backend_that_does_not_answer_is_worth_another_try(client: TestClient, path: str) -> None:
    with capture_logs() as logs:
        answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"
    assert [entry["event"] for entry in logs] == ["backend.unavailable"]
    assert CANARY not in answer.text + repr(logs)


def test_an_answer_that_broke_off_is_left_to_the_server_to_cut(client: TestClient) -> None:
    with pytest.raises(RuntimeError, match=CANARY):
        client.get("/breaks-late")


def test_nobody_is_answered_when_the_caller_has_gone() -> None:
    sent: list[Message] = []

    async def ask() -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/is-abandoned",
            "headers": [],
            "query_string": b"",
        }
        await app()(scope, receive, send)

    with capture_logs() as logs:
        asyncio.run(ask())
    assert sent == []
    assert [entry["event"] for entry in logs] == ["request.abandoned"]


def test_a_wrong_method_is_told_all_the_right_ones(client: TestClient) -> None:
    answer = client.delete("/hello")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, POST, HEAD"


def test_an_app_that_is_mounted_in_another_keeps_its_manners() -> None:
    outer = guarded(Route("/front", hello), Mount("/", app=app()))
    client = TestClient(outer)

    for path, status in (("/front", 200), ("/hello", 200), ("/nothing", 404), ("/breaks", 500)):
        answer = client.get(path)
        assert answer.status_code == status
        assert len(answer.headers.get_list("x-request-id")) == 1
        if status != 200:
            assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert client.delete("/hello").headers["allow"] == "GET, POST, HEAD"
    assert client.head("/hello").content == b""


class Body:
    """What a client still sends, counted as it is taken."""

    def __init__(self, parts: int) -> None:
        self.left = parts

    async def receive(self) -> Message:
        self.left -= 1
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": self.left > 0}


def left_after_404(
    body: Body, *headers: tuple[bytes, bytes], sent: list[bytes] | None = None
) -> int:
    async def ask() -> None:
        async def send(message: Message) -> None:
            if sent is not None:
                sent.append(message.get("body", b""))

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/nothing",
            "query_string": b"",
            "headers": headers,
        }
        await app()(scope, body.receive, send)

    asyncio.run(ask())
    return body.left


def test_the_rest_of_a_body_is_read_before_an_error_ends_so_that_the_answer_arrives() -> None:
    assert left_after_404(Body(80), (b"content-length", b"5242880")) == 0
    assert left_after_404(Body(80), (b"transfer-encoding", b"chunked")) == 0


def test_an_error_does_not_wait_for_the_body_it_turns_down() -> None:
    seen: list[bytes] = []

    class Unsent(Body):
        async def receive(self) -> Message:
            assert b'"code":"not_found"' in b"".join(seen)
            return await super().receive()

    body = Unsent(3)
    assert left_after_404(body, (b"content-length", b"196608"), sent=seen) == 0


def test_a_stopping_server_cuts_a_request_short_with_an_answer_and_no_trace() -> None:
    sent: list[Message] = []

    async def ask() -> None:
        async def receive() -> Message:
            return await asyncio.Future[Message]()

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/reads-all",
            "headers": [(b"content-length", b"1000")],
            "query_string": b"",
        }
        asking = asyncio.create_task(app()(scope, receive, send))
        await asyncio.sleep(0)
        asking.cancel()
        await asking

    with capture_logs() as logs:
        asyncio.run(ask())
    assert [entry["event"] for entry in logs] == ["request.cut_short"]
    start, end = sent
    assert (start["status"], end["type"]) == (503, "http.response.body")


def test_a_body_without_end_is_not_read_forever() -> None:
    assert left_after_404(Body(10_000), (b"transfer-encoding", b"chunked")) == 10_000 - 512


def test_who_waits_with_the_body_is_answered_at_once() -> None:
    waiting = (b"expect", b"100-continue")
    assert left_after_404(Body(80), (b"content-length", b"5242880"), waiting) == 80


def test_a_request_without_a_body_has_no_rest() -> None:
    assert left_after_404(Body(1)) == 1
    assert left_after_404(Body(1), (b"content-length", b"0")) == 1
