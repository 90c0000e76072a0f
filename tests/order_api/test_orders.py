import asyncio
import json
from typing import Any

import httpx2
import pytest

from services.backends.keys import Role
from services.domain.message import decode_order_accepted
from services.domain.order import Archived, Issued, Mailed, archive, fail, issue, mail
from services.flow.order_answer import OrderAnswer
from services.flow.redrive import redrive_order
from services.order_api import examples
from tests.builders import TODAY, an_order_request
from tests.order_api.shop import PUBLIC_URL, Shop, assert_problem


def invoiced(shop: Shop, order_id: str) -> None:
    """Let what happens to an order behind the API happen: number, archive, mail."""
    (order,) = shop.backends.orders.read([order_id])
    now = shop.clock()
    issued = Issued(
        number="INV-2026-000001",
        series="aurora/live/380/2026",
        issued_on=TODAY,
        link_id="0123456789abcdef0123456789abcdef",
        link_key_id=shop.backends.secrets.links.current,
        link_expires_at=now,
    )
    order = shop.backends.orders.save(issue(order, issued, now))
    shop.backends.orders.save(archive(order, Archived(sha256="ab" * 32, size=9, at=now)))


def mailed(shop: Shop, order_id: str) -> None:
    (order,) = shop.backends.orders.read([order_id])
    now = shop.clock()
    fact = Mailed(status="sent", to="z***@example.com", sent_at=now, message_id="<1>", attempts=1)
    shop.backends.orders.save(mail(order, fact, now))


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


def test_the_same_request_again_is_answered_the_same_and_sends_nothing(shop: Shop) -> None:
    first = shop.post(an_order_request())
    invoiced(shop, first.json()["id"])
    shop.clock.advance(86_400)
    again = shop.post(an_order_request())

    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert shop.backends.orders_queue.figures().sent == 1


def test_a_quoted_key_is_the_same_key_as_a_bare_one(shop: Shop) -> None:
    first = shop.post(an_order_request(), "key-1")
    again = shop.post(an_order_request(), '"key-1"')

    assert again.json()["id"] == first.json()["id"]
    assert again.headers["idempotent-replayed"] == "true"


def test_another_order_under_a_used_key_is_refused_and_changes_nothing(shop: Shop) -> None:
    shop.accept()
    refused = shop.post(an_order_request(reference="A-1002"))

    assert_problem(refused, 422, "idempotency_key_reused")
    assert len(shop.get("/v1/orders").json()["data"]) == 1
    assert shop.backends.orders_queue.figures().sent == 1


def test_fifty_parallel_posts_with_one_key_make_one_order_and_one_message(shop: Shop) -> None:
    body = json.dumps(an_order_request()).encode()
    headers = {
        **shop.bearer(),
        "Idempotency-Key": "one-key",
        "Content-Type": "application/json",
    }

    async def send_all() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app=shop.app)
        async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
            posts = [client.post("/v1/orders", content=body, headers=headers) for _ in range(50)]
            return await asyncio.gather(*posts)

    answers = asyncio.run(send_all())
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1
    assert shop.backends.orders_queue.figures().sent == 1


def test_a_retry_is_answered_although_the_sellers_profile_would_now_refuse_it(shop: Shop) -> None:
    exempt = an_order_request(
        lines=[
            {
                "name": "Course",
                "quantity": "1",
                "unit_price": "90",
                "tax": {"category": "E", "rate": "0"},
            }
        ]
    )
    shop.put_seller("aurora", tax_scheme="small_business")
    first = shop.post(exempt)
    shop.put_seller("aurora", tax_scheme="standard")

    assert_problem(shop.post(exempt, "key-2"), 422, "invalid_order")
    again = shop.post(exempt)
    assert (again.status_code, again.json()) == (202, first.json())


def test_a_retry_with_its_defaults_spelled_out_is_still_a_retry(shop: Shop) -> None:
    first = shop.post(an_order_request())
    spelled_out = an_order_request(price_mode="net", charges=[], discounts=[], notes=None)
    spelled_out["lines"][0]["unit"] = "C62"
    spelled_out["lines"][0]["unit_price"] = "12.500"

    again = shop.post(spelled_out)
    assert again.headers.get("idempotent-replayed") == "true"
    assert again.json() == first.json()


def test_a_refused_order_leaves_its_key_free(shop: Shop) -> None:
    assert_problem(shop.post(an_order_request(currency="XXQ")), 422, "invalid_order")
    assert shop.post(an_order_request()).status_code == 202


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


def test_an_order_shows_its_invoice_and_mail_as_they_become_true(shop: Shop) -> None:
    order_id = shop.accept()
    invoiced(shop, order_id)
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

    mailed(shop, order_id)
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
    invoiced(shop, order_id)
    assert shop.get(path).headers["retry-after"] == "2"
    mailed(shop, order_id)
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
    invoiced(shop, order_id)

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

    invoiced(shop, order_id)
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


def test_an_order_of_another_seller_looks_exactly_like_one_that_never_was(shop: Shop) -> None:
    order_id = shop.accept()
    foreign = shop.get(f"/v1/orders/{order_id}", seller="harbor")
    unknown = shop.get(f"/v1/orders/ord_{'0' * 40}", seller="harbor")

    assert_problem(foreign, 404, "order_not_found")
    assert {**foreign.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert set(foreign.headers) == set(unknown.headers)
    assert shop.get("/v1/orders", seller="harbor").json()["data"] == []


def test_test_keys_and_live_keys_never_see_each_others_orders(shop: Shop) -> None:
    live = shop.accept("same-key")
    test = shop.post(an_order_request(), "same-key", livemode=False).json()["id"]

    assert live != test
    assert_problem(shop.get(f"/v1/orders/{live}", livemode=False), 404, "order_not_found")
    assert_problem(shop.get(f"/v1/orders/{test}"), 404, "order_not_found")
    listed = shop.get("/v1/orders", livemode=False).json()["data"]
    assert [order["id"] for order in listed] == [test]


ROLES: list[Role] = ["checkout", "finance", "viewer", "operator", "admin"]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_its_own_and_nothing_else(shop: Shop, role: Role) -> None:
    order_id = shop.accept()
    may_read = role != "viewer"
    calls = {
        "send": (shop.post(an_order_request(), "key-2", role=role), role in {"checkout", "admin"}),
        "show": (shop.get(f"/v1/orders/{order_id}", role=role), may_read),
        "list": (shop.get("/v1/orders", role=role), may_read),
    }
    for answer, allowed in calls.values():
        if allowed:
            assert answer.status_code in {200, 202}
        else:
            assert_problem(answer, 403, "forbidden")
            assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer sk_live_unknown",
        "Basic c2s6c2s=",
        "Bearer sk live",
        "Bearer " + "x" * 300,
        "Bearer sk_live_ünknown",
    ],
)
def test_without_a_valid_key_nothing_of_the_body_is_looked_at(
    busy_shop: Shop, authorization: str | None
) -> None:
    headers = [] if authorization is None else [(b"authorization", authorization.encode())]
    answer = busy_shop.client.post("/v1/orders", content=b"{" * 300_000, headers=headers)

    assert_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    for path in ("/v1/orders", f"/v1/orders/ord_{'0' * 40}"):
        assert_problem(busy_shop.client.get(path, headers=headers), 401, "unauthenticated")


def test_two_authorization_headers_are_none(shop: Shop) -> None:
    header = ("Authorization", shop.bearer()["Authorization"])
    answer = shop.client.get("/v1/orders", headers=[header, header])
    assert_problem(answer, 401, "unauthenticated")


def test_a_key_whose_seller_has_no_profile_yet_is_told_so(shop: Shop) -> None:
    answer = shop.post(an_order_request(), seller="nobody")
    assert_problem(answer, 403, "seller_unknown")


def test_the_example_of_the_reference_is_accepted_and_comes_to_what_it_says(shop: Shop) -> None:
    answer = shop.post(examples.ORDER_REQUEST)
    assert answer.status_code == 202, answer.text
    assert {**answer.json(), "id": examples.ORDER_ID} == examples.ACCEPTED


def test_every_answer_has_the_shape_the_reference_describes(shop: Shop) -> None:
    order_id = shop.accept()
    invoiced(shop, order_id)
    mailed(shop, order_id)
    answer: dict[str, Any] = shop.get(f"/v1/orders/{order_id}?expand=timeline").json()
    assert OrderAnswer.model_validate(answer).model_dump(exclude_unset=True) == answer
    assert answer.keys() == examples.TIMELINE.keys()
