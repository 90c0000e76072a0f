"""What the audit compares: each record with its predecessor, order, receipt and file."""

from collections.abc import Iterator
from typing import NamedTuple

from services.backends.archive import StoredObject
from services.domain.invoice import Invoice, Receipt, archive_metadata
from services.domain.numbering import FIRST_PREVIOUS_HASH, Counter
from services.domain.order import Order
from services.reconciler.report import AuditFault


class Found(NamedTuple):
    """A record with what was found of it elsewhere; None where nothing readable was."""

    invoice: Invoice
    hash: str
    order: Order | None
    receipt: Receipt | None
    file: StoredObject | None
    unreadable: tuple[AuditFault, ...] = ()
    """What could not be read, as faults already."""


class Place(NamedTuple):
    """Where a chain has come to, for the next record to fit to."""

    sequence: int
    hash: str | None
    """None when that record could not be read."""


def fault(invoice: Invoice, code: str, detail: str) -> AuditFault:
    """Return a fault of one invoice."""
    return AuditFault(series=invoice.series, number=invoice.number, code=code, detail=detail)


def chain_faults(found: Found, last: Place | None) -> Iterator[AuditFault]:
    """Compare a record with the one before it; `last` is None at the beginning of a series."""
    invoice = found.invoice
    if last and invoice.sequence != last.sequence + 1:
        yield fault(invoice, "gap", f"sequence {last.sequence} is followed by {invoice.sequence}")
    expected = last.hash if last else FIRST_PREVIOUS_HASH
    if expected is not None and invoice.previous_hash != expected:
        yield fault(
            invoice,
            "broken_chain",
            "does not carry the hash of the record before it: that one was changed or removed",
        )


def order_faults(found: Found) -> Iterator[AuditFault]:
    """Compare a record with its order, and the order with the receipt."""
    invoice, order, receipt = found.invoice, found.order, found.receipt
    if order is None or not _is_issued_as(order, invoice):
        detail = f"{invoice.order_id} is not there, or does not say what this record says"
        yield fault(invoice, "order_disagrees", detail)
    elif order.archived and not found.unreadable:
        if receipt is None:
            yield fault(invoice, "receipt_missing", "it was archived, but its receipt is gone")
        elif (order.archived.sha256, order.archived.size, order.archived.at) != (
            receipt.sha256,
            receipt.size,
            receipt.archived_at,
        ):
            detail = f"{order.id} was told of another file, or at another time"
            yield fault(invoice, "receipt_changed", detail)


def _is_issued_as(order: Order, invoice: Invoice) -> bool:
    said, issued = order.issued, invoice
    return said is not None and (
        order.seller_id,
        order.livemode,
        said.number,
        said.series,
        said.issued_on,
        said.e_invoice,
    ) == (
        issued.seller_id,
        issued.livemode,
        issued.number,
        issued.series,
        issued.issued_on,
        issued.bill.e_invoice is not None,
    )


def file_faults(found: Found) -> Iterator[AuditFault]:
    """Compare the archived file and its metadata with the receipt and the record."""
    invoice, receipt, file = found.invoice, found.receipt, found.file
    if receipt is None:
        return
    named = (receipt.seller_id, receipt.number, receipt.key)
    if named != (invoice.seller_id, invoice.number, invoice.archive_key):
        yield fault(invoice, "receipt_changed", "its receipt is that of something else")
    if file is None:
        if not found.unreadable:
            yield fault(invoice, "file_missing", f"{invoice.archive_key} is not in the archive")
        return
    if (file.sha256, len(file.content)) != (receipt.sha256, receipt.size):
        detail = f"{invoice.archive_key} is not what the receipt recorded"
        yield fault(invoice, "file_changed", detail)
    expected = archive_metadata(invoice, found.hash)
    if file.metadata.get("record-hash") != found.hash:
        yield fault(invoice, "record_changed", "the record is not the one that was rendered")
    elif dict(file.metadata) != expected:
        yield fault(invoice, "metadata_changed", "its file is kept as that of something else")


def counter_faults(
    before: Counter, now: Counter, counted: Found | None, last: Place | None
) -> Iterator[AuditFault]:
    """Compare the records with their counter as it stood before the walk and as it stands now.

    `counted` is the record the counter stood at, `last` the last one there is.
    """
    series = before.series.key

    def faulty(code: str, detail: str, of: Found | None = None) -> AuditFault:
        number = of.invoice.number if of else None
        return AuditFault(series=series, number=number, code=code, detail=detail)

    if last is None:
        yield faulty("records_missing", f"the counter stands at {now.last}, without records")
    elif not before.last <= last.sequence <= now.last:
        detail = f"the counter stands at {now.last}, the last record is {last.sequence}"
        yield faulty("counter_disagrees", detail)
    elif counted and before.last_hash != counted.hash:
        detail = "the last record, or its hash on the counter, was changed after it was issued"
        yield faulty("broken_chain", detail, counted)
    elif counted and before.last_issued_on != counted.invoice.issued_on:
        yield faulty("counter_disagrees", "the counter has another day than the last record")
    if now.frozen:
        yield faulty("frozen", now.frozen)
