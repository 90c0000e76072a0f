"""The books in memory: counters, records, receipts and links, which move together."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from services.backends.conflict import Conflict
from services.backends.numbering import Issuance, SeriesFrozen
from services.domain.invoice import Invoice, Receipt
from services.domain.link import Link
from services.domain.numbering import Counter, Series
from services.domain.order import Order
from tests.simulation.memory.ledger import MemoryOrders

_Number = tuple[str, str]


class MemoryLinks:
    """Links by id."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}

    def read(self, link_id: str) -> Link | None:
        """See `Links.read`."""
        return self._links.get(link_id)

    def create(self, link: Link) -> None:
        """See `Links.create`."""
        if link.id in self._links:
            raise Conflict("a link with this id exists")
        self._links[link.id] = link

    def revoke(self, link_id: str, at: datetime) -> None:
        """See `Links.revoke`."""
        link = self._links.get(link_id)
        if link and link.revoked_at is None:
            self._links[link_id] = link.model_copy(update={"revoked_at": at})


class MemoryInvoices:
    """Records by number and, for each series, in the order they were issued."""

    def __init__(self, orders: MemoryOrders) -> None:
        self._orders = orders
        self._records: dict[_Number, Invoice] = {}
        self._series: dict[str, list[Invoice]] = {}
        self._receipts: dict[_Number, Receipt] = {}

    def read(self, seller_id: str, number: str) -> Invoice | None:
        """See `Invoices.read`."""
        return self._records.get((seller_id, number))

    def of_series(self, series_key: str) -> Iterator[Invoice]:
        """See `Invoices.of_series`."""
        yield from self._series.get(series_key, ())

    def receipt(self, seller_id: str, number: str) -> Receipt | None:
        """See `Invoices.receipt`."""
        return self._receipts.get((seller_id, number))

    def record(self, archived: Sequence[tuple[Receipt, Order]]) -> None:
        """See `Invoices.record`."""
        self._orders.save_all([order for _, order in archived])
        for receipt, _ in archived:
            self._receipts.setdefault((receipt.seller_id, receipt.number), receipt)

    def check(self, invoices: Sequence[Invoice]) -> None:
        """Raise Conflict when one of these numbers is given."""
        for invoice in invoices:
            if self.read(invoice.seller_id, invoice.number):
                raise Conflict(f"number {invoice.number} is given already")

    def add(self, invoice: Invoice) -> None:
        """Store a record that was checked."""
        self._records[invoice.seller_id, invoice.number] = invoice
        self._series.setdefault(invoice.series, []).append(invoice)


class MemoryNumbering:
    """Counters by series."""

    def __init__(self, orders: MemoryOrders, invoices: MemoryInvoices, links: MemoryLinks) -> None:
        self._orders = orders
        self._invoices = invoices
        self._links = links
        self._counters: dict[str, Counter] = {}

    def read(self, series: Series) -> Counter | None:
        """See `Numbering.read`."""
        return self._counters.get(series.key)

    def commit(self, issuance: Issuance) -> None:
        """See `Numbering.commit`."""
        self._check_counter(issuance)
        self._invoices.check(issuance.invoices)
        self._orders.save_all(issuance.orders)
        for invoice in issuance.invoices:
            self._invoices.add(invoice)
        for link in issuance.links:
            self._links.create(link)
        self._counters[issuance.after.series.key] = issuance.after

    def counters(self) -> list[Counter]:
        """See `Numbering.counters`."""
        return [self._counters[key] for key in sorted(self._counters)]

    def freeze(self, series: Series, reason: str) -> None:
        """See `Numbering.freeze`."""
        counter = self.read(series) or Counter(series=series, last=0)
        self._counters[series.key] = counter.model_copy(update={"frozen": reason})

    def thaw(self, counter: Counter) -> None:
        """See `Numbering.thaw`."""
        stored = self.read(counter.series)
        furthest = stored if stored and stored.last > counter.last else counter
        thawed = furthest.model_copy(update={"frozen": None})
        self._counters[counter.series.key] = thawed
        if thawed == Counter(series=counter.series, last=0):
            # A freeze made this counter: the series never gave a number.
            del self._counters[counter.series.key]

    def _check_counter(self, issuance: Issuance) -> None:
        stored = self.read(issuance.after.series)
        if stored and stored.frozen is not None:
            raise SeriesFrozen(f"series {stored.series.key} gives no numbers: {stored.frozen}")
        if stored != issuance.before:
            raise Conflict(f"the counter of series {issuance.after.series.key} has moved")
