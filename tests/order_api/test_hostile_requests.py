"""Whatever is sent, it is turned down in words of ours, and nothing of it is repeated."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from services.portal.main import create_app as portal
from tests.issued import archived, issued, page_path
from tests.order_api.hostile_bodies import CANARY, ORDERS, WHOLE
from tests.order_api.hostile_credits import CREDITS
from tests.order_api.hostile_heads import (
    AUTHORIZATIONS,
    METHODS,
    NUMBERS,
    POSTED,
    TOKENS,
    UNHEEDED,
    URLS,
)
from tests.order_api.shop import PROBLEM, PUBLIC_URL, Shop

SELLER = "papierhaus"
INVOICES = "/v1/invoices"


@pytest.fixture(scope="module")
def sold(busy_shop: Shop) -> str:
    """The number of an invoice that is archived."""
    shop = busy_shop
    return archived(shop.backends, shop.clock, issued(shop.backends, shop.clock)).invoice.number


@pytest.fixture(scope="module")
def window(busy_shop: Shop) -> TestClient:
    app = portal(
        busy_shop.backends,
        public_url=PUBLIC_URL,
        clock=busy_shop.clock,
        new_id=busy_shop.new_id,
    )
    return TestClient(app, follow_redirects=False)


def assert_silent(answer: Any) -> None:  # noqa: ANN401 - httpx2's response
    everything = answer.text + repr(answer.headers.raw)
    assert CANARY.lower() not in everything.lower()
    assert "Traceback" not in everything


def assert_turned_down(answer: Any) -> None:  # noqa: ANN401 - httpx2's response
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == PROBLEM
    document = answer.json()
    assert document["type"]
    assert document["code"]
    assert document["request_id"]
    assert_silent(answer)


def assert_found(answer: Any, code: str) -> None:  # noqa: ANN401 - httpx2's response
    document = answer.json()
    assert code in {document["code"], *(fault["code"] for fault in document.get("errors", []))}
    assert len(answer.content) < 8_000


def each_of(table: dict[str, dict[str, bytes]]) -> list[Any]:
    return [
        pytest.param(code, body, id=what)
        for code, bodies in table.items()
        for what, body in bodies.items()
    ]


@pytest.mark.parametrize(("code", "body"), each_of(ORDERS))
def test_a_hostile_body_is_turned_down_without_an_echo(
    busy_shop: Shop, code: str, body: bytes
) -> None:
    answer = busy_shop.post(body, key="hostile")
    assert_turned_down(answer)
    assert_found(answer, code)


@pytest.mark.parametrize(("code", "body"), each_of(CREDITS))
def test_a_hostile_credit_is_turned_down_without_an_echo(
    busy_shop: Shop, sold: str, code: str, body: bytes
) -> None:
    answer = busy_shop.client.post(
        f"{INVOICES}/{sold}/credit-notes",
        content=body,
        headers={
            "Idempotency-Key": "hostile",
            "Content-Type": "application/json",
            **busy_shop.bearer(role="finance", seller=SELLER),
        },
    )
    assert_turned_down(answer)
    assert_found(answer, code)


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("what", POSTED)
@pytest.mark.parametrize("path", ["/v1/orders", INVOICES + "/INV-2026-000001/credit-notes"])
def test_hostile_headers_are_turned_down_without_an_echo(
    busy_shop: Shop, path: str, what: str
) -> None:
    bearer = busy_shop.bearer(role="admin", seller=SELLER)["Authorization"].encode()
    headers = [(b"authorization", bearer), *POSTED[what]]
    assert_turned_down(busy_shop.client.post(path, content=WHOLE, headers=headers))


@pytest.mark.parametrize("what", AUTHORIZATIONS)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/orders"),
        ("GET", "/v1/orders"),
        ("GET", f"{INVOICES}/INV-2026-000001"),
        ("GET", f"{INVOICES}/INV-2026-000001/pdf"),
        ("POST", f"{INVOICES}/INV-2026-000001/credit-notes"),
    ],
)
def test_a_credential_that_is_none_opens_nothing(
    busy_shop: Shop, method: str, path: str, what: str
) -> None:
    answer = busy_shop.client.request(method, path, headers=AUTHORIZATIONS[what])
    assert_turned_down(answer)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("what", UNHEEDED)
def test_headers_that_mean_nothing_here_change_nothing(
    busy_shop: Shop, sold: str, what: str
) -> None:
    bearer = busy_shop.bearer(role="admin", seller=SELLER)["Authorization"].encode()
    headers = [(b"authorization", bearer), *UNHEEDED[what]]
    answer = busy_shop.client.get(f"{INVOICES}/{sold}", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["number"] == sold
    assert answer.headers["x-request-id"].startswith("req_")
    assert_silent(answer)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_hostile_url_is_turned_down_without_an_echo(
    busy_shop: Shop, method: str, url: str
) -> None:
    answer = busy_shop.client.request(
        method, url, headers=busy_shop.bearer(), follow_redirects=False
    )
    assert_turned_down(answer)


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("rest", ["", "/pdf", "/xml", f"?{CANARY}=1", f"/xml?format={CANARY}"])
def test_a_number_that_is_none_leads_to_no_invoice(busy_shop: Shop, rest: str, number: str) -> None:
    bearer = busy_shop.bearer(role="admin", seller=SELLER)
    assert_turned_down(busy_shop.client.get(f"{INVOICES}/{number}{rest}", headers=bearer))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "path", ["/v1/orders", f"{INVOICES}/INV-2026-000001", f"{INVOICES}/INV-2026-000001/pdf"]
)
def test_a_method_that_is_not_taken_does_nothing(busy_shop: Shop, method: str, path: str) -> None:
    answer = busy_shop.client.request(
        method, path, content=WHOLE, headers=busy_shop.bearer(role="admin", seller=SELLER)
    )
    assert_turned_down(answer)
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("rest", ["", "/pdf", "/xml", "/logo", "/theme.css"])
def test_a_token_that_is_none_opens_nothing(window: TestClient, rest: str, token: str) -> None:
    answer = window.get(f"/i/{token}{rest}")
    assert answer.status_code == 404
    assert_silent(answer)


def test_a_token_that_is_one_opens_its_page_whatever_else_is_asked(
    busy_shop: Shop, window: TestClient
) -> None:
    issue = issued(busy_shop.backends, busy_shop.clock, key="mailed")
    path = page_path(busy_shop.backends, archived(busy_shop.backends, busy_shop.clock, issue))
    answer = window.get(f"{path}?{CANARY}=%3Cscript%3E", headers={"Accept-Language": CANARY})
    assert answer.status_code == 200
    assert_silent(answer)


def test_a_body_without_a_length_is_cut_off_at_the_cap(busy_shop: Shop) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(80):
            sent += 65_536
            yield CANARY.encode() * 8_192

    headers = {"Idempotency-Key": "a", "Content-Type": "application/json", **busy_shop.bearer()}
    answer = busy_shop.client.post("/v1/orders", content=endless(), headers=headers)
    assert_turned_down(answer)
    assert answer.status_code == 413


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip", CANARY])
def test_a_bomb_is_never_unpacked(busy_shop: Shop, coding: str) -> None:
    bomb = gzip.compress(b"[" * 50_000_000, 1)
    headers = {
        "Idempotency-Key": "a",
        "Content-Type": "application/json",
        "Content-Encoding": coding,
        **busy_shop.bearer(),
    }
    answer = busy_shop.client.post("/v1/orders", content=bomb[:200_000], headers=headers)
    assert_turned_down(answer)
    assert answer.status_code == 415


@pytest.mark.parametrize("length", ["262145", "1" * 400, "0" * 40 + "999999999"])
def test_a_body_that_announces_too_much_is_not_read(busy_shop: Shop, length: str) -> None:
    headers = {
        "Idempotency-Key": "a",
        "Content-Type": "application/json",
        "Content-Length": length,
        **busy_shop.bearer(),
    }
    answer = busy_shop.client.post("/v1/orders", content=WHOLE, headers=headers)
    assert_turned_down(answer)
    assert answer.status_code == 413


def test_what_was_turned_down_left_nothing_behind(busy_shop: Shop) -> None:
    assert busy_shop.get("/v1/orders").json()["data"] == []
    assert busy_shop.backends.orders_queue.figures().sent == 0
