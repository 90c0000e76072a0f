"""The audit: every number from first to last, every record's hash, every archived byte."""

from collections.abc import Iterator
from typing import NamedTuple

from services.backends.archive import Archive
from services.backends.invoices import Invoices
from services.backends.numbering import Numbering
from services.backends.orders import Orders
from services.domain.frozen import Frozen
from services.domain.invoice import Invoice, Receipt, record_hash, seller_and_number
from services.domain.numbering import FIRST_PREVIOUS_HASH, Counter


class AuditFault(Frozen):
    """One thing that is not as it must be."""

    series: str
    number: str | None
    code: str
    detail: str


class SeriesSpan(Frozen):
    """What a series holds."""

    series: str
    first: str | None
    last: str | None
    count: int


class AuditReport(Frozen):
    """The result: `ok` when there is no fault."""

    ok: bool
    invoices: int
    files: int
    series: tuple[SeriesSpan, ...]
    faults: tuple[AuditFault, ...]


class Books(NamedTuple):
    """What an audit reads."""

    orders: Orders
    numbering: Numbering
    invoices: Invoices
    archive: Archive


def audit(books: Books, only_series: str | None = None) -> AuditReport:
    """Check every series (or one), and the archive against the records, while numbers are given.

    An invoice without a receipt is on its way and no fault; a file without a record is one.
    """
    counters = [c for c in books.numbering.counters() if only_series in (None, c.series.key)]
    audited = [_audit_series(books, counter) for counter in counters]
    faults = [fault for one in audited for fault in one.faults]
    known = {key for one in audited for key in one.keys}
    if only_series is None:
        faults += _files_without_record(books, known)
    return AuditReport(
        ok=not faults,
        invoices=sum(one.span.count for one in audited),
        files=sum(one.files for one in audited),
        series=tuple(one.span for one in audited),
        faults=tuple(faults),
    )


class _Audited(NamedTuple):
    span: SeriesSpan
    files: int
    keys: list[str]
    faults: list[AuditFault]


class _Link(NamedTuple):
    """What the next record of a chain has to fit to."""

    sequence: int
    hash: str


def _audit_series(books: Books, counter: Counter) -> _Audited:
    faults: list[AuditFault] = []
    numbers: list[str] = []
    keys: list[str] = []
    files = 0
    last: _Link | None = None
    counted: _Link | None = None
    order_ids: set[str] = set()
    for invoice in _readable(books.invoices, counter.series.key, faults):
        faults += _chain_faults(invoice, last)
        receipt = books.invoices.receipt(invoice.seller_id, invoice.number)
        faults += _order_faults(invoice, receipt, books.orders, order_ids)
        if receipt:
            files += 1
            faults += _file_faults(invoice, receipt, books.archive)
        numbers.append(invoice.number)
        keys.append(invoice.archive_key)
        order_ids.add(invoice.order_id)
        last = _Link(invoice.sequence, record_hash(invoice))
        if invoice.sequence == counter.last:
            counted = last
    now = books.numbering.read(counter.series) or counter
    faults += _counter_faults(counter, now, counted, last)
    span = SeriesSpan(
        series=counter.series.key,
        first=numbers[0] if numbers else None,
        last=numbers[-1] if numbers else None,
        count=len(numbers),
    )
    return _Audited(span, files, keys, faults)


def _fault(invoice: Invoice, code: str, detail: str) -> AuditFault:
    return AuditFault(series=invoice.series, number=invoice.number, code=code, detail=detail)


def _chain_faults(invoice: Invoice, last: _Link | None) -> Iterator[AuditFault]:
    if last and invoice.sequence != last.sequence + 1:
        detail = f"sequence {last.sequence} is followed by {invoice.sequence}"
        yield _fault(invoice, "gap", detail)
    if invoice.previous_hash != (last.hash if last else FIRST_PREVIOUS_HASH):
        yield _fault(
            invoice,
            "broken_chain",
            "does not carry the hash of the record before it: that one was changed or removed",
        )


def _readable(invoices: Invoices, series: str, faults: list[AuditFault]) -> Iterator[Invoice]:
    last = "the beginning"
    try:
        for invoice in invoices.of_series(series):
            last = invoice.number
            yield invoice
    except ValueError:
        detail = f"the record after {last} cannot be read: somebody or a newer release changed it"
        faults.append(
            AuditFault(series=series, number=None, code="record_unreadable", detail=detail)
        )


def _order_faults(
    invoice: Invoice, receipt: Receipt | None, orders: Orders, seen: set[str]
) -> Iterator[AuditFault]:
    if invoice.order_id in seen:
        yield _fault(invoice, "duplicate", f"{invoice.order_id} has another number in this series")
    found = orders.read([invoice.order_id])
    issued = found[0].issued if found else None
    if issued is None or issued.number != invoice.number:
        yield _fault(invoice, "order_disagrees", f"{invoice.order_id} does not have this number")
    elif found[0].archived and receipt is None:
        yield _fault(invoice, "receipt_missing", "it was archived, but its receipt is gone")


def _file_faults(invoice: Invoice, receipt: Receipt, archive: Archive) -> Iterator[AuditFault]:
    stored = archive.read(receipt.key)
    if stored is None:
        yield _fault(invoice, "file_missing", f"{receipt.key} is not in the archive")
        return
    if stored.sha256 != receipt.sha256:
        yield _fault(invoice, "file_changed", f"{receipt.key} is not what the receipt recorded")
    if stored.metadata.get("record-hash") != record_hash(invoice):
        yield _fault(invoice, "record_changed", "the record is not the one that was rendered")


def _counter_faults(
    before: Counter, now: Counter, counted: _Link | None, last: _Link | None
) -> Iterator[AuditFault]:
    """Compare the records with their counter as it stood before the walk and as it stands now.

    `counted` is the record the counter stood at, `last` the last one there is.
    """
    code = detail = ""
    if last is None:
        code, detail = "records_missing", f"the counter stands at {now.last}, without records"
    elif not before.last <= last.sequence <= now.last:
        code = "counter_disagrees"
        detail = f"the counter stands at {now.last}, the last record is {last.sequence}"
    elif counted and before.last_hash != counted.hash:
        code, detail = "broken_chain", "the last record was changed after it was issued"
    if code:
        yield AuditFault(series=now.series.key, number=None, code=code, detail=detail)
    if now.frozen:
        yield AuditFault(series=now.series.key, number=None, code="frozen", detail=now.frozen)


def _files_without_record(books: Books, known: set[str]) -> Iterator[AuditFault]:
    for key in books.archive.keys():  # noqa: SIM118 - no dict
        name = seller_and_number(key)
        if key not in known and not _is_recorded(key, name, books):
            yield AuditFault(
                series="",
                number=name[1] if name else None,
                code="file_without_record",
                detail=f"{key} is in the archive, but no record is in the ledger",
            )


def _is_recorded(key: str, name: tuple[str, str] | None, books: Books) -> bool:
    # Its record may have been written after its series was walked.
    try:
        record = books.invoices.read(*name) if name else None
    except ValueError:
        return True  # unreadable, as its series says already
    return record is not None and record.archive_key == key
