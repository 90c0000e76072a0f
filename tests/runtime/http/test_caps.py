import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request
from starlette.types import Message

from services.runtime.http.caps import json_body
from services.runtime.http.problems import Problem

JSON = ("content-type", "application/json")


def read(chunks: Iterable[bytes], *headers: tuple[str, str], limit: int = 10) -> bytes:
    left = iter(chunks)

    async def receive() -> Message:
        chunk = next(left, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": raw}
    return asyncio.run(json_body(Request(scope, receive), limit))


def refusal(chunks: Iterable[bytes], *headers: tuple[str, str]) -> str:
    with pytest.raises(Problem) as refused:
        read(chunks, *headers)
    return refused.value.kind.code


def test_a_body_up_to_the_cap_is_returned_whole() -> None:
    assert read([b"01234", b"56789"], JSON) == b"0123456789"
    assert read([b"0123456789"], JSON, ("content-length", "0010")) == b"0123456789"
    assert read([], JSON) == b""


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    read_parts = []

    def parts() -> Iterable[bytes]:
        read_parts.append(1)
        yield b"01234567890"

    for length in ("11", "9" * 5000):
        assert refusal(parts(), JSON, ("content-length", length)) == "body_too_large"
    assert read_parts == []


def test_a_body_that_lies_about_its_length_is_cut_off() -> None:
    assert refusal([b"0123456789", b"a"], JSON, ("content-length", "5")) == "body_too_large"
    assert refusal([b"0123456789a"], JSON) == "body_too_large"


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        'application/json; charset="UTF-8"',
    ],
)
def test_json_is_taken_however_it_is_written(media_type: str) -> None:
    assert read([b"{}"], ("content-type", media_type)) == b"{}"


@pytest.mark.parametrize(
    "media_type",
    ["", "text/json", "application/jsonx", "application/json; charset=latin-1", "*/*"],
)
def test_anything_but_json_is_refused(media_type: str) -> None:
    assert refusal([b"{}"], ("content-type", media_type)) == "unsupported_media_type"
    assert refusal([b"{}"]) == "unsupported_media_type"


def test_a_compressed_body_is_refused() -> None:
    assert refusal([b""], JSON, ("content-encoding", "br")) == "unsupported_media_type"
    assert read([b"{}"], JSON, ("content-encoding", "identity")) == b"{}"
