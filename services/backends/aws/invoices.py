"""Invoices and receipts in DynamoDB: written once, read by number and by series."""

from __future__ import annotations

import time
from heapq import merge
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from services.backends.aws.access import Table
from services.backends.aws.counters import last_given
from services.backends.aws.invoice_rows import (
    SERIES_SHARDS,
    number_of,
    read_invoice,
    receipt_key,
    record_key,
    series_place,
    series_shard,
)
from services.backends.aws.logos import Logos
from services.backends.aws.order_rows import storing_successor
from services.backends.aws.queries import Range, entries
from services.backends.aws.table import LISTED, key_of, packed, unpacked
from services.backends.invoices import UnreadableRecord
from services.domain.invoice import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.aws.table import Item
    from services.domain.invoice import Invoice
    from services.domain.order import Order

_CHUNK = 100
_LATE_TRIES = 6
_LATE_WAIT_S = 0.25
"""An index follows its table within a fraction of a second; a hole that stays is a real one."""

# A receipt that stands is kept, whoever writes again.
_RECORD = "set #value = if_not_exists(#value, :value)"


class _Place(NamedTuple):
    """A record's item, and where its series has it."""

    series: str
    sequence: int
    item: Item


class DynamoInvoices:
    """Invoices and receipts in the ledger table. `sleep` takes seconds."""

    def __init__(
        self,
        client: DynamoDBClient,
        table_name: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._table = Table(client, table_name, sleep)
        self._logos = Logos(self._table)

    def read(self, seller_id: str, number: str) -> Invoice | None:
        """See `Invoices.read`."""
        item = self._table.get(record_key(seller_id, number))
        return read_invoice(item, self._logos) if item else None

    def of_series(self, series_key: str) -> Iterator[Invoice]:
        """See `Invoices.of_series`. What was numbered when the walk began is met, index or not."""
        # A map goes on after what its function raised, as a generator does not.
        return map(self._of_item, self._items(series_key))

    def _items(self, series_key: str) -> Iterator[_Place]:
        last = last_given(self._table, series_key)
        sequence = -1
        while entries := self._settled(series_key, sequence, last):
            found = self._table.get_all(key_of(entry) for entry in entries)
            for entry in entries:
                yield _Place(series_key, _sequence(entry), found[key_of(entry)])
            sequence = _sequence(entries[-1])

    def _of_item(self, place: _Place) -> Invoice:
        series_key, sequence, item = place
        try:
            invoice = read_invoice(item, self._logos)
        except ValueError:
            raise UnreadableRecord(number_of(key_of(item)), sequence) from None
        found = (record_key(invoice.seller_id, invoice.number), invoice.series, invoice.sequence)
        if found != (key_of(item), series_key, sequence):
            raise UnreadableRecord(number_of(key_of(item)), sequence)
        return invoice

    def receipt(self, seller_id: str, number: str) -> Receipt | None:
        """See `Invoices.receipt`."""
        item = self._table.get(receipt_key(seller_id, number))
        return unpacked(Receipt, item) if item else None

    def record(self, archived: Sequence[tuple[Receipt, Order]]) -> None:
        """See `Invoices.record`. At most 50 at once."""
        if not archived:
            return
        self._table.transact(
            [
                action
                for receipt, order in archived
                for action in (
                    self._table.updating(
                        receipt_key(receipt.seller_id, receipt.number),
                        _RECORD,
                        {":value": packed(receipt)},
                    ),
                    storing_successor(self._table, order),
                )
            ]
        )

    def _settled(self, series_key: str, after: int, last: int) -> list[Item]:
        """Return the next entries, asking again while the index is behind the table."""
        for _ in range(_LATE_TRIES):
            entries = self._entries(series_key, after)
            if not _late(entries, after, last):
                break
            self._table.sleep(_LATE_WAIT_S)
        return entries

    def _entries(self, series_key: str, after: int) -> list[Item]:
        within = Range(series_place(after + 1), series_place(10**12 - 1))
        shards = [
            entries(
                self._table,
                LISTED,
                series_shard(series_key, n),
                within,
                newest_first=False,
                page=_CHUNK,
            )
            for n in range(SERIES_SHARDS)
        ]
        return list(islice(merge(*shards, key=_sequence), _CHUNK))


def _sequence(entry: Item) -> int:
    return int(entry["listed_by"]["S"])


def _late(entries: Sequence[Item], after: int, last: int) -> bool:
    met = [_sequence(entry) for entry in entries]
    # The first of a series need not be 1, so nothing is missed before it.
    known = met if after < 0 else [after, *met]
    if any(later != earlier + 1 for earlier, later in pairwise(known)):
        return True
    return len(met) < _CHUNK and max(known, default=0) < last
