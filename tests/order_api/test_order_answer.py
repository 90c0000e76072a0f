"""What is shown of an order, from its acceptance to its mail."""

from typing import Any

from services.domain.order import fail
from services.flow.order_answer import OrderAnswer
from services.flow.redrive import redrive_order
from services.order_api import examples
from tests.order_api.shop import PUBLIC_URL, Shop


def test_an_order_shows_its_invoice_and_mail_as_they_become_true(shop: Shop) -> None:
    order_id = shop.accept()
    shop.invoiced(order_id)
    answer = shop.get(f"/v1/orders/{order_id}").json()

    page = answer["invoice"]["page_url"]
    assert answer["status"] == "invoiced"
    assert page.startswith(f"{PUBLIC_URL}/i/")
    assert answer["invoice"] == {
        "number": "INV-2026-000001",
        "issued_on": "2026-11-21",
        "page_url": page,
        "pdf_url": f"{page}/pdf",
        "xml_url": None,
        "sha256": "ab" * 32,
    }
    assert answer["mail"]["status"] == "none"

    shop.mailed(order_id)
    answer = shop.get(f"/v1/orders/{order_id}").json()
    assert answer["status"] == "sent"
    assert answer["mail"] == {
        "status": "sent",
        "to": "z***@example.com",
        "sent_at": "2026-11-21T09:30:00.000000Z",
        "message_id": "<1>",
        "attempts": 1,
    }


def test_the_caller_is_told_to_ask_again_until_nothing_more_happens(shop: Shop) -> None:
    order_id = shop.accept()
    path = f"/v1/orders/{order_id}"
    assert shop.get(path).headers["retry-after"] == "2"
    shop.invoiced(order_id)
    assert shop.get(path).headers["retry-after"] == "2"
    shop.mailed(order_id)
    assert "retry-after" not in shop.get(path).headers


def test_a_failed_order_says_why_until_it_is_redriven(shop: Shop) -> None:
    order_id = shop.accept()
    (order,) = shop.backends.orders.read([order_id])
    failed = fail(order, "order", "attempts_exhausted", "five attempts failed", shop.clock())
    shop.backends.orders.save(failed)

    answer = shop.get(f"/v1/orders/{order_id}")
    assert answer.json()["status"] == "failed"
    assert answer.json()["failure"] == {
        "code": "attempts_exhausted",
        "detail": "five attempts failed",
    }
    assert "retry-after" not in answer.headers

    backends = shop.backends
    redrive_order(
        order_id,
        "the disk has room again",
        orders=backends.orders,
        orders_queue=backends.orders_queue,
        archived_queue=backends.archived_queue,
        now=shop.clock(),
    )
    answer = shop.get(f"/v1/orders/{order_id}")
    assert (answer.json()["status"], answer.json()["failure"]) == ("accepted", None)
    assert answer.headers["retry-after"] == "2"


def test_the_timeline_is_there_only_when_it_is_asked_for(shop: Shop) -> None:
    order_id = shop.accept()
    shop.invoiced(order_id)

    assert "timeline" not in shop.get(f"/v1/orders/{order_id}").json()
    timeline = shop.get(f"/v1/orders/{order_id}?expand=timeline").json()["timeline"]
    assert [entry["event"] for entry in timeline] == ["accepted", "issued", "archived"]
    assert timeline[1] == {
        "at": "2026-11-21T09:30:00.000000Z",
        "event": "issued",
        "detail": "INV-2026-000001",
    }


def test_an_unchanged_order_costs_only_a_304(shop: Shop) -> None:
    order_id = shop.accept()
    path = f"/v1/orders/{order_id}"
    etag = shop.get(path).headers["etag"]

    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        unchanged = shop.get(path, {"If-None-Match": known})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == etag
    assert shop.get(path, {"If-None-Match": '"other"'}).status_code == 200

    shop.invoiced(order_id)
    changed = shop.get(path, {"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_head_is_answered_where_get_is(shop: Shop) -> None:
    order_id = shop.accept()
    for path in (f"/v1/orders/{order_id}", "/v1/orders", "/healthz", "/docs"):
        full, head = shop.get(path), shop.client.head(path, headers=shop.bearer())
        assert head.status_code == 200
        assert head.content == b""
        assert head.headers["content-length"] == full.headers["content-length"]


def test_every_answer_has_the_shape_the_reference_describes(shop: Shop) -> None:
    order_id = shop.accept()
    shop.invoiced(order_id)
    shop.mailed(order_id)
    answer: dict[str, Any] = shop.get(f"/v1/orders/{order_id}?expand=timeline").json()
    assert OrderAnswer.model_validate(answer).model_dump(exclude_unset=True) == answer
    assert answer.keys() == examples.TIMELINE.keys()
