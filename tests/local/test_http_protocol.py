import asyncio
import json

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from services.local.http_protocol import http_protocol

PUBLIC_URL = "https://invoices.example.com"
CANARY = b"Kanarie7"


async def answers_at_once(_scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"no", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        continue


async def conversation(*said: bytes) -> bytes:
    """Return everything a server says until it hangs up; each part is sent after an answer."""
    speaks = http_protocol(public_url=PUBLIC_URL, new_id=lambda: "0" * 32)
    config = uvicorn.Config(answers_at_once, http=speaks, log_config=None, lifespan="off")
    config.load()
    server = await asyncio.get_running_loop().create_server(
        lambda: speaks(config=config, server_state=ServerState(), app_state={}), "127.0.0.1", 0
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        heard = b""
        for part in said:
            writer.write(part)
            heard += await reader.read(65_536)
        heard += await reader.read()
        writer.close()
    return heard


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET /v1/" + CANARY + b"\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/orders HTTP/1.1\r\nHost: x\r\nBad Header: " + CANARY + b"\r\n\r\n",
        b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: " + CANARY + b"\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_problem_like_any_other(said: bytes) -> None:
    head, _, body = asyncio.run(conversation(said)).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head.lower()
    assert b"x-content-type-options: nosniff" in head.lower()
    problem = json.loads(body)
    assert problem["type"] == f"{PUBLIC_URL}/problems/bad_request"
    assert problem["request_id"] == "req_" + "0" * 32
    assert CANARY not in body


def test_an_answer_that_has_begun_is_cut_off_rather_than_followed_by_another() -> None:
    post = b"POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    heard = asyncio.run(conversation(post, b"no chunk\r\n"))

    assert heard.startswith(b"HTTP/1.1 404 ")
    assert b"400" not in heard
