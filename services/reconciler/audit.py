"""The audit: every number from first to last, every record's hash, every archived byte."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from services.backends.archive import Archive
from services.backends.invoices import Invoices
from services.backends.numbering import Numbering
from services.backends.orders import Orders
from services.domain.frozen import Frozen
from services.domain.invoice import Invoice, Receipt, record_hash, seller_and_number
from services.domain.numbering import FIRST_PREVIOUS_HASH, Counter, Series


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
    """Check every series (or one), and the archive against the records.

    An invoice without a receipt is on its way and no fault; a file without a record is one.
    """
    counters = [c for c in books.numbering.counters() if only_series in (None, c.series.key)]
    audited = [_audit_series(books, counter) for counter in counters]
    faults = [fault for one in audited for fault in one.faults]
    known = {key for one in audited for key in one.keys}
    if only_series is None:
        faults += _files_without_record(books.archive, known)
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
    order_ids: set[str] = set()
    for invoice in books.invoices.of_series(counter.series.key):
        faults += _chain_faults(invoice, last)
        faults += _order_faults(invoice, books, order_ids)
        receipt = books.invoices.receipt(invoice.seller_id, invoice.number)
        if receipt:
            files += 1
            faults += _file_faults(invoice, receipt, books.archive)
        numbers.append(invoice.number)
        keys.append(invoice.archive_key)
        order_ids.add(invoice.order_id)
        last = _Link(invoice.sequence, record_hash(invoice))
    faults += _counter_faults(counter, last)
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


def _order_faults(invoice: Invoice, books: Books, seen: set[str]) -> Iterator[AuditFault]:
    if invoice.order_id in seen:
        yield _fault(invoice, "duplicate", f"{invoice.order_id} has another number in this series")
    found = books.orders.read([invoice.order_id])
    issued = found[0].issued if found else None
    if issued is None or issued.number != invoice.number:
        yield _fault(invoice, "order_disagrees", f"{invoice.order_id} does not have this number")


def _file_faults(invoice: Invoice, receipt: Receipt, archive: Archive) -> Iterator[AuditFault]:
    stored = archive.read(receipt.key)
    if stored is None:
        yield _fault(invoice, "file_missing", f"{receipt.key} is not in the archive")
        return
    if stored.sha256 != receipt.sha256:
        yield _fault(invoice, "file_changed", f"{receipt.key} is not what the receipt recorded")
    if stored.metadata.get("record-hash") != record_hash(invoice):
        yield _fault(invoice, "record_changed", "the record is not the one that was rendered")


def _counter_faults(counter: Counter, last: _Link | None) -> Iterator[AuditFault]:
    code = detail = ""
    if last is None:
        code, detail = "records_missing", f"the counter stands at {counter.last}, without records"
    elif counter.last != last.sequence:
        code = "counter_disagrees"
        detail = f"the counter stands at {counter.last}, the last record is {last.sequence}"
    elif counter.last_hash != last.hash:
        code, detail = "broken_chain", "the last record was changed after it was issued"
    if code:
        yield AuditFault(series=counter.series.key, number=None, code=code, detail=detail)
    if counter.frozen:
        yield AuditFault(
            series=counter.series.key, number=None, code="frozen", detail=counter.frozen
        )


def _files_without_record(archive: Archive, known: set[str]) -> Iterator[AuditFault]:
    for key in archive.keys():  # noqa: SIM118 - no dict
        if key not in known:
            name = seller_and_number(key)
            yield AuditFault(
                series="",
                number=name[1] if name else None,
                code="file_without_record",
                detail=f"{key} is in the archive, but no record is in the ledger",
            )


def rebuild(books: Books) -> list[Counter]:
    """Raise every counter above the archive's last file and let its series give numbers again.

    For after a restore: documents issued since the backup are in customers' hands, so their
    numbers must not be given again. Returns the counters as stored.
    """
    counters = books.numbering.counters()
    heads = {c.series.key: c.model_copy(update={"frozen": None}) for c in counters}
    for key in books.archive.keys():  # noqa: SIM118 - no dict
        stored = books.archive.read(key)
        if stored and "series" in stored.metadata:
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
