"""Numbering in DynamoDB: one transaction moves a counter with all that it counts (design D4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Stands, Table
from services.backends.aws.counters import (
    COUNTERS,
    counter_item,
    counter_key,
    read_counter,
    series_of,
    unmoved,
    unmoved_and_open,
)
from services.backends.aws.invoice_rows import invoice_item
from services.backends.aws.links import link_item
from services.backends.aws.logos import Logos
from services.backends.aws.order_rows import storing_successor
from services.backends.aws.queries import entries
from services.backends.aws.table import LISTED, key_of, unpacked
from services.backends.conflict import Conflict
from services.backends.numbering import SeriesFrozen, checked_counters
from services.domain.numbering import Counter

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.numbering import Issuance
    from services.domain.numbering import Series

_PAGE = 100
_TRIES = 20


class DynamoNumbering:
    """Counters in the ledger table, each far from the records it counts."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)
        self._logos = Logos(self._table)

    def read(self, series: Series) -> Counter | None:
        """See `Numbering.read`."""
        return read_counter(self._table, series.key)

    def commit(self, issuance: Issuance) -> None:
        """See `Numbering.commit`. At most 33 orders: a transaction ends at 100 actions."""
        series = issuance.after.series
        table = self._table
        try:
            table.transact(
                [
                    table.putting(counter_item(issuance.after), unmoved_and_open(issuance.before)),
                    *(
                        table.putting(invoice_item(i, self._logos), ABSENT)
                        for i in issuance.invoices
                    ),
                    *(storing_successor(table, order) for order in issuance.orders),
                    *(table.putting(link_item(link), ABSENT) for link in issuance.links),
                ]
            )
        except Conflict:
            stored = self.read(series)
            if stored and stored.frozen is not None:
                raise _frozen(stored) from None
            raise Conflict(f"series {series.key}, a number or an order has moved on") from None

    def counters(self) -> list[Counter]:
        """See `Numbering.counters`."""
        listed = entries(self._table, LISTED, COUNTERS, page=_PAGE)
        keys = [key_of(entry) for entry in listed]
        found = self._table.get_all(keys)
        stored = {series_of(key): found[key] for key in keys if key in found}
        return checked_counters(stored, lambda item: unpacked(Counter, item))

    def freeze(self, series: Series, reason: str) -> None:
        """See `Numbering.freeze`."""

        def frozen(stored: Counter | None) -> Counter:
            counter = stored or Counter(series=series, last=0)
            return counter.model_copy(update={"frozen": reason})

        self._replace(series, frozen)

    def thaw(self, counter: Counter) -> None:
        """See `Numbering.thaw`."""

        def thawed(stored: Counter | None) -> Counter:
            furthest = stored if stored and stored.last > counter.last else counter
            return furthest.model_copy(update={"frozen": None})

        self._replace(counter.series, thawed)

    def _replace(self, series: Series, successor: Callable[[Counter | None], Counter]) -> None:
        for _ in range(_TRIES):
            stored = self.read(series)
            try:
                self._store(stored, successor(stored))
            except (Conflict, Stands):
                continue
            return
        raise Conflict(f"the counter of series {series.key} moved {_TRIES} times in a row")

    def _store(self, stored: Counter | None, counter: Counter) -> None:
        if counter != Counter(series=counter.series, last=0):
            self._table.put(counter_item(counter), unmoved(stored))
        elif stored:
            # A freeze made this counter: the series never gave a number and starts as its seller
            # says, which need not be at 1.
            self._table.delete(counter_key(counter.series.key), unmoved(stored))


def _frozen(counter: Counter) -> SeriesFrozen:
    return SeriesFrozen(
        f"series {counter.series.key} gives no numbers: {counter.frozen}; "
        "look into it, then run `counterfoil audit --rebuild`"
    )
