"""POST under /v1/failures: retry, correct, discard, and redrive many."""

from typing import Any

import pytest

from services.domain.order import Archived, Issued, archive, issue
from services.flow.change import change
from tests.builders import NOW, an_order_request
from tests.domain.test_order import ISSUED
from tests.order_api.mending import REASON, decide, fail_again, failed, see
from tests.order_api.shop import Shop, assert_problem

BETTER = an_order_request(reference="B-2")


def order_of(shop: Shop, failure: str) -> Any:  # noqa: ANN401 - an Order
    (order,) = shop.backends.orders.read([failure.replace("fail_", "ord_")])
    return order


def test_a_failure_is_retried_as_it_is(shop: Shop) -> None:
    failure = failed(shop)
    answer = decide(shop, f"{failure}/retry")
    order_id = failure.replace("fail_", "ord_")
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/v1/orders/{order_id}"
    assert answer.headers["retry-after"] == "2"
    document = answer.json()
    assert document == {
        "id": document["id"],
        "object": "decision",
        "what": "redrive",
        "failure_id": failure,
        "order_id": order_id,
        "reason": "mended",
    }
    assert order_of(shop, failure).status == "accepted"
    assert see(shop, "/v1/actions")["data"][0]["id"] == document["id"]


def test_a_failure_is_retried_corrected(shop: Shop) -> None:
    failure = failed(shop)
    answer = decide(shop, f"{failure}/retry", {**REASON, "order": BETTER})
    assert (answer.status_code, answer.json()["what"]) == (202, "correct")
    shown = shop.get(answer.headers["location"], role="operator").json()
    assert (shown["status"], shown["reference"]) == ("accepted", "B-2")
    assert shop.post(an_order_request()).headers["idempotent-replayed"] == "true"


def test_a_failure_is_discarded(shop: Shop) -> None:
    failure = failed(shop)
    answer = decide(shop, f"{failure}/discard")
    assert (answer.status_code, answer.json()["what"]) == (200, "discard")
    assert see(shop, f"/v1/failures/{failure}")["state"] == "discarded"
    assert order_of(shop, failure).status == "failed"


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("{}/retry", REASON),
        ("{}/retry", {**REASON, "order": BETTER}),
        ("{}/discard", REASON),
        ("redrive", {**REASON, "match": {}}),
    ],
)
def test_the_same_request_again_is_answered_the_same_and_does_nothing(
    shop: Shop, call: str, body: dict[str, Any]
) -> None:
    failure = failed(shop)
    first = decide(shop, call.format(failure), body)
    assert "idempotent-replayed" not in first.headers
    if "discard" not in call:
        fail_again(shop, failure.replace("fail_", "ord_"))
    standing = order_of(shop, failure)
    again = decide(shop, call.format(failure), body)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert order_of(shop, failure) == standing
    assert len(see(shop, "/v1/actions")["data"]) == 1


def test_one_key_decides_once_for_each_call_and_failure(shop: Shop) -> None:
    one, other = failed(shop, "a"), failed(shop, "b")
    assert decide(shop, f"{one}/retry").status_code == 202
    assert "idempotent-replayed" not in decide(shop, f"{other}/retry").headers
    fail_again(shop, one.replace("fail_", "ord_"))
    assert "idempotent-replayed" not in decide(shop, f"{one}/discard").headers


@pytest.mark.parametrize(
    ("call", "first", "second"),
    [
        ("{}/retry", REASON, {"reason": "other"}),
        ("{}/retry", REASON, {**REASON, "order": BETTER}),
        ("{}/retry", {**REASON, "order": BETTER}, {**REASON, "order": an_order_request()}),
        ("{}/discard", REASON, {"reason": "other"}),
        ("redrive", {**REASON, "match": {}}, {**REASON, "match": {"code": "reason_required"}}),
    ],
)
def test_a_key_with_another_body_is_refused(
    shop: Shop, call: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    failure = failed(shop)
    assert decide(shop, call.format(failure), first).is_success
    standing = order_of(shop, failure)
    assert_problem(decide(shop, call.format(failure), second), 422, "idempotency_key_reused")
    assert order_of(shop, failure) == standing


@pytest.mark.parametrize("call", ["{}/retry", "{}/discard", "redrive"])
@pytest.mark.parametrize(
    ("key", "code"), [(None, "idempotency_key_missing"), ("", "idempotency_key_malformed")]
)
def test_without_a_good_key_nothing_is_decided(
    shop: Shop, call: str, key: str | None, code: str
) -> None:
    failure = failed(shop)
    answer = decide(shop, call.format(failure), {**REASON, "match": {}}, key=key)
    assert_problem(answer, 400, code)
    assert order_of(shop, failure).open_failure


def test_what_is_not_open_any_more_is_a_conflict(shop: Shop) -> None:
    failure = failed(shop)
    decide(shop, f"{failure}/discard")
    for call, body in (("retry", REASON), ("discard", REASON), ("retry", {**REASON, "order": {}})):
        answer = decide(shop, f"{failure}/{call}", body, key="another")
        assert answer.status_code in {409, 422}, answer.text
    assert_problem(decide(shop, f"{failure}/retry", key="another"), 409, "failure_not_open")
    assert len(see(shop, "/v1/actions")["data"]) == 1


def test_a_numbered_order_is_neither_corrected_nor_discarded_while_it_is_stuck(shop: Shop) -> None:
    failure = failed(shop, code="x")
    order_id = failure.replace("fail_", "ord_")
    number(shop, order_id, ISSUED)
    fail_again(shop, order_id, "stuck")
    answer = decide(shop, f"{failure}/retry", {**REASON, "order": BETTER})
    assert_problem(answer, 409, "not_correctable")
    assert_problem(decide(shop, f"{failure}/discard"), 409, "order_is_stuck")
    assert decide(shop, f"{failure}/retry").status_code == 202


def number(shop: Shop, order_id: str, issued: Issued) -> None:
    done = Archived(sha256="0" * 64, size=1, at=NOW)
    change(shop.backends.orders, order_id, lambda order: archive(issue(order, issued, NOW), done))


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"lines": []}, "/order/lines", "too_few"),
        ({"expected_total": "1.00"}, "/order/expected_total", "total_mismatch"),
        ({"colour": "red"}, "/order", "unknown_field"),
    ],
)
def test_a_correction_is_validated_like_a_new_order_and_points_into_the_body(
    shop: Shop, changes: dict[str, Any], pointer: str, code: str
) -> None:
    failure = failed(shop)
    wrong = an_order_request(**changes)
    refused = assert_problem(shop.post(wrong, "new"), 422, "invalid_order")
    answer = decide(shop, f"{failure}/retry", {**REASON, "order": wrong})
    document = assert_problem(answer, 422, "invalid_order")
    (fault,) = document["errors"]
    assert (fault["pointer"], fault["code"]) == (pointer, code)
    (of_new,) = refused["errors"]
    assert fault == {**of_new, "pointer": f"/order{of_new['pointer']}"}
    assert order_of(shop, failure).open_failure


@pytest.mark.parametrize(
    ("call", "body", "code"),
    [
        ("{}/retry", {}, "invalid_decision"),
        ("{}/retry", {"reason": " "}, "invalid_decision"),
        ("{}/retry", {"reason": "x" * 201}, "invalid_decision"),
        ("{}/retry", [], "invalid_decision"),
        ("{}/discard", {**REASON, "order": BETTER}, "invalid_decision"),
        ("redrive", REASON, "invalid_decision"),
        ("redrive", {**REASON, "match": {"ids": []}}, "invalid_decision"),
        ("redrive", {**REASON, "match": {"ids": ["x"] * 501}}, "invalid_decision"),
        ("redrive", {**REASON, "match": {"state": "open"}}, "invalid_decision"),
        ("redrive", {**REASON, "match": {}, "dry_run": "yes"}, "invalid_decision"),
    ],
)
def test_a_body_that_decides_nothing_is_refused(
    shop: Shop, call: str, body: object, code: str
) -> None:
    failure = failed(shop)
    assert_problem(decide(shop, call.format(failure), body), 422, code)
    assert order_of(shop, failure).open_failure


def test_all_that_match_are_counted_first_and_then_redriven(shop: Shop) -> None:
    failures = [failed(shop, key) for key in "abc"]
    other = failed(shop, "d", "worker_crashed")
    group = see(shop, "/v1/failures?code=reason_required")["data"][0]["group"]
    wish = {**REASON, "match": {"group": group}}
    counted = decide(shop, "redrive", {**wish, "dry_run": True}).json()
    assert (counted["matched"], counted["redriven"], counted["id"]) == (3, 0, None)
    assert see(shop, "/v1/actions")["data"] == []

    done = decide(shop, "redrive", wish, key="decision-2").json()
    assert (done["matched"], done["redriven"], done["skipped"]) == (3, 3, [])
    assert (done["scanned"], done["has_more"], done["dry_run"]) == (4, False, False)
    assert all(order_of(shop, failure).status == "accepted" for failure in failures)
    assert order_of(shop, other).open_failure
    assert see(shop, "/v1/actions")["data"][0]["count"] == 3


def test_named_failures_are_redriven_and_unknown_ones_match_nothing(shop: Shop) -> None:
    one, other = failed(shop, "a"), failed(shop, "b")
    match = {"ids": [one, f"fail_{'0' * 40}", "nonsense"]}
    done = decide(shop, "redrive", {**REASON, "match": match}).json()
    assert (done["matched"], done["redriven"]) == (1, 1)
    assert order_of(shop, other).open_failure


def test_failures_of_others_are_not_there(shop: Shop) -> None:
    failure = failed(shop)
    for who in ({"seller": "harbor"}, {"livemode": False}):
        for call in ("retry", "discard"):
            assert_problem(decide(shop, f"{failure}/{call}", **who), 404, "failure_not_found")
        for match in ({}, {"ids": [failure]}):
            done = decide(shop, "redrive", {**REASON, "match": match}, **who)
            assert done.json()["matched"] == 0
    assert order_of(shop, failure).open_failure


@pytest.mark.parametrize("role", ["checkout", "finance", "viewer"])
def test_only_operators_and_admins_decide(shop: Shop, role: str) -> None:
    failure = failed(shop)
    for call in (f"{failure}/retry", f"{failure}/discard", "redrive"):
        assert_problem(decide(shop, call, role=role), 403, "forbidden")
    assert order_of(shop, failure).open_failure
