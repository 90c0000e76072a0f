"""The worker's story: load, price and check, number, render, archive, receipts, acknowledge.

A kill anywhere costs at most one visibility time-out and changes nothing twice: every step
first looks at the facts, and the message is deleted last (design D6).
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import structlog

from services.backends.conflict import Conflict
from services.backends.queue import Message
from services.domain.billing import bill
from services.domain.invoice import Bill
from services.domain.message import (
    OrderAccepted,
    UnknownType,
    Unparseable,
    decode_order_accepted,
)
from services.domain.order import Order
from services.domain.order_request import OrderRequest
from services.domain.rejection import reject
from services.domain.seller import Seller
from services.domain.validation import validated
from services.flow.credit import credit_note_bill
from services.invoice_worker.archiving import record_receipts, render_and_archive
from services.invoice_worker.lease import Leases
from services.invoice_worker.numbering import number, recorded
from services.invoice_worker.settle import release, settle
from services.invoice_worker.workbench import Attempt, Billed, Numbered, Workbench
from services.runtime.tracing import trace_names

ALONE_FROM_DELIVERY = 3
"""A message that comes the third time may have killed its worker: it takes nobody along."""

UNKNOWN_TYPE_PAUSE_S = 60.0

log = structlog.get_logger()

Sellers = Mapping[str, Seller]
"""By id, as they were when the batch was loaded."""

Stopping = Callable[[], bool]
"""Returns whether the worker was asked to stop: what is not begun is given back."""


def work(messages: Sequence[Message], bench: Workbench, stopping: Stopping) -> None:
    """Work a received batch, and those that may be dangerous one by one after their mates.

    What goes wrong with one group is raised when all the others have had their turn.
    """
    failed: list[Exception] = []
    with Leases(bench.queue, messages, bench.abandon) as leases:
        for group in _groups(messages):
            if _is_suspect(group[0]):
                leases.suspect(group[0])
            try:
                _work_group(group, bench, leases, stopping)
            except Exception as error:  # noqa: BLE001 - raised below
                failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} groups of messages will come again", failed)


def _is_suspect(message: Message) -> bool:
    return message.attempts >= ALONE_FROM_DELIVERY


def _groups(messages: Sequence[Message]) -> Iterator[list[Message]]:
    if fresh := [message for message in messages if not _is_suspect(message)]:
        yield fresh
    for message in messages:
        if _is_suspect(message):
            yield [message]


def _work_group(
    messages: Sequence[Message], bench: Workbench, leases: Leases, stopping: Stopping
) -> None:
    if stopping():
        for message in messages:
            release(message, 0, bench)
        return
    attempts, sellers = load(messages, bench)
    with bench.heartbeat.holding([attempt.order.id for attempt in attempts]):
        _invoice(attempts, sellers, bench, leases, stopping)


def _invoice(
    attempts: Sequence[Attempt],
    sellers: Sellers,
    bench: Workbench,
    leases: Leases,
    stopping: Stopping,
) -> None:
    began = bench.clock()
    unnumbered = [a for a in attempts if not a.order.issued]
    numbered = [*number(price(unnumbered, sellers, bench), bench), *find_records(attempts, bench)]
    archived = []
    for one in numbered:
        if not leases.begin(one.attempt.message):
            continue
        if stopping():
            release(one.attempt.message, 0, bench)
        elif stored := render_and_archive(one, bench):
            archived.append((one, stored))
    record_receipts(archived, began, bench)
    bench.queue.delete([one.attempt.message for one, _ in archived])


def load(messages: Sequence[Message], bench: Workbench) -> tuple[list[Attempt], Sellers]:
    """Return an attempt for every order that still needs one, and the sellers their messages name.

    Other messages are settled.
    """
    by_order: dict[str, Message] = {}
    seller_ids = []
    for message in messages:
        accepted = _accepted(message, bench)
        if accepted is None:
            continue
        seller_ids.append(accepted.seller_id)
        if accepted.order_id in by_order:
            bench.queue.delete([message])
        else:
            by_order[accepted.order_id] = message
    found, sellers = bench.orders.read_with_sellers(list(by_order), seller_ids)
    return _needed(by_order, found, bench), {seller.id: seller for seller in sellers}


def _needed(
    by_order: Mapping[str, Message], found: Sequence[Order], bench: Workbench
) -> list[Attempt]:
    orders = {order.id: order for order in found}
    attempts = []
    for order_id, message in by_order.items():
        order = orders.get(order_id)
        waits = order and (order.issued is not None or order.status == "accepted")
        if order and waits and not order.archived:
            attempts.append(Attempt(message, order))
        else:
            names = trace_names(order) if order else {"order_id": order_id}
            log.info("order.nothing_to_do", **names, known=order is not None)
            bench.queue.delete([message])
    return attempts


def _accepted(message: Message, bench: Workbench) -> OrderAccepted | None:
    try:
        return decode_order_accepted(message.body)
    except Unparseable as error:
        log.error("message.unparseable", reason=str(error))  # noqa: TRY400 - no trace is needed
        bench.queue.delete([message])
    except UnknownType as error:
        log.warning("message.unknown_type", type=str(error))
        release(message, UNKNOWN_TYPE_PAUSE_S, bench)
    return None


def price(attempts: Sequence[Attempt], sellers: Sellers, bench: Workbench) -> list[Billed]:
    """Compute and check the bill of every order, so that whatever can fail fails unnumbered."""

    @cache
    def seller_of(seller_id: str) -> Seller | None:
        # A message only hints at the seller; the order says who it is.
        return sellers.get(seller_id) or bench.sellers.read(seller_id)

    billed = []
    for attempt in attempts:
        try:
            billed.append(_price_one(attempt, seller_of(attempt.order.seller_id), bench))
        except Exception as error:  # noqa: BLE001 - settle() tells the two kinds of failure apart
            settle(attempt, error, bench)
    return billed


def _price_one(attempt: Attempt, seller: Seller | None, bench: Workbench) -> Billed:
    if seller is None:
        raise reject("", "unknown_seller", "the order's seller is not known here; put its profile")
    content = _bill(attempt.order, seller, bench)
    bench.press_for(attempt.order, attempt.message.attempts).check(content)
    return Billed(attempt, seller, content)


def _bill(order: Order, seller: Seller, bench: Workbench) -> Bill:
    if order.credits is not None:
        return credit_note_bill(order, orders=bench.orders, invoices=bench.invoices)
    return bill(validated(OrderRequest, json.loads(order.asked)), seller)


def find_records(attempts: Sequence[Attempt], bench: Workbench) -> list[Numbered]:
    """Return the records of orders that got their number in an earlier attempt."""
    found = []
    for attempt in attempts:
        if attempt.order.issued:
            try:
                found.append(Numbered(attempt, recorded(attempt.order, bench)))
            except Conflict as error:
                settle(attempt, error, bench)
    return found
