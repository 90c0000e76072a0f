"""From a record to its receipt: render, archive, and note what was archived (design D5)."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from services.backends.archive import DifferentObject, StoredObject
from services.backends.conflict import Conflict
from services.document.rendition import RENDERER
from services.domain.invoice import Receipt, archive_metadata
from services.domain.numbering import Series
from services.domain.order import Archived, Order, archive, stuck
from services.domain.retention import kept_until
from services.flow.change import change
from services.flow.news import tell_failed
from services.invoice_worker.settle import settle
from services.invoice_worker.workbench import Numbered, Workbench
from services.runtime.tracing import Step, trace_names

RECEIPT_TRIES = 20

log = structlog.get_logger()


def render_and_archive(one: Numbered, bench: Workbench) -> StoredObject | None:
    """Render an invoice and put it into the archive; None when that failed and was settled."""
    attempt, invoice = one
    try:
        press = bench.press_for(attempt.order, attempt.message.attempts)
        return bench.archive.put(
            invoice.archive_key,
            press.render(invoice),
            archive_metadata(invoice),
            retain_until=kept_until(invoice.issued_on, invoice.bill.seller.retention_years),
        )
    except DifferentObject as error:
        bench.numbering.freeze(Series.of_key(invoice.series), str(error))
        log.critical("series.frozen", series=invoice.series, number=invoice.number)
        detail = f"the archive holds another document under {invoice.number}; run the audit"
        now = bench.clock()
        after = change(
            bench.orders,
            invoice.order_id,
            lambda order: None if order.open_failure else stuck(order, detail, now),
        )
        if after:
            tell_failed(after, bench.topics)
        bench.queue.delete([attempt.message])
    except Exception as error:  # noqa: BLE001 - settle() tells the two kinds of failure apart
        settle(attempt, error, bench)
    return None


def record_receipts(
    archived: Sequence[tuple[Numbered, StoredObject]], began: datetime, bench: Workbench
) -> None:
    """Write all receipts and note them on their orders, in one transaction.

    `began` is when work on the batch did. The notifier may be changing the same orders already, so
    they are read again on a conflict.
    """
    receipts = {one.invoice.order_id: _receipt(one, stored, bench) for one, stored in archived}
    # Whoever lost the race for a number may meet an order that the winner has brought to its end.
    waiting = [one.attempt.order for one, _ in archived if not one.attempt.order.archived]
    for _ in range(RECEIPT_TRIES):
        if not waiting:
            return
        try:
            bench.invoices.record(
                [(receipts[o.id], archive(o, _fact(receipts[o.id]))) for o in waiting]
            )
        except Conflict:
            waiting = [o for o in bench.orders.read(list(receipts)) if not o.archived]
            continue
        for order in waiting:
            _measure(order, receipts[order.id], began, bench)
        return
    raise Conflict("the orders of this batch kept changing; their messages come again")


def _measure(order: Order, receipt: Receipt, began: datetime, bench: Workbench) -> None:
    took = receipt.archived_at - order.accepted_at
    bench.meter.count("archived", seller_id=order.seller_id)
    bench.meter.observe("order_to_archive_s", took.total_seconds())
    bench.trace(Step("invoice_worker", "invoice", order, began, receipt.archived_at))
    log.info("invoice.archived", **trace_names(order), number=receipt.number)


def _receipt(one: Numbered, stored: StoredObject, bench: Workbench) -> Receipt:
    return Receipt(
        seller_id=one.invoice.seller_id,
        number=one.invoice.number,
        key=one.invoice.archive_key,
        sha256=stored.sha256,
        size=len(stored.content),
        version_id=stored.version_id,
        renderer=RENDERER,
        archived_at=bench.clock(),
    )


def _fact(receipt: Receipt) -> Archived:
    return Archived(sha256=receipt.sha256, size=receipt.size, at=receipt.archived_at)
