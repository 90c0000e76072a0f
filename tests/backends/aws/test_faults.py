"""Faults, lost answers and late indexes: nothing is lost or doubled."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import MockRawResponse
from mypy_boto3_dynamodb import DynamoDBClient

from services.backends.aws.invoices import DynamoInvoices
from services.backends.aws.numbering import DynamoNumbering
from services.backends.aws.orders import DynamoOrders
from services.backends.conflict import Conflict
from services.backends.orders import OrderQuery
from services.backends.unavailable import Unavailable
from services.domain.order import fail, postpone
from tests.aws_world import (
    TABLE,
    answer_once,
    fail_once,
    lose_answer_once,
)
from tests.builders import NOW, an_order
from tests.contract.issuances import SERIES, accepted, issuance
from tests.contract.places import Backend

PAPIERHAUS = OrderQuery(seller_id="papierhaus", livemode=True, limit=100)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ProvisionedThroughputExceededException", 400),
        ("ThrottlingException", 400),
        ("RequestLimitExceeded", 400),
        ("InternalServerError", 500),
        ("ServiceUnavailable", 503),
        ("SomethingNobodyHeardOf", 500),
    ],
)
def test_a_throttled_or_broken_service_is_unavailable_and_nothing_is_written(
    client: DynamoDBClient, others: Backend, code: str, status: int
) -> None:
    fail_once(client, "PutItem", code, status)
    with pytest.raises(Unavailable, match=code):
        DynamoOrders(client, TABLE).accept(an_order())
    assert others.orders.read([an_order().id]) == []


def test_a_refusal_that_no_waiting_mends_is_not_called_unavailable(
    client: DynamoDBClient,
) -> None:
    fail_once(client, "PutItem", "AccessDeniedException", 400)
    with pytest.raises(client.exceptions.ClientError):
        DynamoOrders(client, TABLE).accept(an_order())


def test_an_order_whose_answer_was_lost_stands_and_is_met_again(
    client: DynamoDBClient, others: Backend
) -> None:
    orders = DynamoOrders(client, TABLE)
    lose_answer_once(client, "PutItem")
    with pytest.raises(Unavailable, match="ReadTimeoutError"):
        orders.accept(an_order())
    assert orders.accept(an_order()) == an_order()
    assert others.orders.find(PAPIERHAUS) == [an_order()]


def _lose_answer_below_botocore(client: DynamoDBClient) -> None:
    # An answer at this event leaves moto's effect in place, and botocore repeats the request.
    waiting = [AWSResponse("", 500, HTTPHeaders(), MockRawResponse(b"{}"))]

    def lose(**_: object) -> AWSResponse | None:
        return waiting.pop() if waiting else None

    events: Any = client.meta.events
    events.register_last("before-send.dynamodb.PutItem", lose)


def test_a_write_that_botocore_repeats_is_known_as_our_own(
    client: DynamoDBClient, others: Backend
) -> None:
    orders = DynamoOrders(client, TABLE)
    _lose_answer_below_botocore(client)
    assert orders.accept(an_order()) is None
    _lose_answer_below_botocore(client)
    moved = orders.save(postpone(an_order(), NOW))
    assert others.orders.read([moved.id]) == [moved]


def test_a_numbering_whose_answer_was_lost_is_whole_and_not_made_twice(
    client: DynamoDBClient, others: Backend
) -> None:
    numbering = DynamoNumbering(client, TABLE)
    given = issuance(None, accepted(others, "one", "two"))
    lose_answer_once(client, "TransactWriteItems")
    with pytest.raises(Unavailable):
        numbering.commit(given)
    with pytest.raises(Conflict):
        numbering.commit(given)
    assert [i.sequence for i in others.invoices.of_series(SERIES.key)] == [1, 2]


def _cancelled(*codes: str) -> dict[str, Any]:
    return {"CancellationReasons": [{"Code": code} for code in codes]}


@pytest.mark.parametrize(
    ("codes", "raised"),
    [
        (("TransactionConflict", "None"), Conflict),
        (("None", "ConditionalCheckFailed"), Conflict),
        (("ThrottlingError", "TransactionConflict"), Conflict),
        (("None", "ThrottlingError"), Unavailable),
        (("ProvisionedThroughputExceeded", "ThrottlingError"), Unavailable),
    ],
)
def test_a_cancelled_transaction_is_a_conflict_or_a_throttle(
    client: DynamoDBClient, others: Backend, codes: tuple[str, ...], raised: type[Exception]
) -> None:
    given = issuance(None, accepted(others, "one"))
    fail_once(
        client, "TransactWriteItems", "TransactionCanceledException", 400, **_cancelled(*codes)
    )
    with pytest.raises(raised):
        DynamoNumbering(client, TABLE).commit(given)
    assert others.numbering.read(SERIES) is None


def test_an_order_within_a_transaction_is_replayed_as_it_stands(
    client: DynamoDBClient, others: Backend
) -> None:
    others.orders.accept(an_order())
    fail_once(client, "PutItem", "TransactionConflictException", 400)
    assert DynamoOrders(client, TABLE).accept(an_order()) == an_order()


def test_saving_an_order_within_a_transaction_is_a_conflict(
    client: DynamoDBClient, others: Backend
) -> None:
    others.orders.accept(an_order())
    fail_once(client, "PutItem", "TransactionConflictException", 400)
    with pytest.raises(Conflict):
        DynamoOrders(client, TABLE).save(postpone(an_order(), NOW))


def test_keys_left_unprocessed_are_asked_for_again_and_waits_grow(
    client: DynamoDBClient, others: Backend
) -> None:
    orders, waits = accepted(others, "one", "two"), list[float]()
    left = {TABLE: {"Keys": [keyed_of(order.id) for order in orders]}}
    for _ in range(3):
        answer_once(client, "BatchGetItem", {"Responses": {}, "UnprocessedKeys": left})
    mine = DynamoOrders(client, TABLE, sleep=waits.append, fraction=lambda: 0.5)
    assert mine.read([order.id for order in orders]) == orders
    assert waits == pytest.approx([0.05, 0.1, 0.2])


def keyed_of(order_id: str) -> dict[str, Any]:
    return {"pk": {"S": f"order#{order_id}"}, "sk": {"S": "order"}}


def test_keys_that_are_never_processed_are_unavailable(client: DynamoDBClient) -> None:
    left = {TABLE: {"Keys": [keyed_of("ord_1")]}}
    for _ in range(20):
        answer_once(client, "BatchGetItem", {"Responses": {}, "UnprocessedKeys": left})
    with pytest.raises(Unavailable, match="unprocessed"):
        DynamoOrders(client, TABLE, sleep=lambda _: None).read(["ord_1"])


def _stale_entry(client: DynamoDBClient, index: str) -> dict[str, Any]:
    """Return an index's answer as it is now, to be given again when it is no longer true."""
    seen = list[Any]()

    def note(parsed: dict[str, Any], **_: object) -> None:
        if parsed.get("Items"):
            seen.append({"Items": parsed["Items"]})

    client.meta.events.register("after-call.dynamodb.Query", note)
    mine = DynamoOrders(client, TABLE)
    if index == "due":
        mine.due(NOW + timedelta(days=1), 10)
    else:
        mine.find(PAPIERHAUS._replace(status="accepted"))
    (answer,) = seen
    return dict(answer)


@pytest.mark.parametrize("index", ["due", "status"])
def test_what_an_index_still_lists_after_it_moved_on_is_left_out(
    client: DynamoDBClient, others: Backend, index: str
) -> None:
    others.orders.accept(an_order())
    stale = _stale_entry(client, index)
    others.orders.save(fail(an_order(), "order", "unknown_unit", "no such unit", NOW))
    answer_once(client, "Query", stale)
    mine = DynamoOrders(client, TABLE)
    if index == "due":
        assert mine.due(NOW + timedelta(days=1), 10) == []
    else:
        assert mine.find(PAPIERHAUS._replace(status="accepted")) == []


def test_a_walk_waits_for_an_index_that_is_behind_its_table(
    client: DynamoDBClient, others: Backend
) -> None:
    others.numbering.commit(issuance(None, accepted(others, *map(str, range(9)))))
    waits = list[float]()
    for _ in range(3):
        answer_once(client, "Query", {"Items": []})
    walk = DynamoInvoices(client, TABLE, sleep=waits.append).of_series(SERIES.key)
    assert [invoice.sequence for invoice in walk] == list(range(1, 10))
    assert len(waits) in {1, 2, 3}


def test_a_hole_that_stays_is_shown_and_not_waited_for_for_ever(
    client: DynamoDBClient, others: Backend
) -> None:
    given = issuance(None, accepted(others, *map(str, range(4))))
    others.numbering.commit(given)
    second = given.invoices[1]
    key = {"pk": {"S": f"invoice#{second.seller_id}#{second.number}"}, "sk": {"S": "record"}}
    client.delete_item(TableName=TABLE, Key=key)
    waits = list[float]()
    walk = DynamoInvoices(client, TABLE, sleep=waits.append).of_series(SERIES.key)
    assert [invoice.sequence for invoice in walk] == [1, 3, 4]
    assert 0 < len(waits) < 10
