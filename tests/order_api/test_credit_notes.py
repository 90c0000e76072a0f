"""POST /v1/invoices/{number}/credit-notes."""

import json
from typing import Any

import httpx2
import pytest

from services.backends.keys import Role
from services.flow.credit import credit
from services.order_api import examples
from tests.builders import TRACEPARENT
from tests.issued import Issue, archived, issued
from tests.order_api.shop import Shop, assert_problem
from tests.pipeline import Pipeline

SELLER = "papierhaus"
NUMBER = "INV-2026-000001"


def issue(shop: Shop, **changes: Any) -> Issue:  # noqa: ANN401
    return archived(shop.backends, shop.clock, issued(shop.backends, shop.clock, **changes))


def post(
    shop: Shop,
    body: dict[str, Any] | bytes,
    key: str | None = "credit-1",
    number: str = NUMBER,
    **who: Any,  # noqa: ANN401
) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    if key is not None:
        headers["Idempotency-Key"] = key
    bearer = shop.bearer(**{"role": "finance", "seller": SELLER, **who})
    return shop.client.post(
        f"/v1/invoices/{number}/credit-notes", content=content, headers={**headers, **bearer}
    )


@pytest.mark.parametrize("role", ["finance", "admin"])
def test_a_credit_is_accepted_and_can_be_followed_as_an_order(shop: Shop, role: Role) -> None:
    issue(shop)
    answer = post(shop, {"amount": "4.35", "reason": "Damaged"}, role=role)

    assert answer.status_code == 202
    credited = answer.json()
    assert answer.headers["location"] == f"/v1/orders/{credited['id']}"
    assert answer.headers["retry-after"] == "2"
    assert "idempotent-replayed" not in answer.headers
    assert (credited["object"], credited["status"]) == ("order", "accepted")
    assert (credited["reference"], credited["credits"]) == ("A-1001", NUMBER)
    assert credited["totals"]["gross"] == credited["totals"]["due"] == "4.35"
    shown = shop.get(answer.headers["location"], role=role, seller=SELLER)
    assert shown.json() == credited


def test_the_answer_is_what_the_reference_shows(shop: Shop) -> None:
    issue(shop)
    answer = post(shop, examples.CREDIT_REQUEST)
    assert answer.status_code == 202
    assert answer.json().keys() == examples.CREDIT_ACCEPTED.keys()


@pytest.mark.parametrize(
    "body", [examples.CREDIT_REQUEST, examples.CREDIT_OF_AMOUNT, examples.CREDIT_OF_THE_REST]
)
def test_every_example_is_accepted(shop: Shop, body: dict[str, Any]) -> None:
    issue(shop)
    assert post(shop, body).status_code == 202


def test_the_invoice_says_credited_when_nothing_is_left(shop: Shop) -> None:
    numbered = issue(shop)

    def statuses() -> list[str]:
        paths = (f"/v1/invoices/{NUMBER}", f"/v1/orders/{numbered.order.id}")
        return [shop.get(path, seller=SELLER).json()["status"] for path in paths]

    post(shop, {"amount": "100.00", "reason": "Part"}, "part")
    assert statuses() == ["issued", "invoiced"]
    post(shop, {"reason": "Rest"}, "rest")
    assert statuses() == ["credited", "credited"]
    fault = assert_problem(post(shop, {"reason": "More"}, "more"), 422, "invalid_credit")
    assert [each["code"] for each in fault["errors"]] == ["nothing_left"]


def test_a_credit_sent_again_is_answered_as_it_was_accepted(shop: Shop) -> None:
    issue(shop)
    first = post(shop, {"reason": "Returned"})
    again = post(shop, b'{ "reason" : "Returned" }')
    assert (again.status_code, again.headers["idempotent-replayed"]) == (202, "true")
    assert again.json() == first.json()
    reused = post(shop, {"reason": "Something else"})
    assert_problem(reused, 422, "idempotency_key_reused")


@pytest.mark.parametrize("role", ["checkout", "viewer", "operator"])
def test_other_roles_credit_nothing(shop: Shop, role: Role) -> None:
    issue(shop)
    assert_problem(post(shop, {"reason": "Mine"}, role=role), 403, "forbidden")


def test_a_key_is_required(shop: Shop) -> None:
    issue(shop)
    assert_problem(post(shop, {"reason": "x"}, None), 400, "idempotency_key_missing")


@pytest.mark.parametrize(
    "who", [{"seller": "aurora"}, {"livemode": False}, {"number": "INV-2026-000009"}]
)
def test_a_number_that_is_not_the_callers_is_unknown(shop: Shop, who: dict[str, Any]) -> None:
    numbered = issue(shop)
    assert_problem(post(shop, {"reason": "Returned"}, **who), 404, "invoice_not_found")
    (order,) = shop.backends.orders.read([numbered.order.id])
    assert order.taken_back == ()


def test_a_body_that_is_no_credit_is_refused_with_a_pointer_and_stores_nothing(shop: Shop) -> None:
    numbered = issue(shop)
    refused = post(shop, {"lines": [{"line": 1, "quantity": "3.1"}], "reason": "Too many"})
    (error,) = assert_problem(refused, 422, "invalid_credit")["errors"]
    assert error == {
        "pointer": "/lines/0/quantity",
        "code": "more_than_left",
        "detail": "is more than the 3 left of this line",
    }
    assert_problem(post(shop, b"{"), 400, "malformed_json")
    (order,) = shop.backends.orders.read([numbered.order.id])
    assert order.taken_back == ()


def test_a_refused_credit_can_be_sent_again_corrected_under_its_key(shop: Shop) -> None:
    issue(shop)
    assert post(shop, {"amount": "104.36", "reason": "All"}).status_code == 422
    assert post(shop, {"amount": "104.35", "reason": "All"}).status_code == 202


def test_a_credit_note_cannot_be_credited(shop: Shop) -> None:
    issue(shop)
    note = post(shop, {"reason": "Returned"}).json()["id"]
    Pipeline(shop.state).settle()
    shown = shop.get(f"/v1/orders/{note}", seller=SELLER).json()
    assert shown["invoice"]["number"] == "CN-2026-000001"
    answer = post(shop, {"reason": "Back"}, "credit-2", number="CN-2026-000001")
    assert_problem(answer, 409, "credit_note_not_creditable")


def test_credits_of_one_order_are_found_beside_it_by_its_reference(shop: Shop) -> None:
    numbered = issue(shop)
    shop.clock.advance(1)
    credit(
        b'{"reason": "Returned"}',
        original=numbered.invoice,
        idempotency_key="from the command line",
        traceparent=TRACEPARENT,
        now=shop.clock(),
        orders=shop.backends.orders,
        queue=shop.backends.orders_queue,
    )
    rows = shop.get("/v1/orders?reference=A-1001", seller=SELLER).json()["data"]
    assert [row.get("credits") for row in rows] == [NUMBER, None]
