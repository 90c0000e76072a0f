"""A walk along the records of one series: where it has come to, and what it has seen."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from services.backends.invoices import UnreadableRecord
from services.reconciler.checks import Found, Place, chain_faults, fault, file_faults, order_faults
from services.reconciler.report import AuditFault
from services.reconciler.seals import Witness


@dataclass
class Walk:
    """How far the walk along a series has come, and what it has seen."""

    series: str
    witness: Witness
    faults: list[AuditFault] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    order_ids: set[str] = field(default_factory=set)
    first: str | None = None
    last: str | None = None
    count: int = 0
    files: int = 0
    place: Place | None = None
    counted: Found | None = None
    """The record that the counter stood at when the walk began."""

    def skip(self, broken: UnreadableRecord) -> None:
        """Name a record that cannot be read; what follows it cannot be compared with it."""
        detail = "cannot be read or stands in another's place: somebody or a newer release did it"
        self.faults.append(
            AuditFault(
                series=self.series, number=broken.number, code="record_unreadable", detail=detail
            )
        )
        self.place = Place(broken.sequence, None)

    def look_at(self, found: Found) -> None:
        """Compare a record with all that should agree with it, and go on to the next."""
        invoice = found.invoice
        self.faults += self._faults(found)
        self.first = self.first or invoice.number
        self.last = invoice.number
        self.count += 1
        self.files += found.receipt is not None
        self.keys.add(invoice.archive_key)
        self.order_ids.add(invoice.order_id)
        self.place = Place(invoice.sequence, found.hash)

    def _faults(self, found: Found) -> Iterator[AuditFault]:
        invoice = found.invoice
        yield from found.unreadable
        yield from chain_faults(found, self.place)
        if invoice.order_id in self.order_ids:
            detail = f"{invoice.order_id} has another number in this series"
            yield fault(invoice, "duplicate", detail)
        yield from order_faults(found)
        yield from file_faults(found)
        yield from self.witness.look_at(found)
