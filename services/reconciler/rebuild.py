"""The rebuild: after a restore, nothing that is in a customer's hands is given again (D5)."""

from collections.abc import Mapping
from datetime import date, datetime

from services.domain import order as facts
from services.domain.invoice import seller_and_number
from services.domain.numbering import Counter, Series
from services.domain.order import Order
from services.flow.change import change
from services.reconciler.audit import Books

RECORD_LOST = "record_lost"


def rebuild(books: Books, now: datetime) -> list[Counter]:
    """Raise every counter above the archive's last file and let its series give numbers again.

    An order whose invoice is in the archive but not in the ledger is failed first: it would get
    a second number. Returns the counters as stored.
    """
    counters = books.numbering.counters()
    heads = {c.series.key: c.model_copy(update={"frozen": None}) for c in counters}
    for key in books.archive.keys():  # noqa: SIM118 - no dict
        stored = books.archive.read(key)
        if stored and "series" in stored.metadata:
            _hold_back(key, stored.metadata["order-id"], books, now)
            found = _head(stored.metadata)
            known = heads.get(found.series.key)
            if known is None or found.last > known.last:
                heads[found.series.key] = found
    for counter in heads.values():
        books.numbering.thaw(counter)
    return books.numbering.counters()


def _head(metadata: Mapping[str, str]) -> Counter:
    return Counter(
        series=Series.of_key(metadata["series"]),
        last=int(metadata["sequence"]),
        last_issued_on=date.fromisoformat(metadata["issued-on"]),
        last_hash=metadata["record-hash"],
    )


def _hold_back(key: str, order_id: str, books: Books, now: datetime) -> None:
    names = seller_and_number(key)
    if names and books.invoices.read(*names) is None:
        change(books.orders, order_id, lambda order: _held_back(order, names[1], now))


def _held_back(order: Order, number: str, now: datetime) -> Order | None:
    failure = order.open_failure
    if order.issued or order.cancelled_at or (failure and failure.code == RECORD_LOST):
        return None
    detail = f"{number} was issued for it after the backup; a redrive issues a second invoice"
    return facts.fail(order, "order", RECORD_LOST, detail, now)
