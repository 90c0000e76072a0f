"""What is asked of DynamoDB for the console: sums in place, rows that expire, sparse counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from services.backends.aws.actions import DynamoActions
from services.backends.aws.decisions import DynamoDecisions
from services.backends.aws.keys import DynamoKeys
from services.backends.aws.minutes import DynamoMinutes
from services.backends.aws.orders import DynamoOrders
from services.backends.aws.table import EXPIRES
from services.backends.aws.workers import DynamoWorkers
from services.backends.keys import Key
from services.domain.action import Action
from services.domain.measures import Tally
from services.domain.minute import KEPT, Levels
from services.domain.order import fail
from services.domain.worker import Worker
from tests.aws_world import TABLE, Requests, just_before
from tests.builders import NOW
from tests.contract.decisions import a_decision
from tests.contract.issuances import accepted, issuance
from tests.contract.places import Backend

AT = datetime(2026, 11, 21, 9, 30, 17, tzinfo=UTC)
TALLY = Tally(
    at=AT, service="notifier", counts={"mailed": 3}, spans={"order_to_mail_s": {57: 2, 58: 1}}
)
LEVELS = Levels(
    at=AT, queues=(), workers_running=1, workers_wanted=1, open_failures=0, stuck=0, paused=()
)


def _only_item(client: DynamoDBClient) -> dict[str, Any]:
    (item,) = client.scan(TableName=TABLE)["Items"]  # the tests' own look, at a single row
    return dict(item)


def test_a_tally_is_one_request_that_adds_in_place(client: DynamoDBClient) -> None:
    minutes, asked = DynamoMinutes(client, TABLE), Requests(client)
    minutes.add(TALLY)
    minutes.add(TALLY)
    assert asked.names == ["UpdateItem", "UpdateItem"]
    item = _only_item(client)
    assert (item["pk"], item["sk"]) == ({"S": "minutes#2026-11-21"}, {"S": "09:30"})
    sums = {name: item[name]["N"] for name in item if "#" in name}
    assert sums == {"c#mailed": "6", "s#order_to_mail_s#57": "4", "s#order_to_mail_s#58": "2"}


def test_a_day_of_minutes_is_asked_for_by_its_days(client: DynamoDBClient) -> None:
    minutes = DynamoMinutes(client, TABLE)
    minutes.add(TALLY)
    asked = Requests(client)
    (minute,) = minutes.between(AT - timedelta(days=1), AT)
    assert minute.counts == TALLY.counts
    assert asked.names == ["Query", "Query"]


def test_what_a_newer_release_counts_is_left_out(client: DynamoDBClient) -> None:
    minutes = DynamoMinutes(client, TABLE)
    minutes.add(TALLY)
    client.update_item(
        TableName=TABLE,
        Key={"pk": {"S": "minutes#2026-11-21"}, "sk": {"S": "09:30"}},
        UpdateExpression="add #c :n, #s :n",
        ExpressionAttributeNames={"#c": "c#praised", "#s": "s#order_to_praise_s#3"},
        ExpressionAttributeValues={":n": {"N": "1"}},
    )
    (minute,) = minutes.between(AT, AT)
    assert (minute.counts, minute.spans) == (TALLY.counts, TALLY.spans)


def _expiry(client: DynamoDBClient) -> datetime:
    return datetime.fromtimestamp(int(_only_item(client)[EXPIRES]["N"]), UTC)


def test_minutes_expire_after_thirty_days_whoever_wrote_first(client: DynamoDBClient) -> None:
    minutes = DynamoMinutes(client, TABLE)
    minutes.put(LEVELS)
    assert _expiry(client) == AT + KEPT
    client.delete_item(
        TableName=TABLE, Key={"pk": {"S": "minutes#2026-11-21"}, "sk": {"S": "09:30"}}
    )
    minutes.add(TALLY)
    assert _expiry(client) == AT + KEPT


def test_forgetting_asks_for_nothing(client: DynamoDBClient) -> None:
    asked = Requests(client)
    DynamoMinutes(client, TABLE).forget(AT)
    assert asked.names == []


def test_a_worker_that_was_killed_expires_after_a_day(client: DynamoDBClient) -> None:
    worker = Worker(id="task/1", queue="orders", started_at=AT, seen_at=AT)
    DynamoWorkers(client, TABLE).beat(worker)
    assert _expiry(client) == AT + timedelta(days=1)


def test_a_decision_expires_after_thirty_days(client: DynamoDBClient) -> None:
    DynamoDecisions(client, TABLE).append(a_decision(AT))
    assert _expiry(client) == AT + timedelta(days=30)


def test_an_action_and_its_places_in_both_lists_are_one_transaction(
    client: DynamoDBClient,
) -> None:
    action = Action(
        id="act_1", at=AT, who="w", role="admin", what="redrive", target="t", seller_id="aurora"
    )
    asked = Requests(client)
    DynamoActions(client, TABLE).append(action)
    (request,) = asked.of("TransactWriteItems")
    puts = [each["Put"] for each in request["TransactItems"]]
    assert [put["Item"]["pk"]["S"] for put in puts] == ["action#act_1", "actions", "actions#aurora"]
    assert puts[0]["ConditionExpression"] == "attribute_not_exists(pk)"
    assert all(EXPIRES not in put["Item"] for put in puts)


def test_a_use_that_is_noted_while_a_key_is_revoked_opens_it_for_nobody(
    client: DynamoDBClient, others: Backend
) -> None:
    key = Key(
        digest="d" * 64,
        prefix="sk_live_ab12",
        seller_id="aurora",
        role="admin",
        livemode=True,
        created_at=AT,
    )
    others.keys.create(key)
    just_before(client, "UpdateItem", lambda: others.keys.revoke(key.digest, NOW))
    DynamoKeys(client, TABLE).used(key.digest, AT)
    found = others.keys.find(key.digest)
    assert found == key.model_copy(update={"revoked_at": NOW, "last_used_at": AT})


@pytest.mark.parametrize(("state", "queries"), [("open", 16), ("redriven", 8)])
def test_failures_are_counted_without_reading_orders(
    client: DynamoDBClient, state: str, queries: int
) -> None:
    asked = Requests(client)
    assert DynamoOrders(client, TABLE).count_failures(state) == 0
    assert asked.names == ["Query"] * queries
    assert {request["Select"] for request in asked.of("Query")} == {"COUNT"}


def test_an_order_that_waits_for_nothing_is_in_no_partition_of_the_waiting(
    client: DynamoDBClient, others: Backend
) -> None:
    def where(order_id: str) -> str | None:
        item = client.get_item(
            TableName=TABLE, Key={"pk": {"S": f"order#{order_id}"}, "sk": {"S": "order"}}
        )["Item"]
        return item["waiting_shard"]["S"].split("/")[0] if "waiting_shard" in item else None

    (order,) = accepted(others, "one")
    assert where(order.id) == "orders"
    failed = others.orders.save(fail(order, "order", "unknown_unit", "no", NOW))
    assert where(order.id) == "failed"
    others.orders.save(failed.after(NOW, "settled", failure=None, due_at=None))
    assert where(order.id) is None
    (order,) = accepted(others, "two")
    others.numbering.commit(issuance(None, [order]))
    assert where(order.id) == "archived"
