"""The table as it is defined, and values as they lie in it."""

import hashlib
from base64 import b64encode
from typing import Any

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords
from mypy_boto3_dynamodb import DynamoDBClient

from services.backends.aws.access import Table
from services.backends.aws.counters import counter_key
from services.backends.aws.invoice_rows import invoice_item, record_key, series_shard
from services.backends.aws.logos import Logos
from services.backends.aws.numbering import DynamoNumbering
from services.backends.aws.order_rows import order_item, order_key
from services.backends.aws.orders import DynamoOrders
from services.backends.aws.queries import rows
from services.backends.aws.sellers import DynamoSellers
from services.backends.aws.table import DUE_SHARDS, INDEXES, Key, definition, packed, unpacked
from services.backends.numbering import Issuance
from services.domain.order import Order
from services.domain.seller import MAX_LOGO_BYTES
from tests.aws_world import TABLE
from tests.builders import NOW, a_link, a_seller, an_invoice, an_order, an_order_request
from tests.contract.issuances import SERIES, issuance
from tests.contract.places import Backend

MAX_BODY = 256 * 1024
MAX_ITEM = 400 * 1024


def _noise(length: int, seed: str = "") -> str:
    """Return text that compresses as badly as Base64 can."""
    blocks = (hashlib.sha256(f"{seed}{n}".encode()).digest() for n in range(length // 32 + 1))
    return b64encode(b"".join(blocks)).decode()[:length]


def _words(length: int, seed: str) -> str:
    noise = _noise(length, seed)
    return " ".join(noise[n : n + 50] for n in range(0, length, 50))


def _weight(item: Any) -> int:  # noqa: ANN401 - attributes nest
    return sum(len(name) + len(next(iter(value.values()))) for name, value in item.items())


def _largest_order() -> tuple[dict[str, Any], Order]:
    line = an_order_request()["lines"][0]
    lines = [
        {**line, "name": _words(190, f"n{n}"), "description": _words(190, f"d{n}")}
        for n in range(500)
    ]
    request = an_order_request(lines=lines)
    return request, an_order(request=request)


def test_every_index_has_string_keys_and_holds_only_what_it_needs() -> None:
    table = definition("ledger")
    described = {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]}
    assert set(described.values()) == {"S"}
    assert len(table["GlobalSecondaryIndexes"]) == len(INDEXES) <= 20
    projections = [index["Projection"] for index in table["GlobalSecondaryIndexes"]]
    assert all(projection["ProjectionType"] != "ALL" for projection in projections)
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_no_name_in_an_expression_is_one_that_dynamodb_reserves() -> None:
    keys = {name for i in INDEXES for name in (i.partition, i.sort, *i.also)}
    attributes = {"version", "frozen", "mails", "last_sequence", "last_hash", "revoked_at"}
    named = keys | {"pk", "sk"} | attributes
    reserved = {word.upper() for word in ReservedKeywords.get_reserved_keywords()}
    assert "VALUE" in reserved  # so it is written #value
    assert {name.upper() for name in named} & reserved == set()


def test_a_long_value_is_compressed_and_a_short_one_can_be_read_by_a_person() -> None:
    order = an_order()
    assert "B" in packed(order)
    assert unpacked(Order, {"value": packed(order)}) == order
    assert "S" in packed(a_link())


def test_an_order_and_a_record_of_500_lines_at_the_body_limit_fit_into_items(
    client: DynamoDBClient, others: Backend
) -> None:
    request, order = _largest_order()
    assert MAX_BODY * 0.9 < len(order.request.encode()) <= MAX_BODY
    assert _weight(order_item(order)) < MAX_ITEM / 2
    assert DynamoOrders(client, TABLE).accept(order) is None
    given = issuance(None, [order])
    record = an_invoice(order_id=order.id, lines=request["lines"])
    assert _weight(invoice_item(record, Logos(Table(client, TABLE)))) < MAX_ITEM / 2
    DynamoNumbering(client, TABLE).commit(given._replace(invoices=[record]))
    assert others.invoices.read(record.seller_id, record.number) == record
    (stored,) = others.orders.read([order.id])
    assert stored.request == order.request


def test_a_logo_of_the_largest_size_is_kept_once_for_seller_and_records(
    client: DynamoDBClient, others: Backend
) -> None:
    image = b"\x89PNG\r\n\x1a\n" + _noise(MAX_LOGO_BYTES - 8).encode()
    seller = a_seller(logo=b64encode(image).decode())
    put = DynamoSellers(client, TABLE).put(seller.id, seller.profile, NOW)
    assert others.sellers.read(seller.id) == put
    assert others.sellers.all() == [put]
    orders = [an_order(key=f"key-{n}") for n in range(10)]
    for order in orders:
        others.orders.accept(order)
    given = issuance(None, orders)
    records = [
        an_invoice(seller=seller, sequence=n, order_id=order.id)
        for n, order in enumerate(orders, 1)
    ]
    DynamoNumbering(client, TABLE).commit(given._replace(invoices=records))
    assert list(others.invoices.of_series(SERIES.key)) == records
    digest = hashlib.sha256(seller.profile.logo.encode()).hexdigest() if seller.profile.logo else ""
    assert len(list(rows(Table(client, TABLE), f"logo#{digest}"))) == 3


def _partitions(given: Issuance) -> set[str]:
    records = [record_key(i.seller_id, i.number).partition for i in given.invoices]
    return {*records, *(order_key(o.id).partition for o in given.orders)}


def test_no_record_and_no_order_shares_a_partition_with_its_counter_or_another() -> None:
    given = issuance(None, [an_order(key=f"key-{n}") for n in range(20)])
    assert len(_partitions(given)) == 40
    assert counter_key(SERIES.key).partition not in _partitions(given)


def test_what_is_due_and_what_is_listed_is_spread_over_all_shards() -> None:
    items = [order_item(an_order(key=f"key-{n}")) for n in range(200)]
    assert len({item["due_shard"]["S"] for item in items}) == DUE_SHARDS
    assert len({item["time_shard"]["S"] for item in items}) == 8
    assert series_shard(SERIES.key, 1) != series_shard(SERIES.key, 2)


def test_an_item_is_found_under_its_key_alone(client: DynamoDBClient) -> None:
    table = Table(client, TABLE)
    assert table.get(Key("order#ord_1", "order")) is None
    assert list(rows(table, "order#ord_1")) == []
