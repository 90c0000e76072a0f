"""What is asked of DynamoDB: how often, how strongly, and under which conditions."""

from datetime import date

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from services.backends.aws.invoices import DynamoInvoices
from services.backends.aws.numbering import DynamoNumbering
from services.backends.aws.orders import DynamoOrders
from services.backends.orders import FailureQuery, OrderQuery
from services.domain.invoice import Receipt
from services.domain.order import Archived, Credit, archive
from services.domain.order_credits import take_back
from tests.aws_world import TABLE, Requests
from tests.builders import NOW, an_order
from tests.contract.issuances import SERIES, accepted, issuance
from tests.contract.places import Backend


def test_accepting_is_one_request_whether_the_order_is_new_or_a_replay(
    client: DynamoDBClient,
) -> None:
    orders, asked = DynamoOrders(client, TABLE), Requests(client)
    orders.accept(an_order())
    orders.accept(an_order())
    assert asked.names == ["PutItem", "PutItem"]
    for request in asked.of("PutItem"):
        assert request["ConditionExpression"] == "attribute_not_exists(pk)"
        assert request["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD"


def test_a_credit_is_one_transaction_of_two_conditional_writes(
    client: DynamoDBClient, others: Backend
) -> None:
    (order,) = accepted(others, "one")
    new = an_order(key="credit", channel="credit", credits="INV-1")
    part = Credit(order_id=new.id, request="{}", gross=order.totals.gross)
    asked = Requests(client)
    DynamoOrders(client, TABLE).accept_credit(
        new, take_back(order, part, order.totals.gross - part.gross, NOW)
    )
    assert asked.names == ["TransactWriteItems"]
    (request,) = asked.of("TransactWriteItems")
    puts = [action["Put"] for action in request["TransactItems"]]
    assert [put["ConditionExpression"] for put in puts] == [
        "attribute_not_exists(pk)",
        "version = :version",
    ]
    assert puts[1]["Item"]["status_shard"]["S"].split("/")[2] == "credited"


def test_a_batch_is_read_strongly_in_one_request(client: DynamoDBClient, others: Backend) -> None:
    ids = [order.id for order in accepted(others, *map(str, range(10)))]
    asked = Requests(client)
    DynamoOrders(client, TABLE).read(ids)
    (request,) = asked.of("BatchGetItem")
    assert request["RequestItems"][TABLE]["ConsistentRead"] is True
    assert len(asked.made) == 1


def test_more_than_a_hundred_are_read_in_hundreds(client: DynamoDBClient) -> None:
    asked = Requests(client)
    DynamoOrders(client, TABLE).read([f"ord_{n}" for n in range(205)])
    asked_for = [len(r["RequestItems"][TABLE]["Keys"]) for r in asked.of("BatchGetItem")]
    assert asked_for == [100, 100, 5]


def test_numbering_ten_orders_is_one_transaction_of_conditional_writes(
    client: DynamoDBClient, others: Backend
) -> None:
    given = issuance(None, accepted(others, *map(str, range(10))))
    asked = Requests(client)
    DynamoNumbering(client, TABLE).commit(given)
    assert asked.names == ["TransactWriteItems"]
    (request,) = asked.of("TransactWriteItems")
    puts = [action["Put"] for action in request["TransactItems"]]
    assert len(puts) == 31
    assert all(put["ConditionExpression"] for put in puts)
    conditions = {(p["Item"]["sk"]["S"], p["ConditionExpression"]) for p in puts}
    assert conditions == {
        ("counter", "attribute_not_exists(pk)"),
        ("record", "attribute_not_exists(pk)"),
        ("order", "version = :version"),
        ("link", "attribute_not_exists(pk)"),
    }


def test_the_next_numbers_are_given_only_by_the_counter_as_it_was_read(
    client: DynamoDBClient, others: Backend
) -> None:
    first = issuance(None, accepted(others, "one"))
    others.numbering.commit(first)
    asked = Requests(client)
    DynamoNumbering(client, TABLE).commit(issuance(first.after, accepted(others, "two")))
    counter = asked.of("TransactWriteItems")[0]["TransactItems"][0]["Put"]
    assert counter["ConditionExpression"] == (
        "last_sequence = :last and last_hash = :hash and attribute_not_exists(frozen)"
    )
    assert counter["ExpressionAttributeValues"] == {
        ":last": {"N": "1"},
        ":hash": {"S": first.after.last_hash},
    }


def test_each_transaction_has_a_token_of_its_own_so_that_repeats_are_written_once(
    client: DynamoDBClient, others: Backend
) -> None:
    asked, numbering, counter = Requests(client), DynamoNumbering(client, TABLE), None
    for key in ("one", "two"):
        given = issuance(counter, accepted(others, key))
        numbering.commit(given)
        counter = given.after
    tokens = [request["ClientRequestToken"] for request in asked.of("TransactWriteItems")]
    assert len(set(tokens)) == 2
    assert all(1 <= len(token) <= 36 for token in tokens)


def test_twenty_five_orders_fit_into_a_transaction_and_fifty_are_refused(
    client: DynamoDBClient,
) -> None:
    orders = [an_order(key=str(n)) for n in range(50)]
    asked, numbering = Requests(client), DynamoNumbering(client, TABLE)
    with pytest.raises(ValueError, match="151 actions"):
        numbering.commit(issuance(None, orders))
    assert asked.made == []
    stored = DynamoOrders(client, TABLE)
    for order in orders[:25]:
        stored.accept(order)
    numbering.commit(issuance(None, orders[:25]))
    assert asked.names.count("TransactWriteItems") == 1


def test_ten_receipts_are_one_transaction(client: DynamoDBClient, others: Backend) -> None:
    given = issuance(None, accepted(others, *map(str, range(10))))
    others.numbering.commit(given)
    orders = others.orders.read([order.id for order in given.orders])
    archived = [
        (
            Receipt(
                seller_id=invoice.seller_id,
                number=invoice.number,
                key=invoice.archive_key,
                sha256="a" * 64,
                size=1,
                version_id=None,
                renderer="counterfoil 1",
                archived_at=NOW,
            ),
            archive(order, Archived(sha256="a" * 64, size=1, at=NOW)),
        )
        for invoice, order in zip(given.invoices, orders, strict=True)
    ]
    asked, invoices = Requests(client), DynamoInvoices(client, TABLE)
    invoices.record(archived)
    invoices.record([])
    assert asked.names == ["TransactWriteItems"]
    updates = [a["Update"] for a in asked.of("TransactWriteItems")[0]["TransactItems"][::2]]
    assert {u["UpdateExpression"] for u in updates} == {
        "set #value = if_not_exists(#value, :value)"
    }


def test_single_rows_are_read_strongly(client: DynamoDBClient) -> None:
    asked = Requests(client)
    DynamoNumbering(client, TABLE).read(SERIES)
    DynamoInvoices(client, TABLE).read("papierhaus", "INV-1")
    DynamoInvoices(client, TABLE).receipt("papierhaus", "INV-1")
    assert [request["ConsistentRead"] for request in asked.of("GetItem")] == [True] * 3
    assert len(asked.made) == 3


def test_a_list_reads_its_index_and_then_the_orders_strongly(
    client: DynamoDBClient, others: Backend
) -> None:
    accepted(others, *map(str, range(5)))
    asked, orders = Requests(client), DynamoOrders(client, TABLE)
    query = OrderQuery(seller_id="papierhaus", livemode=True, limit=2)
    orders.find(query)
    assert asked.names == ["Query"] * 8 + ["BatchGetItem"]
    assert all(request["Limit"] == 2 for request in asked.of("Query"))
    asked.made.clear()
    orders.find(query._replace(reference="A-1001"))
    assert asked.names == ["Query", "BatchGetItem"]
    asked.made.clear()
    orders.due(NOW, 10)
    assert asked.names == ["Query"] * 16
    asked.made.clear()
    orders.failures(FailureQuery(limit=10))
    assert asked.names == ["Query"] * 8


def test_days_that_can_hold_nothing_are_not_asked_for(client: DynamoDBClient) -> None:
    asked, query = Requests(client), OrderQuery(seller_id="papierhaus", livemode=True, limit=2)
    first, last = date(2026, 11, 22), date(2026, 11, 20)
    assert DynamoOrders(client, TABLE).find(query._replace(first=first, last=last)) == []
    assert asked.made == []


def test_a_failure_is_filtered_where_it_lies(client: DynamoDBClient) -> None:
    asked = Requests(client)
    DynamoOrders(client, TABLE).failures(FailureQuery(limit=1, seller_id="other", state="open"))
    request = asked.of("Query")[0]
    assert (
        request["FilterExpression"] == "seller_id = :seller_id and failure_state = :failure_state"
    )
