"""What is asked of partitions, of the ledger's table and of its indexes: rows in order, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from services.backends.aws.access import WHAT
from services.backends.aws.errors import reaching
from services.backends.aws.table import PARTITION, SORT, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from services.backends.aws.access import Table
    from services.backends.aws.table import Index, Item


class Range(NamedTuple):
    """A part of a partition by its sort key, both ends included."""

    low: str
    high: str


def rows(
    table: Table,
    partition: str,
    within: Range | None = None,
    *,
    newest_first: bool = False,
    page: int | None = None,
) -> Iterator[Item]:
    """Yield the items of a partition of the table as they are now, by sort key.

    `page` is how many are asked for at once: by default 1 MB.
    """
    asked = _partition(PARTITION, partition, SORT, within)
    limit = {"Limit": page} if page else {}
    order = {"ScanIndexForward": not newest_first, "ConsistentRead": True}
    for answer in _pages(table, {**asked, **order, **limit}):
        yield from answer["Items"]


def entries(
    table: Table,
    index: Index,
    partition: str,
    within: Range | None = None,
    *,
    newest_first: bool = False,
    page: int,
    only: Mapping[str, str] | None = None,
) -> Iterator[Item]:
    """Yield an index partition's entries by sort key, asking for a page when it is needed.

    `only` are values that further attributes of the index must have.
    """
    asked = _entries(index, partition, within, only or {})
    for answer in _pages(table, {**asked, "ScanIndexForward": not newest_first, "Limit": page}):
        yield from answer["Items"]


def count(table: Table, index: Index, partition: str, only: Mapping[str, str] | None = None) -> int:
    """Return how many entries an index partition has; see `entries`."""
    asked = _entries(index, partition, None, only or {})
    return sum(answer["Count"] for answer in _pages(table, {**asked, "Select": "COUNT"}))


def _pages(table: Table, asked: Mapping[str, Any]) -> Iterator[Any]:
    arguments = {"TableName": table.name, **asked}
    while True:
        with reaching(WHAT):
            answer = table.client.query(**arguments)
        yield answer
        if "LastEvaluatedKey" not in answer:
            return
        arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _entries(
    index: Index, partition: str, within: Range | None, only: Mapping[str, str]
) -> dict[str, Any]:
    asked = {
        "IndexName": index.name,
        **_partition(index.partition, partition, index.sort, within),
    }
    if only:
        asked["FilterExpression"] = " and ".join(f"{name} = :{name}" for name in only)
        asked["ExpressionAttributeValues"] |= {f":{name}": text(only[name]) for name in only}
    return asked


def _partition(
    partition_name: str, partition: str, sort_name: str, within: Range | None
) -> dict[str, Any]:
    terms, values = f"{partition_name} = :partition", {":partition": text(partition)}
    if within:
        terms += f" and {sort_name} between :low and :high"
        values |= {":low": text(within.low), ":high": text(within.high)}
    return {"KeyConditionExpression": terms, "ExpressionAttributeValues": values}
