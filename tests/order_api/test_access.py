"""Whose key opens what."""

from datetime import timedelta

import pytest

from services.backends.keys import Role
from services.flow.new_key import new_key
from tests.builders import an_order_request
from tests.order_api.shop import Shop, assert_problem


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


def test_a_revoked_key_looks_exactly_like_one_that_never_was(shop: Shop) -> None:
    assert shop.get("/v1/orders").status_code == 200
    (key,) = shop.backends.keys.all(None)
    shop.backends.keys.revoke(key.digest, shop.clock())
    revoked = shop.get("/v1/orders")
    unknown = shop.client.get("/v1/orders", headers={"Authorization": "Bearer sk_live_unknown"})

    assert_problem(revoked, 401, "unauthenticated")
    assert {**revoked.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert revoked.headers["www-authenticate"] == unknown.headers["www-authenticate"]


def test_a_key_is_turned_down_the_moment_it_expires(shop: Shop) -> None:
    expires_at = shop.clock() + timedelta(days=1)
    _, key = new_key("aurora", "admin", livemode=True, random=bytes(20), now=shop.clock())
    shop.backends.keys.create(key.model_copy(update={"expires_at": expires_at}))
    headers = {"Authorization": f"Bearer sk_live_{bytes(20).hex()}"}
    shop.clock.advance(86_399)
    assert shop.client.get("/v1/orders", headers=headers).status_code == 200
    shop.clock.advance(1)
    assert_problem(shop.client.get("/v1/orders", headers=headers), 401, "unauthenticated")
