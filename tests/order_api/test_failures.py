"""GET /v1/failures and /v1/actions: what failed, why, and who did what about it."""

from typing import Any

import pytest

from services.order_api.failure_answers import ActionList, FailureGroupList, FailureList
from tests.builders import an_order_request
from tests.order_api.mending import decide, failed, see
from tests.order_api.shop import Shop, assert_problem


def ids(page: Any) -> list[str]:  # noqa: ANN401 - JSON
    return [row["id"] for row in page["data"]]


def test_failures_are_listed_latest_first_with_their_group(shop: Shop) -> None:
    first, second = failed(shop, "a"), failed(shop, "b")
    page = see(shop, "/v1/failures")
    FailureList.model_validate(page)
    assert ids(page) == [second, first]
    assert (page["has_more"], page["next"]) == (False, None)
    row = page["data"][0]
    assert (row["state"], row["code"], row["attempts"]) == ("open", "reason_required", 0)
    assert row["order_id"] == second.replace("fail_", "ord_")
    assert row["group"] == page["data"][1]["group"]


def test_pages_go_on_with_a_cursor_of_this_list_alone(shop: Shop) -> None:
    failures = [failed(shop, key) for key in "abc"][::-1]
    page = see(shop, "/v1/failures?limit=2")
    assert (ids(page), page["has_more"]) == (failures[:2], True)
    rest = see(shop, f"/v1/failures?limit=2&cursor={page['next']}")
    assert (ids(rest), rest["next"]) == (failures[2:], None)
    for path in ("/v1/failures?state=open", "/v1/orders?", "/v1/actions?"):
        other = shop.get(f"{path}&cursor={page['next']}", role="operator")
        assert_problem(other, 400, "bad_cursor")


def test_failures_are_filtered(shop: Shop) -> None:
    poison, other = failed(shop, "a"), failed(shop, "b", "worker_crashed")
    decide(shop, f"{other}/discard")
    group = see(shop, "/v1/failures?code=reason_required")["data"][0]["group"]
    assert ids(see(shop, f"/v1/failures?group={group}")) == [poison]
    assert ids(see(shop, "/v1/failures?state=discarded")) == [other]
    assert ids(see(shop, "/v1/failures?kind=order&state=open")) == [poison]
    assert ids(see(shop, "/v1/failures?kind=mail")) == []


@pytest.mark.parametrize(
    "query", ["state=stuck", "kind=x", "limit=0", "limit=101", "from=2026-11-21", "code=", "x=1"]
)
def test_a_query_that_means_nothing_is_refused(shop: Shop, query: str) -> None:
    assert_problem(shop.get(f"/v1/failures?{query}", role="operator"), 400, "bad_query")


def test_many_failures_are_few_groups(shop: Shop) -> None:
    for n in range(4):
        failed(shop, f"a{n}")
    latest = failed(shop, "b", "worker_crashed")
    document = see(shop, "/v1/failures/groups")
    FailureGroupList.model_validate(document)
    assert [(group["code"], group["count"]) for group in document["data"]] == [
        ("reason_required", 4),
        ("worker_crashed", 1),
    ]
    assert (document["scanned"], document["has_more"]) == (5, False)
    assert document["data"][1]["example"] == latest
    assert "#" in document["data"][0]["words"]
    assert see(shop, "/v1/failures/groups?state=redriven")["data"] == []


def test_a_failure_is_shown_with_what_was_asked_for(shop: Shop) -> None:
    failure = failed(shop)
    document = see(shop, f"/v1/failures/{failure}")
    assert document["order"] == an_order_request()
    assert (document["id"], document["original"]) == (failure, None)
    better = an_order_request(reference="B-2")
    decide(shop, f"{failure}/retry", {"reason": "corrected", "order": better})
    document = see(shop, f"/v1/failures/{failure}")
    assert (document["order"], document["original"]) == (better, an_order_request())
    assert (document["state"], document["reason"]) == ("redriven", "corrected")


@pytest.mark.parametrize("failure", [f"fail_{'0' * 40}", "fail_1", "ord_1", "redrive"])
def test_an_unknown_failure_is_not_found(shop: Shop, failure: str) -> None:
    assert_problem(shop.get(f"/v1/failures/{failure}", role="operator"), 404, "failure_not_found")


def test_an_order_that_did_not_fail_has_no_failure(shop: Shop) -> None:
    sound = shop.accept().replace("ord_", "fail_")
    assert_problem(shop.get(f"/v1/failures/{sound}", role="operator"), 404, "failure_not_found")


@pytest.mark.parametrize("path", ["failures", "failures/groups", "failures/fail_1", "actions"])
@pytest.mark.parametrize("role", ["checkout", "finance", "viewer"])
def test_only_operators_and_admins_see_failures(shop: Shop, path: str, role: str) -> None:
    assert_problem(shop.get(f"/v1/{path}", role=role), 403, "forbidden")


def test_the_action_log_says_who_did_what_and_why(shop: Shop) -> None:
    one, other = failed(shop, "a"), failed(shop, "b")
    decide(shop, f"{one}/retry", {"reason": "fonts installed"})
    shop.clock.advance(1)
    decide(shop, f"{other}/discard", {"reason": "sent twice"}, role="admin")
    page = see(shop, "/v1/actions")
    ActionList.model_validate(page)
    told = [(row["what"], row["target"], row["role"], row["reason"]) for row in page["data"]]
    assert told == [
        ("discard", other, "admin", "sent twice"),
        ("redrive", one, "operator", "fonts installed"),
    ]
    secret = shop.secret(role="operator")
    assert page["data"][1]["who"] == secret[:12]
    assert secret not in str(page)


def test_pages_of_the_action_log_go_on(shop: Shop) -> None:
    for key in "abc":
        decide(shop, f"{failed(shop, key)}/discard")
    page = see(shop, "/v1/actions?limit=2")
    rest = see(shop, f"/v1/actions?limit=2&cursor={page['next']}")
    assert (len(page["data"]), len(rest["data"]), rest["next"]) == (2, 1, None)
    assert {row["target"] for row in [*page["data"], *rest["data"]]} == set(
        ids(see(shop, "/v1/failures"))
    )


def test_the_action_log_is_the_sellers_own(shop: Shop) -> None:
    decide(shop, f"{failed(shop)}/discard")
    assert see(shop, "/v1/actions", seller="harbor")["data"] == []
