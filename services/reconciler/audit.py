"""The audit: every number from first to last, every record's hash, every archived byte.

It compares what is written in several places, and all of it with the seals of earlier audits.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from services.backends.archive import Archive, StoredObject
from services.backends.invoices import Invoices, UnreadableRecord
from services.backends.numbering import Numbering, UnreadableCounters
from services.backends.orders import Orders
from services.domain.invoice import Invoice, Receipt, record_hash, seller_and_number
from services.domain.numbering import Counter
from services.domain.order import Order
from services.domain.seal import SealedSeries, is_seal
from services.reconciler.checks import Found, counter_faults, fault
from services.reconciler.report import AuditFault, AuditReport, SeriesSpan
from services.reconciler.seals import Standing, Witness, add_seal, standing_seals
from services.reconciler.walk import Walk

_CHUNK = 100


class Books(NamedTuple):
    """What an audit reads."""

    orders: Orders
    numbering: Numbering
    invoices: Invoices
    archive: Archive


class _Examined(NamedTuple):
    report: AuditReport
    standing: Standing
    fresh: tuple[SealedSeries, ...]


def audit(books: Books, only_series: str | None = None) -> AuditReport:
    """Check every series (or one), and the archive against the records, while numbers are given.

    An invoice without a receipt is on its way and no fault; a file without a record is one.
    """
    return _examine(books, only_series).report


def audit_and_seal(books: Books, day: date) -> AuditReport:
    """Check everything, and when it is in order seal it in the archive for later audits."""
    examined = _examine(books, None)
    if examined.report.ok:
        add_seal(books.archive, examined.standing, examined.fresh, day)
    return examined.report


def _examine(books: Books, only_series: str | None) -> _Examined:
    # The files first: the record of each is there before it, and the walks that follow meet it.
    keys = list(books.archive.keys())
    standing = standing_seals(books.archive, keys)
    counters, faults = _counters(books.numbering)
    names = [only_series] if only_series else sorted({*counters, *standing.evidence})
    walks = [_walk(name, counters.get(name), books, standing) for name in names]
    faults += standing.faults
    if only_series is None:
        faults += _strangers((key for key in keys if not is_seal(key)), walks, books)
    fresh = tuple(walk.witness.fresh for walk in walks if walk.witness.fresh)
    return _Examined(_report(walks, faults), standing, fresh)


def _report(walks: Sequence[Walk], faults: Sequence[AuditFault]) -> AuditReport:
    found = tuple(fault for walk in walks for fault in walk.faults) + tuple(faults)
    return AuditReport(
        ok=not found,
        invoices=sum(walk.count for walk in walks),
        files=sum(walk.files for walk in walks),
        series=tuple(
            SeriesSpan(series=w.series, first=w.first, last=w.last, count=w.count) for w in walks
        ),
        faults=found,
    )


def _counters(numbering: Numbering) -> tuple[dict[str, Counter], list[AuditFault]]:
    try:
        return {counter.series.key: counter for counter in numbering.counters()}, []
    except UnreadableCounters as broken:
        detail = "its counter cannot be read: somebody or a newer release changed it"
        return {counter.series.key: counter for counter in broken.readable}, [
            AuditFault(series=series, number=None, code="counter_unreadable", detail=detail)
            for series in broken.series
        ]


def _walk(series: str, counter: Counter | None, books: Books, standing: Standing) -> Walk:
    walk = Walk(series, Witness(series, standing.evidence.get(series, {})))
    records = _records(books.invoices.of_series(series))
    while chunk := list(islice(records, _CHUNK)):
        for found in _found(chunk, books):
            if isinstance(found, UnreadableRecord):
                walk.skip(found)
                continue
            walk.look_at(found)
            if counter and found.invoice.sequence == counter.last:
                walk.counted = found
    walk.faults += walk.witness.gone()
    if counter is None:
        detail = "there are records, but no counter that can be read"
        lost = AuditFault(series=series, number=None, code="counter_missing", detail=detail)
        walk.faults.append(lost)
        return walk
    now = _now(counter, books.numbering)
    walk.faults += counter_faults(counter, now, walk.counted, walk.place)
    return walk


def _now(counter: Counter, numbering: Numbering) -> Counter:
    try:
        return numbering.read(counter.series) or counter
    except ValueError:
        return counter


def _records(records: Iterator[Invoice]) -> Iterator[Invoice | UnreadableRecord]:
    while True:
        try:
            yield next(records)
        except StopIteration:
            return
        except UnreadableRecord as broken:
            yield broken


def _found(
    chunk: Sequence[Invoice | UnreadableRecord], books: Books
) -> Iterator[Found | UnreadableRecord]:
    wanted = [each.order_id for each in chunk if isinstance(each, Invoice)]
    orders = _orders(wanted, books.orders)
    for each in chunk:
        # After its order: the receipt of an order that says it was archived is there already.
        yield _beside(each, orders, books) if isinstance(each, Invoice) else each


def _beside(invoice: Invoice, orders: Mapping[str, Order], books: Books) -> Found:
    unreadable = []
    receipt: Receipt | None = None
    file: StoredObject | None = None
    try:
        receipt = books.invoices.receipt(invoice.seller_id, invoice.number)
    except ValueError:
        unreadable.append(fault(invoice, "receipt_changed", "its receipt cannot be read"))
    try:
        file = books.archive.read(invoice.archive_key) if receipt else None
    except ValueError:
        unreadable.append(fault(invoice, "metadata_changed", "its metadata cannot be read"))
    return Found(
        invoice=invoice,
        hash=record_hash(invoice),
        order=orders.get(invoice.order_id),
        receipt=receipt,
        file=file,
        unreadable=tuple(unreadable),
    )


def _orders(ids: Sequence[str], orders: Orders) -> dict[str, Order]:
    try:
        return {order.id: order for order in orders.read(ids)}
    except ValueError:
        # One of them cannot be read: it is as good as not there.
        alone = [_orders([id_], orders) for id_ in ids] if len(ids) > 1 else []
        return {id_: order for found in alone for id_, order in found.items()}


def _strangers(keys: Iterable[str], walks: list[Walk], books: Books) -> Iterator[AuditFault]:
    """Yield the files that no walk met a record of.

    A series that has lost its counter is found by its files and walked then.
    """
    known = {key for walk in walks for key in walk.keys}
    for key in keys:
        if key in known:
            continue
        name = seller_and_number(key)
        number = name[1] if name else None
        try:
            record = books.invoices.read(*name) if name else None
        except ValueError:
            continue  # unreadable, as its series says already
        if record is None or record.archive_key != key:
            yield AuditFault(
                series=_series_of(key, books.archive),
                number=number,
                code="file_without_record",
                detail=f"{key} is in the archive, but no record is in the ledger",
            )
        elif any(walk.series == record.series for walk in walks):
            yield fault(record, "record_misplaced", "its series does not lead to its record")
        else:
            walks.append(_walk(record.series, None, books, Standing(None, {}, ())))
            known |= walks[-1].keys


def _series_of(key: str, archive: Archive) -> str:
    try:
        stored = archive.read(key)
    except ValueError:
        return ""
    return str(stored.metadata.get("series", "")) if stored else ""
