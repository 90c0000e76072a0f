"""The ledger's one table: its keys, its indexes, and how a value lies in an item.

docs/dynamodb.md lists every kind of row and every access pattern.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel

from services.backends.times import utc_text

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_dynamodb.type_defs import (
        AttributeDefinitionTypeDef,
        AttributeValueTypeDef,
        CreateTableInputTypeDef,
        GlobalSecondaryIndexTypeDef,
        KeySchemaElementTypeDef,
        ProjectionTypeDef,
    )

    Attribute: TypeAlias = AttributeValueTypeDef
    Item: TypeAlias = dict[str, AttributeValueTypeDef]

PARTITION = "pk"
SORT = "sk"

PLAIN_BYTES = 1_024
"""Longer values are compressed: writes are paid by the KB, and an item ends at 400 KB."""


class Index(NamedTuple):
    """A global secondary index. Only items that have both its keys are in it."""

    name: str
    partition: str
    sort: str
    also: tuple[str, ...] = ()
    """Attributes beside the keys, to filter by. What is listed is read from the table itself."""


LISTED = Index("listed", "listed_in", "listed_by")
"""Invoices of a series by sequence; counters; sellers; keys."""

BY_TIME = Index("orders_by_time", "time_shard", "accepted")
BY_STATUS = Index("orders_by_status", "status_shard", "accepted")
BY_REFERENCE = Index("orders_by_reference", "reference_key", "accepted")
BY_EMAIL = Index("orders_by_email", "email_key", "accepted")
DUE = Index("orders_due", "due_shard", "due_at")
FAILURES = Index(
    "failures", "failed_shard", "failed", ("seller_id", "failure_code", "failure_state")
)
WAITING = Index("orders_waiting", "waiting_shard", "accepted")
"""Orders that wait for a step or for a person."""

INDEXES = (LISTED, BY_TIME, BY_STATUS, BY_REFERENCE, BY_EMAIL, DUE, FAILURES, WAITING)

EXPIRES = "expires"
"""When DynamoDB may drop an item by itself, in seconds since 1970; most items have none."""

LIST_SHARDS = 8
"""A partition takes 1,000 writes a second; one seller's orders are spread over this many."""

DUE_SHARDS = 16


class Key(NamedTuple):
    """Where an item lies."""

    partition: str
    sort: str


def definition(name: str) -> CreateTableInputTypeDef:
    """Return the table as CreateTable takes it; paid by request, never scanned."""
    names = sorted({key for index in INDEXES for key in (index.partition, index.sort)})
    attributes: list[AttributeDefinitionTypeDef] = [
        {"AttributeName": key, "AttributeType": "S"} for key in (PARTITION, SORT, *names)
    ]
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes,
        "KeySchema": _schema(PARTITION, SORT),
        "GlobalSecondaryIndexes": [_index(index) for index in INDEXES],
    }


def _index(index: Index) -> GlobalSecondaryIndexTypeDef:
    projection: ProjectionTypeDef = {"ProjectionType": "KEYS_ONLY"}
    if index.also:
        projection = {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(index.also)}
    return {
        "IndexName": index.name,
        "KeySchema": _schema(index.partition, index.sort),
        "Projection": projection,
    }


def _schema(partition: str, sort: str) -> list[KeySchemaElementTypeDef]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def shard(id_: str, shards: int) -> int:
    """Return which of `shards` parts an id belongs to, for ever."""
    return zlib.crc32(id_.encode()) % shards


def text(value: str) -> Attribute:
    """Return a string as an attribute."""
    return {"S": value}


def number(value: int) -> Attribute:
    """Return an integer as an attribute."""
    return {"N": str(value)}


def place(moment: datetime, id_: str) -> str:
    """Return a sort key: by time, ties by id."""
    return f"{utc_text(moment)}#{id_}"


def expiry(moment: datetime) -> Item:
    """Return the attribute by which an item is dropped, at most days after `moment`."""
    return {EXPIRES: number(int(moment.timestamp()))}


def key_of(item: Item) -> Key:
    """Return where an item lies."""
    return Key(item[PARTITION]["S"], item[SORT]["S"])


def keyed(key: Key) -> Item:
    """Return the key attributes of an item."""
    return {PARTITION: text(key.partition), SORT: text(key.sort)}


def packed(model: BaseModel) -> Attribute:
    """Return a model's JSON as an attribute, compressed when that is worth it."""
    raw = model.model_dump_json().encode()
    return {"S": raw.decode()} if len(raw) <= PLAIN_BYTES else {"B": zlib.compress(raw)}


M = TypeVar("M", bound=BaseModel)


def unpacked(cls: type[M], item: Item) -> M:
    """Read the model that `packed` wrote into the item's `value`. Raises ValueError for others."""
    value = item["value"]
    if "B" not in value:
        return cls.model_validate_json(value["S"])
    try:
        raw = zlib.decompress(value["B"])
    except zlib.error as error:
        raise ValueError(f"this is no {cls.__name__}: {error}") from None
    return cls.model_validate_json(raw)
