"""How an order lies in the table: its key, and the attributes its indexes are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from services.backends.aws.access import at_version
from services.backends.aws.table import (
    DUE_SHARDS,
    LIST_SHARDS,
    Key,
    keyed,
    number,
    packed,
    place,
    shard,
    text,
    unpacked,
)
from services.backends.orders import waits_in
from services.backends.times import utc_text
from services.domain.order import Order, succeeding

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from services.backends.aws.access import Table
    from services.backends.aws.table import Item

WaitsFor = Literal["orders", "archived", "failed", "stuck"]
"""A queue, or a person. An order is in one of these at most."""

FAILED: Final = "failed"
STUCK: Final = "stuck"


def order_key(order_id: str) -> Key:
    """Return where an order lies: alone in its partition, so that all are spread."""
    return Key(f"order#{order_id}", "order")


def read_order(item: Item) -> Order:
    """Read an order out of its item."""
    return unpacked(Order, item)


def listing(seller_id: str, *, livemode: bool) -> str:
    """Return how the partitions of a seller's lists begin; live and test never meet."""
    return f"{seller_id}/{'live' if livemode else 'test'}"


def order_item(order: Order) -> Item:
    """Return the whole item; what an attribute is missing for, that index does not list."""
    return {
        **keyed(order_key(order.id)),
        "version": number(order.version),
        "value": packed(order),
        **_listed(order),
        **_due(order),
        **_failed(order),
        **_waiting(order),
    }


def _listed(order: Order) -> Item:
    lists = listing(order.seller_id, livemode=order.livemode)
    part = shard(order.id, LIST_SHARDS)
    return {
        "accepted": text(place(order.accepted_at, order.id)),
        "time_shard": text(f"{lists}/{part}"),
        "status_shard": text(f"{lists}/{order.status}/{part}"),
        "reference_key": text(f"{lists}/{order.reference}"),
        "email_key": text(f"{lists}/{order.email_key}"),
    }


def _due(order: Order) -> Item:
    if order.due_at is None:
        return {}
    return {
        "due_shard": text(str(shard(order.id, DUE_SHARDS))),
        "due_at": text(utc_text(order.due_at)),
    }


def _failed(order: Order) -> Item:
    failure = order.failure
    if failure is None:
        return {}
    return {
        "failed_shard": text(str(shard(order.id, LIST_SHARDS))),
        "failed": text(place(failure.failed_at, order.id)),
        "seller_id": text(order.seller_id),
        "failure_code": text(failure.code),
        "failure_state": text(failure.state),
    }


def _waiting(order: Order) -> Item:
    waits_for: WaitsFor | None = waits_in(order)
    if failure := order.open_failure:
        waits_for = STUCK if failure.code == "stuck" else FAILED
    if waits_for is None:
        return {}
    return {"waiting_shard": text(waiting_shards(waits_for)[shard(order.id, LIST_SHARDS)])}


def waiting_shards(waits_for: WaitsFor) -> list[str]:
    """Return the index partitions of all orders that wait for one thing."""
    return [f"{waits_for}/{n}" for n in range(LIST_SHARDS)]


def storing_successor(table: Table, order: Order) -> TransactWriteItemTypeDef:
    """Return the action that stores what follows the version `order.version`."""
    return table.putting(order_item(succeeding(order)), at_version(order.version))
