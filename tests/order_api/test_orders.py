"""What a new order is answered, and what becomes of it."""

import json

from services.domain.message import decode_order_accepted
from services.order_api import examples
from tests.builders import an_order_request
from tests.order_api.shop import Shop, assert_problem


def test_an_accepted_order_is_answered_at_once_in_the_promised_shape(shop: Shop) -> None:
    answer = shop.post(an_order_request())

    assert answer.status_code == 202
    order_id = answer.json()["id"]
    assert answer.json() == {
        "id": order_id,
        "object": "order",
        "status": "accepted",
        "reference": "A-1001",
        "currency": "EUR",
        "totals": {"net": "89.95", "tax": "14.40", "gross": "104.35", "due": "0.00"},
        "created_at": "2026-11-21T09:30:00.000000Z",
        "invoice": None,
        "mail": None,
        "failure": None,
    }
    assert order_id.startswith("ord_")
    assert answer.headers["location"] == f"/v1/orders/{order_id}"
    assert answer.headers["retry-after"] == "2"
    assert "idempotent-replayed" not in answer.headers


def test_an_accepted_order_is_dispatched_with_the_trace_of_its_request(shop: Shop) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    shop.client.headers["traceparent"] = trace
    order_id = shop.accept()

    (message,) = shop.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
    assert decode_order_accepted(message.body) == (order_id, "aurora", trace)
    (order,) = shop.backends.orders.read([order_id])
    assert order.traceparent == trace
    assert json.loads(order.request) == an_order_request()


def test_every_fault_is_named_with_its_place(shop: Shop) -> None:
    body = an_order_request(currency="XXQ", locale="?")
    body["lines"][1]["unit_price"] = 24.95

    document = assert_problem(shop.post(body), 422, "invalid_order")
    found = {(fault["pointer"], fault["code"]) for fault in document["errors"]}
    assert found == {
        ("/currency", "unknown_currency"),
        ("/locale", "not_a_locale"),
        ("/lines/1/unit_price", "not_a_decimal_string"),
    }


def test_the_example_of_the_reference_is_accepted_and_comes_to_what_it_says(shop: Shop) -> None:
    answer = shop.post(examples.ORDER_REQUEST)
    assert answer.status_code == 202, answer.text
    assert {**answer.json(), "id": examples.ORDER_ID} == examples.ACCEPTED
