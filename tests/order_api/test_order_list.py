from itertools import pairwise
from typing import Any

import pytest

from services.order_api.answers import OrderList
from tests.builders import an_order_request
from tests.order_api.shop import Shop, assert_problem

DAY_S = 86_400


def ids(page: dict[str, Any]) -> list[str]:
    return [order["id"] for order in page["data"]]


def listed(shop: Shop, query: str = "") -> dict[str, Any]:
    answer = shop.get(f"/v1/orders{query}")
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def test_a_list_holds_order_objects_newest_first(shop: Shop) -> None:
    placed = []
    for n in range(3):
        placed.append(shop.accept(f"key-{n}"))
        shop.clock.advance(1)

    page = listed(shop)
    assert page == {
        "object": "list",
        "data": [shop.get(f"/v1/orders/{order_id}").json() for order_id in reversed(placed)],
        "has_more": False,
        "next": None,
    }
    assert OrderList.model_validate(page).model_dump(exclude_unset=True) == page


def test_an_empty_list_is_a_list(shop: Shop) -> None:
    assert listed(shop) == {"object": "list", "data": [], "has_more": False, "next": None}


def test_paging_skips_and_repeats_nothing_while_orders_arrive_at_the_same_instant(
    shop: Shop,
) -> None:
    before = {shop.accept(f"key-{n}") for n in range(11)}
    seen: list[str] = []
    query, pages = "?limit=3", 0
    while True:
        page = listed(shop, query)
        seen += ids(page)
        pages += 1
        shop.clock.advance(1)
        shop.accept(f"late-{pages}")
        if page["next"] is None:
            break
        assert page["has_more"]
        query = f"?limit=3&cursor={page['next']}"

    assert len(seen) == len(set(seen))
    assert set(seen) == before
    assert pages == 4


def test_a_page_that_ends_with_the_last_order_says_that_nothing_follows(shop: Shop) -> None:
    for n in range(4):
        shop.accept(f"key-{n}")
    first = listed(shop, "?limit=2")
    last = listed(shop, f"?limit=2&cursor={first['next']}")
    assert (last["has_more"], last["next"]) == (False, None)
    assert len(set(ids(first) + ids(last))) == 4


def test_a_list_shows_twenty_orders_unless_told_otherwise(shop: Shop) -> None:
    for n in range(21):
        shop.accept(f"key-{n}")
    assert len(listed(shop)["data"]) == 20
    assert len(listed(shop, "?limit=100")["data"]) == 21


def test_orders_are_found_by_status_reference_or_email(shop: Shop) -> None:
    buyer = {**an_order_request()["buyer"], "email": "Ada@Example.com"}
    plain = shop.accept("key-1")
    other = shop.accept("key-2", reference="B-7 & more", buyer=buyer)

    assert set(ids(listed(shop, "?status=accepted"))) == {plain, other}
    assert listed(shop, "?status=sent")["data"] == []
    assert ids(listed(shop, "?reference=B-7%20%26%20more")) == [other]
    assert ids(listed(shop, "?email=ada@example.com")) == [other]
    assert ids(listed(shop, "?email=ADA%40EXAMPLE.COM")) == [other]
    assert listed(shop, "?email=nobody@example.com")["data"] == []


def test_days_of_a_list_are_inclusive(shop: Shop) -> None:
    placed = []
    for n in range(3):  # 21, 22 and 23 November
        placed.append(shop.accept(f"key-{n}"))
        shop.clock.advance(DAY_S)

    assert ids(listed(shop, "?from=2026-11-22")) == [placed[2], placed[1]]
    assert ids(listed(shop, "?to=2026-11-22")) == [placed[1], placed[0]]
    assert ids(listed(shop, "?from=2026-11-22&to=2026-11-22")) == [placed[1]]
    assert ids(listed(shop, "?from=2026-11-22&status=accepted")) == [placed[2], placed[1]]
    assert listed(shop, "?from=0001-01-01&to=0001-01-01")["data"] == []
    assert len(listed(shop, "?from=0001-01-01&to=9999-12-31")["data"]) == 3
    assert listed(shop, "?from=9999-12-31&to=9999-12-31")["data"] == []


def test_a_cursor_serves_only_the_list_it_came_from(shop: Shop) -> None:
    for n in range(3):
        shop.accept(f"key-{n}")
    cursor = listed(shop, "?limit=1&status=accepted")["next"]

    assert len(listed(shop, f"?status=accepted&limit=2&cursor={cursor}")["data"]) == 2
    foreign = [
        shop.get(f"/v1/orders?cursor={cursor}"),
        shop.get(f"/v1/orders?status=sent&cursor={cursor}"),
        shop.get(f"/v1/orders?status=accepted&from=2026-11-21&cursor={cursor}"),
        shop.get(f"/v1/orders?status=accepted&cursor={cursor}", seller="harbor"),
        shop.get(f"/v1/orders?status=accepted&cursor={cursor}", livemode=False),
    ]
    for answer in foreign:
        assert_problem(answer, 400, "bad_cursor")


def test_a_cursor_that_was_changed_anywhere_is_refused(shop: Shop) -> None:
    for n in range(2):
        shop.accept(f"key-{n}")
    cursor = listed(shop, "?limit=1")["next"]

    for at in range(len(cursor)):
        changed = cursor[:at] + ("B" if cursor[at] == "A" else "A") + cursor[at + 1 :]
        assert_problem(shop.get(f"/v1/orders?cursor={changed}"), 400, "bad_cursor")


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("status=accepted&reference=A-1", "", "one_selector"),
        ("status=accepted&email=zoe@example.com", "", "one_selector"),
        ("reference=A-1&email=zoe@example.com", "", "one_selector"),
        ("status=lost", "/status", "not_allowed"),
        ("status=", "/status", "not_allowed"),
        ("email=kanarie", "/email", "not_an_email"),
        ("reference=", "/reference", "blank"),
        ("reference=kanarie%00", "/reference", "invisible_character"),
        ("from=2026-02-30", "/from", "not_a_date"),
        ("from=20261121", "/from", "not_a_date"),
        ("to=2026-11-21T00:00:00Z", "/to", "not_a_date"),
        ("to=tomorrow", "/to", "not_a_date"),
        ("from=2026-11-22&to=2026-11-21", "", "empty_range"),
        ("limit=0", "/limit", "out_of_range"),
        ("limit=101", "/limit", "out_of_range"),
        ("limit=-1", "/limit", "not_an_integer"),
        ("limit=1_0", "/limit", "not_an_integer"),
        ("limit=1e2", "/limit", "not_an_integer"),
        ("limit=%D9%A1", "/limit", "not_an_integer"),
        ("limit=" + "9" * 5000, "/limit", "not_an_integer"),
        ("limit=", "/limit", "not_an_integer"),
        ("kanarie=1", "", "unknown_field"),
        ("limit=1&limit=2", "", "repeated_parameter"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(
    busy_shop: Shop, query: str, pointer: str, code: str
) -> None:
    answer = busy_shop.get(f"/v1/orders?{query}")
    document = assert_problem(answer, 400, "bad_query")
    assert [(fault["pointer"], fault["code"]) for fault in document["errors"]] == [(pointer, code)]
    assert "kanarie" not in answer.text


def test_one_order_may_be_asked_for_its_timeline_and_nothing_else(shop: Shop) -> None:
    order_id = shop.accept()
    for query in ("expand=invoice", "expand=", "expand=timeline&expand=timeline", "limit=1"):
        assert_problem(shop.get(f"/v1/orders/{order_id}?{query}"), 400, "bad_query")


def test_orders_of_one_instant_are_ordered_by_their_ids(shop: Shop) -> None:
    for n in range(5):
        shop.accept(f"key-{n}")
    assert all(newer > older for newer, older in pairwise(ids(listed(shop))))
