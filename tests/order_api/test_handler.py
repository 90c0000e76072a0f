import json
import threading
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import pytest

from services.backends.queue import Queue
from services.runtime.http.caps import MAX_BODY_BYTES
from tests.order_api.function import Function, order_text
from tests.order_api.shop import PROBLEM, PUBLIC_URL, Shop
from tests.recorded import CLIENT, Event, function_url_event, http_event, rest_event

EventOf = Callable[..., Event]

PAYLOADS: dict[str, EventOf] = {"REST API": rest_event, "HTTP API": http_event}


@pytest.fixture(params=PAYLOADS)
def event_of(request: pytest.FixtureRequest) -> EventOf:
    return PAYLOADS[request.param]


@pytest.fixture
def function(shop: Shop) -> Function:
    function = Function(shop)
    function.register()
    return function


def test_an_order_that_comes_through_api_gateway_is_accepted_shown_and_listed(
    function: Function, event_of: EventOf
) -> None:
    accepted = function.answer(event_of("POST", "/v1/orders", body=order_text()))
    order_id = accepted.json()["id"]
    assert (accepted.status, accepted.json()["status"]) == (202, "accepted")
    # A client that follows it must stay on the stage it came to.
    assert accepted.headers["location"] == f"/dev/v1/orders/{order_id}"

    shown = function.answer(event_of("GET", f"/v1/orders/{order_id}"))
    assert (shown.status, shown.json()["id"]) == (200, order_id)

    listed = function.answer(event_of("GET", "/v1/orders", query="reference=A-1001&limit=1"))
    assert [order["id"] for order in listed.json()["data"]] == [order_id]
    assert function.shop.backends.orders_queue.figures().visible == 1


def test_the_same_event_twice_accepts_one_order(function: Function, event_of: EventOf) -> None:
    event = event_of("POST", "/v1/orders", body=order_text())
    first, second = function.answer(event), function.answer(event)
    assert first.body == second.body
    assert second.headers["idempotent-replayed"] == "true"
    assert function.shop.backends.orders_queue.figures().sent == 1


def test_a_body_in_base64_is_the_body(function: Function, event_of: EventOf) -> None:
    event = event_of("POST", "/v1/orders", body=b64encode(order_text().encode()).decode())
    event["isBase64Encoded"] = True
    assert function.answer(event).status == 202


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("in_base64", [True, False])
def test_a_body_over_the_cap_is_refused_however_it_comes(
    function: Function, event_of: EventOf, *, in_base64: bool, announced: bool
) -> None:
    body = " " * (MAX_BODY_BYTES + 1)
    event = event_of("POST", "/v1/orders", body=body)
    if in_base64:
        event |= {"isBase64Encoded": True, "body": b64encode(body.encode()).decode()}
    if announced:
        event["headers"]["content-length"] = str(len(body))
    answer = function.answer(event)
    assert (answer.status, answer.json()["code"]) == (413, "body_too_large")


def test_a_body_of_exactly_the_cap_is_read(function: Function, event_of: EventOf) -> None:
    body = order_text().ljust(MAX_BODY_BYTES)
    assert function.answer(event_of("POST", "/v1/orders", body=body)).status == 202


def test_problems_are_text_that_any_gateway_passes_on(
    function: Function, event_of: EventOf
) -> None:
    answer = function.answer(event_of("POST", "/v1/orders", body="{"))
    assert (answer.status, answer.json()["code"]) == (400, "malformed_json")
    assert (answer.headers["content-type"], answer.in_base64) == (PROBLEM, False)
    assert answer.json()["type"] == f"{PUBLIC_URL}/problems/malformed_json"


def test_a_body_that_is_no_text_is_a_fault_of_the_request(
    function: Function, event_of: EventOf
) -> None:
    body = order_text().replace("A-1001", "\udcff")
    assert function.answer(event_of("POST", "/v1/orders", body=body)).status == 400
    lone = json.loads('"\\ud800"')
    assert function.answer(event_of("POST", "/v1/orders", body=lone)).status == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-Port", "443, 80"),
        ("X-Forwarded-Port", "none"),
        ("Host", "a:b:c"),
        ("Host", ""),
        ("X-Forwarded-Proto", "gopher"),
        ("Cookie", "\u2603"),
        ("User-Agent", "\udcff"),
        ("Content-Length", "-1"),
        ("Content-Length", "9" * 5000),
    ],
)
def test_no_header_brings_the_function_down(
    function: Function, event_of: EventOf, name: str, value: str
) -> None:
    event = event_of("GET", "/v1/orders", headers={name: value})
    assert function.answer(event).status == 200


def test_a_key_that_comes_twice_is_refused_where_the_gateway_tells(function: Function) -> None:
    event = rest_event("POST", "/v1/orders", body=order_text())
    event["multiValueHeaders"]["Idempotency-Key"] = ["key-1", "key-2"]
    answer = function.answer(event)
    assert (answer.status, answer.json()["code"]) == (400, "idempotency_key_malformed")


def test_a_parameter_that_comes_twice_is_refused(function: Function, event_of: EventOf) -> None:
    answer = function.answer(event_of("GET", "/v1/orders", query="limit=1&limit=2"))
    assert (answer.status, answer.json()["code"]) == (400, "bad_query")


def test_a_path_counts_towards_the_length_of_the_url(function: Function, event_of: EventOf) -> None:
    answer = function.answer(event_of("GET", f"/v1/{'a' * 9000}"))
    assert (answer.status, answer.json()["code"]) == (414, "url_too_long")


@pytest.mark.parametrize("path", ["/v1/nothing", "/dev/v1/orders", "/devices", "/"])
def test_only_the_stage_is_taken_off_a_path(
    function: Function, event_of: EventOf, path: str
) -> None:
    answer = function.answer(event_of("GET", path))
    assert (answer.status, answer.json()["code"]) == (404, "not_found")


def test_without_a_stage_in_the_path_nothing_is_taken_off(function: Function) -> None:
    event = rest_event("POST", "/v1/orders", body=order_text())
    event["requestContext"] |= {"stage": "v1", "path": "/v1/orders"}
    assert function.answer(event).headers["location"].startswith("/v1/orders/ord_")

    event = http_event("POST", "/v1/orders", body=order_text())
    event["requestContext"]["http"]["path"] = "/v1/orders"
    for stage in ("$default", "dev", "v"):
        event["requestContext"]["stage"] = stage
        assert function.answer(event).headers["location"].startswith("/v1/orders/ord_")


def test_head_is_answered_without_a_body(function: Function, event_of: EventOf) -> None:
    answer = function.answer(event_of("HEAD", "/healthz"))
    assert (answer.status, answer.body) == (200, b"")


def test_the_reference_page_and_its_files_are_served(function: Function, event_of: EventOf) -> None:
    page = function.answer(event_of("GET", "/docs"))
    assert (page.status, page.in_base64) == (200, False)
    icon = function.answer(event_of("GET", "/docs/assets/icon.svg"))
    assert (icon.headers["content-type"], icon.in_base64) == ("image/svg+xml", False)


class WatchedQueue:
    """The orders queue, and the threads that sent to it."""

    def __init__(self, inner: Queue) -> None:
        self.threads: set[int] = set()
        self._inner = inner

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        self.threads.add(threading.get_ident())
        self._inner.send(bodies, delay_s)


def test_an_event_is_worked_on_the_thread_it_came_to(shop: Shop) -> None:
    queue = WatchedQueue(shop.backends.orders_queue)
    shop.backends = replace(shop.backends, orders_queue=cast("Queue", queue))
    function = Function(shop)
    function.register()
    assert function.answer(rest_event("POST", "/v1/orders", body=order_text())).status == 202
    assert queue.threads == {threading.get_ident()}


def test_what_is_no_request_is_an_error_of_whoever_sent_it(function: Function) -> None:
    with pytest.raises(RuntimeError, match="unable to infer"):
        function.answer({"Records": []})


def test_a_function_url_without_an_authorizer_lets_nobody_in(function: Function) -> None:
    event = function_url_event("GET", "/v1/orders")
    event["headers"]["authorization"] = f"Bearer {CLIENT}"
    answer = function.answer(event)
    assert (answer.status, answer.json()["code"]) == (401, "unauthenticated")
