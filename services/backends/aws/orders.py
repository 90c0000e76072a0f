"""Orders in DynamoDB: one item each; lists come from indexes and are read again from the table."""

from __future__ import annotations

import time
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from services.backends.aws.access import ABSENT, WHAT, Stands, Table, at_version
from services.backends.aws.logos import LogoLost, Logos
from services.backends.aws.order_rows import (
    FAILED,
    STUCK,
    listing,
    order_item,
    order_key,
    read_order,
    storing_successor,
    waiting_shards,
)
from services.backends.aws.queries import Range, count, entries
from services.backends.aws.sellers import read_seller, seller_key
from services.backends.aws.table import (
    BY_EMAIL,
    BY_REFERENCE,
    BY_STATUS,
    BY_TIME,
    DUE,
    DUE_SHARDS,
    FAILURES,
    LIST_SHARDS,
    WAITING,
    Index,
    key_of,
    place,
)
from services.backends.conflict import Conflict
from services.backends.orders import Waiting
from services.backends.times import from_utc_text, utc_text
from services.backends.unavailable import Unavailable
from services.domain.order import succeeding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.aws.order_rows import WaitsFor
    from services.backends.aws.table import Item
    from services.backends.orders import FailureQuery, OrderQuery
    from services.domain.order import Order
    from services.domain.seller import Seller

_FIRST = "0"
_LAST = "9999-99"
"""Before and after every time there is."""


class _Walk(NamedTuple):
    """Which entries of an index to meet, in the order of its sort key."""

    by: Index
    partitions: Sequence[str]
    within: Range
    newest_first: bool
    only: dict[str, str]


class DynamoOrders:
    """Orders in the ledger table. `sleep` and `fraction` (of [0, 1)) space out throttled reads."""

    def __init__(
        self,
        client: DynamoDBClient,
        table_name: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        fraction: Callable[[], float] = lambda: 0.5,
    ) -> None:
        self._table = Table(client, table_name, sleep, fraction)
        self._logos = Logos(self._table)

    def accept(self, order: Order) -> Order | None:
        """See `Orders.accept`."""
        try:
            self._table.put(order_item(order), ABSENT)
        except Stands as stands:
            return read_order(stands.item) if stands.item else self._standing(order.id)
        except Conflict:
            # Only an order that stands can be part of somebody's transaction.
            return self._standing(order.id)
        return None

    def read(self, ids: Sequence[str]) -> list[Order]:
        """See `Orders.read`."""
        keys = [order_key(id_) for id_ in dict.fromkeys(ids)]
        found = self._table.get_all(keys)
        return [read_order(found[key]) for key in keys if key in found]

    def read_with_sellers(
        self, ids: Sequence[str], seller_ids: Sequence[str]
    ) -> tuple[list[Order], list[Seller]]:
        """See `Orders.read_with_sellers`. One request, as long as all are at most 100."""
        orders = [order_key(id_) for id_ in dict.fromkeys(ids)]
        sellers = [seller_key(id_) for id_ in dict.fromkeys(seller_ids)]
        found = self._table.get_all([*orders, *sellers])
        return (
            [read_order(found[key]) for key in orders if key in found],
            [seller for key in sellers if (seller := self._sound_seller(found.get(key)))],
        )

    def save(self, order: Order) -> Order:
        """See `Orders.save`."""
        successor = succeeding(order)
        try:
            self._table.put(order_item(successor), at_version(order.version))
        except Stands:
            raise Conflict(f"{order.id} is no longer at version {order.version}") from None
        return successor

    def accept_credit(self, credit: Order, credited: Order) -> None:
        """See `Orders.accept_credit`."""
        table = self._table
        table.transact(
            [table.putting(order_item(credit), ABSENT), storing_successor(table, credited)]
        )

    def save_both(self, one: Order, other: Order) -> None:
        """See `Orders.save_both`."""
        table = self._table
        table.transact([storing_successor(table, one), storing_successor(table, other)])

    def find(self, query: OrderQuery) -> list[Order]:
        """See `Orders.find`."""
        index, partitions = _selected(query)
        walk = _Walk(index, partitions, _days(query), newest_first=True, only={})
        return self._list(walk, query.limit, after=query.after)

    def due(self, now: datetime, limit: int) -> list[Order]:
        """See `Orders.due`."""
        shards = [str(n) for n in range(DUE_SHARDS)]
        walk = _Walk(DUE, shards, Range(_FIRST, utc_text(now)), newest_first=False, only={})
        return self._list(walk, limit)

    def failures(self, query: FailureQuery) -> list[Order]:
        """See `Orders.failures`."""
        wanted = {
            "seller_id": query.seller_id,
            "failure_code": query.code,
            "failure_state": query.state,
        }
        only = {name: value for name, value in wanted.items() if value is not None}
        high = place(*query.after) if query.after else _LAST
        shards = [str(n) for n in range(LIST_SHARDS)]
        walk = _Walk(FAILURES, shards, Range(_FIRST, high), newest_first=True, only=only)
        return self._list(walk, query.limit, after=query.after)

    def waiting_since(self) -> Waiting:
        """See `Orders.waiting_since`."""
        return Waiting(orders=self._oldest("orders"), archived=self._oldest("archived"))

    def count_failures(self, state: str) -> int:
        """See `Orders.count_failures`. Open ones are apart, so that all others cost them nothing.

        The others are counted by reading all failures there ever were.
        """
        if state == "open":
            return self._count(FAILED) + self._count(STUCK)
        only = {"failure_state": state}
        return sum(count(self._table, FAILURES, str(n), only) for n in range(LIST_SHARDS))

    def count_stuck(self) -> int:
        """See `Orders.count_stuck`."""
        return self._count(STUCK)

    def _oldest(self, waits_for: WaitsFor) -> datetime | None:
        firsts = [
            next(entries(self._table, WAITING, part, newest_first=False, page=1), None)
            for part in waiting_shards(waits_for)
        ]
        times = [first[WAITING.sort]["S"].partition("#")[0] for first in firsts if first]
        return from_utc_text(min(times)) if times else None

    def _count(self, waits_for: WaitsFor) -> int:
        return sum(count(self._table, WAITING, part) for part in waiting_shards(waits_for))

    def _standing(self, order_id: str) -> Order:
        found = self.read([order_id])
        if not found:
            raise Unavailable(f"{WHAT} has {order_id} in a transaction: try again")
        return found[0]

    def _sound_seller(self, item: Item | None) -> Seller | None:
        try:
            return read_seller(item, self._logos) if item else None
        except (ValueError, LogoLost, Unavailable):
            return None

    def _list(
        self, walk: _Walk, limit: int, *, after: tuple[datetime, str] | None = None
    ) -> list[Order]:
        if walk.within.low > walk.within.high:  # which DynamoDB refuses
            return []
        seen = place(*after) if after else None
        entries = (e for e in self._walked(walk, limit) if e[walk.by.sort].get("S") != seen)
        return list(islice(self._still_listed(entries, limit), limit))

    def _walked(self, walk: _Walk, page: int) -> Iterator[Item]:
        shards = [
            entries(
                self._table,
                walk.by,
                partition,
                walk.within,
                newest_first=walk.newest_first,
                page=page,
                only=walk.only,
            )
            for partition in walk.partitions
        ]
        return merge(
            *shards, key=lambda e: (e[walk.by.sort]["S"], key_of(e)), reverse=walk.newest_first
        )

    def _still_listed(self, entries: Iterator[Item], page: int) -> Iterator[Order]:
        """Read what an index lists, and leave out what has moved on since."""
        while hints := list(islice(entries, page)):
            found = self._table.get_all(key_of(hint) for hint in hints)
            for hint in hints:
                item = found.get(key_of(hint), {})
                if hint.items() <= item.items():
                    yield read_order(item)


def _selected(query: OrderQuery) -> tuple[Index, list[str]]:
    lists = listing(query.seller_id, livemode=query.livemode)
    if query.reference is not None:
        return BY_REFERENCE, [f"{lists}/{query.reference}"]
    if query.email_key is not None:
        return BY_EMAIL, [f"{lists}/{query.email_key}"]
    if query.status is not None:
        return BY_STATUS, [f"{lists}/{query.status}/{n}" for n in range(LIST_SHARDS)]
    return BY_TIME, [f"{lists}/{n}" for n in range(LIST_SHARDS)]


def _days(query: OrderQuery) -> Range:
    low = query.first.isoformat() if query.first else _FIRST
    # "U" follows the "T" that every time of the last day goes on with.
    high = f"{query.last.isoformat()}U" if query.last else _LAST
    return Range(low, min(high, place(*query.after)) if query.after else high)
