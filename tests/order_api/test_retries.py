"""The same key again: one order, whatever is sent."""

import asyncio
import json

import httpx2

from tests.builders import an_order_request
from tests.order_api.shop import PUBLIC_URL, Shop, assert_problem


def test_the_same_request_again_is_answered_the_same_and_sends_nothing(shop: Shop) -> None:
    first = shop.post(an_order_request())
    shop.invoiced(first.json()["id"])
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
