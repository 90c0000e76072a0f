"""Giving numbers: one transaction for all orders of one series (design D4)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import structlog

from services.backends.conflict import Conflict
from services.backends.numbering import Issuance, SeriesFrozen
from services.domain import billing
from services.domain.invoice import Invoice, record_hash
from services.domain.link import Link, new_link
from services.domain.numbering import (
    Counter,
    DocumentType,
    Series,
    issue_day,
    print_number,
    series_for,
    unused,
)
from services.domain.order import Issued, Order, issue, succeeding
from services.invoice_worker.settle import settle
from services.invoice_worker.workbench import Attempt, Billed, Numbered, Workbench

MAX_TRANSACTION_BYTES = 3_000_000
"""DynamoDB takes 4 MB in a transaction; records, orders and links have to fit together."""

TRIES = 3
CONTENDED_TRIES = 20
"""To lose against others says nothing about an order, so it must cost none of its attempts."""

_BACKOFF_S = 0.05
_LONGEST_BACKOFF_S = 0.4

log = structlog.get_logger()


def number(billed: Sequence[Billed], bench: Workbench) -> list[Numbered]:
    """Give every order its number, series by series. Those that cannot get one are settled."""
    by_series: dict[tuple[str, bool, DocumentType], list[Billed]] = defaultdict(list)
    for one in billed:
        order = one.attempt.order
        by_series[order.seller_id, order.livemode, _type(order)].append(one)
    return [
        numbered
        for counter, group in by_series.items()
        for numbered in bench.turns.number(counter, group, lambda all_: _number_all(all_, bench))
    ]


def _number_all(group: Sequence[Billed], bench: Workbench) -> list[Numbered]:
    return [numbered for part in _cut(group) for numbered in _number_part(part, bench)]


def _cut(group: Sequence[Billed]) -> Iterator[list[Billed]]:
    part: list[Billed] = []
    size = 0
    for one in group:
        weight = _weight(one)
        if part and size + weight > MAX_TRANSACTION_BYTES:
            yield part
            part, size = [], 0
        part.append(one)
        size += weight
    yield part


def _weight(one: Billed) -> int:
    if one.bill.corrects:  # a short request may take back a long invoice
        return len(one.bill.model_dump_json(exclude={"seller": {"logo"}})) + 4_000
    # The record repeats what the order's request says, in longer words.
    return 3 * len(one.attempt.order.asked) + 4_000


def _number_part(group: Sequence[Billed], bench: Workbench) -> list[Numbered]:
    for attempt in range(CONTENDED_TRIES):
        try:
            return _commit(_read_again(group, bench) if attempt else group, bench)
        except SeriesFrozen as frozen:
            return _leave_waiting(group, str(frozen), bench)
        except Exception as error:  # noqa: BLE001 - whatever it was, read and decide anew
            failed = error
            log.info("numbering.retried", reason=type(error).__name__)
            if attempt + 1 >= TRIES and not isinstance(error, Conflict):
                break
            bench.sleep(bench.fraction() * min(_BACKOFF_S * 2**attempt, _LONGEST_BACKOFF_S))
    if len(group) == 1:
        settle(group[0].attempt, failed, bench)
        return []
    return [numbered for one in group for numbered in _number_part([one], bench)]


def _leave_waiting(group: Sequence[Billed], reason: str, bench: Workbench) -> list[Numbered]:
    # No attempt is counted: the order stays due, and the reconciler sends it again later.
    log.error("series.frozen", reason=reason, orders=len(group))
    bench.queue.delete([one.attempt.message for one in group])
    return []


def _read_again(group: Sequence[Billed], bench: Workbench) -> list[Billed]:
    current = {o.id: o for o in bench.orders.read([one.attempt.order.id for one in group])}
    return [
        one._replace(attempt=Attempt(one.attempt.message, current[one.attempt.order.id]))
        for one in group
        if one.attempt.order.id in current
    ]


def _commit(waiting: Sequence[Billed], bench: Workbench) -> list[Numbered]:
    """Number what has no number. The transaction refuses orders that have moved since read."""
    numbered = [_already(one, bench) for one in waiting if one.attempt.order.issued]
    fresh = [one for one in waiting if one.attempt.order.status == "accepted"]
    if fresh:
        issuance = _issuance(fresh, bench)
        bench.numbering.commit(issuance)
        bench.meter.count("issued", len(fresh), seller_id=fresh[0].seller.id)
        numbered += [
            Numbered(Attempt(one.attempt.message, succeeding(order)), invoice)
            for one, order, invoice in zip(fresh, issuance.orders, issuance.invoices, strict=True)
        ]
    return numbered


def _already(one: Billed, bench: Workbench) -> Numbered:
    order = one.attempt.order
    return Numbered(one.attempt, recorded(order, bench))


def recorded(order: Order, bench: Workbench) -> Invoice:
    """Return the record of an order that has a number."""
    if order.issued is None:
        raise ValueError(f"{order.id} has no number")
    invoice = bench.invoices.read(order.seller_id, order.issued.number)
    if invoice is None:
        raise Conflict(f"{order.issued.number} is on {order.id} but has no record; run the audit")
    return invoice


def _issuance(fresh: Sequence[Billed], bench: Workbench) -> Issuance:
    now = bench.clock()
    series = _series(fresh[0], now)
    rules = fresh[0].seller.profile.numbering
    before = bench.numbering.read(series)
    counter = before or unused(series, rules)
    day = issue_day(now, fresh[0].seller.profile.time_zone, counter)
    invoices: list[Invoice] = []
    links: list[Link] = []
    orders: list[Order] = []
    for one in fresh:
        order = one.attempt.order
        invoice = billing.invoice(
            one.bill,
            number=print_number(rules, series, counter.last + 1, day),
            series=series,
            sequence=counter.last + 1,
            order_id=order.id,
            issued_on=day,
            issued_at=now,
            previous_hash=counter.last_hash,
        )
        link = new_link(
            bench.new_id(),
            bench.link_keys,
            seller_id=order.seller_id,
            number=invoice.number,
            order_id=order.id,
            now=now,
            lifetime=timedelta(days=one.seller.profile.link_lifetime_days),
        )
        counter = _advanced(counter, invoice, day)
        invoices.append(invoice)
        links.append(link)
        orders.append(issue(order, _issued(invoice, link), now))
    return Issuance(before, counter, invoices, orders, links)


def _series(one: Billed, now: datetime) -> Series:
    """Return the series of this moment; day and series are always found together."""
    profile, order = one.seller.profile, one.attempt.order
    day = issue_day(now, profile.time_zone)
    return series_for(
        order.seller_id, profile.numbering, _type(order), day, livemode=order.livemode
    )


def _type(order: Order) -> DocumentType:
    return "380" if order.credits is None else "381"


def _advanced(counter: Counter, invoice: Invoice, day: date) -> Counter:
    return counter.model_copy(
        update={
            "last": invoice.sequence,
            "last_issued_on": day,
            "last_hash": record_hash(invoice),
        }
    )


def _issued(invoice: Invoice, link: Link) -> Issued:
    return Issued(
        number=invoice.number,
        series=invoice.series,
        issued_on=invoice.issued_on,
        link_id=link.id,
        link_key_id=link.key_id,
        link_expires_at=link.expires_at,
        e_invoice=invoice.bill.e_invoice is not None,
    )
