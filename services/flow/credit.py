"""Crediting an invoice: the credit is accepted like an order, and the invoice's order says so.

Both are written in one transaction, which the version of the invoice's order guards. So at every
instant, whatever is killed, no more is promised than is left, and an order that is taken back as
a whole says `credited`. From there the credit goes the way of every order.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import structlog

from services.backends.conflict import Conflict
from services.backends.invoices import Invoices
from services.backends.orders import Orders
from services.backends.queue import Queue
from services.backends.unavailable import Unavailable
from services.document.coverage import check_coverage
from services.domain.billing import order_totals
from services.domain.credit_request import CreditRequest
from services.domain.crediting import credited
from services.domain.fingerprint import fingerprint
from services.domain.ids import order_id
from services.domain.invoice import Bill, Invoice
from services.domain.order import DISPATCH_GRACE, Credit, Event, Order
from services.domain.order_credits import take_back
from services.domain.rejection import Rejected, reject
from services.domain.validation import parse_json, validated
from services.flow.accept import Acceptance, IdempotencyKeyReused
from services.flow.dispatch import dispatch
from services.flow.retry import is_retry
from services.runtime.tracing import trace_names

CHANNEL = "credit"
MOST_CREDITS = 100
MOST_REQUESTED = 400_000
"""Characters of all requests on one invoice: its order keeps them, and a DynamoDB item ends at
400 KB when it is compressed."""

_TRIES = 20

log = structlog.get_logger()


class CreditNoteNotCreditable(Exception):  # noqa: N818 - a verdict on the request
    """A credit note is not taken back; what was credited wrongly is invoiced anew."""


class _Sent(NamedTuple):
    """A credit as it came."""

    body: bytes
    original: Invoice
    order_id: str
    traceparent: str
    now: datetime


def credit(
    body: bytes,
    *,
    original: Invoice,
    idempotency_key: str,
    traceparent: str,
    now: datetime,
    orders: Orders,
    queue: Queue,
) -> Acceptance:
    """Make a credit on an invoice stand, once for each (seller, mode, idempotency key).

    What is returned is durable. A replay stores and sends nothing. Raises Rejected for what
    cannot be credited, IdempotencyKeyReused for another credit's key, CreditNoteNotCreditable,
    and Unavailable when others keep changing the same order.
    """
    if original.type == "381":
        raise CreditNoteNotCreditable(f"{original.number} is a credit note")
    id_ = order_id(
        original.seller_id,
        livemode=original.livemode,
        channel=CHANNEL,
        idempotency_key=idempotency_key,
    )
    sent = _Sent(body, original, id_, traceparent, now)
    for _ in range(_TRIES):
        found = {order.id: order for order in orders.read([sent.order_id, original.order_id])}
        if standing := found.get(sent.order_id):
            return _replay(sent, standing)
        try:
            accepted = _accept(sent, found[original.order_id], orders)
        except Conflict:
            continue
        dispatch(accepted, queue)
        return Acceptance(accepted, replayed=False)
    raise Unavailable(f"the order of {original.number} was changed by others {_TRIES} times")


def credit_note_bill(credit_order: Order, *, orders: Orders, invoices: Invoices) -> Bill:
    """Return the bill of a credit that was accepted, the same whenever it is asked for.

    Raises Conflict when the ledger lacks the invoice that it takes back.
    """
    original = invoices.read(credit_order.seller_id, credit_order.credits or "")
    found = orders.read([original.order_id]) if original else []
    accepted = [each.order_id for order in found for each in order.taken_back]
    if original is None or credit_order.id not in accepted:
        raise Conflict(f"{credit_order.id} credits what the ledger does not have; run the audit")
    earlier = found[0].taken_back[: accepted.index(credit_order.id)]
    return credited(original, _requests(earlier), _request(credit_order.request))


def _replay(sent: _Sent, standing: Order) -> Acceptance:
    same = standing.credits == sent.original.number
    if not (same and is_retry(sent.body, standing, CreditRequest)):
        raise IdempotencyKeyReused("another credit stands under this idempotency key")
    log.info("order.replayed", **trace_names(standing), seller_id=standing.seller_id)
    return Acceptance(standing, replayed=True)


def _accept(sent: _Sent, order: Order, orders: Orders) -> Order:
    try:
        request = validated(CreditRequest, parse_json(sent.body))
        _check_room(order, request)
        bill = credited(sent.original, _requests(order.taken_back), request)
        check_coverage(bill)
    except Rejected as rejected:
        codes = sorted({fault.code for fault in rejected.faults})
        log.info("credit.rejected", seller_id=order.seller_id, codes=codes)
        raise
    accepted = _credit_order(sent, order, request, bill)
    taken = [*(each.gross for each in order.taken_back), bill.totals.gross]
    left = sent.original.bill.totals.gross - sum(taken)
    part = Credit(order_id=accepted.id, request=_kept(request), gross=bill.totals.gross)
    orders.accept_credit(accepted, take_back(order, part, left, sent.now))
    return accepted


def _credit_order(sent: _Sent, order: Order, request: CreditRequest, bill: Bill) -> Order:
    return Order(
        id=sent.order_id,
        seller_id=order.seller_id,
        livemode=order.livemode,
        channel=CHANNEL,
        fingerprint=fingerprint(request),
        request=sent.body.decode(),
        reference=order.reference,
        currency=order.currency,
        email_key=order.email_key,
        totals=order_totals(bill),
        accepted_at=sent.now,
        traceparent=sent.traceparent,
        credits=sent.original.number,
        due_at=sent.now + DISPATCH_GRACE,
        history=(Event(at=sent.now, event="accepted"),),
    )


def _check_room(order: Order, request: CreditRequest) -> None:
    lengths = [len(each.request) for each in order.taken_back]
    full = len(lengths) >= MOST_CREDITS or sum(lengths) + len(_kept(request)) > MOST_REQUESTED
    if full and not request.is_whole:
        words = "is one credit too many for this invoice; send only a reason to credit the rest"
        raise reject("", "too_many_credits", words)


def _kept(request: CreditRequest) -> str:
    return request.model_dump_json(exclude_defaults=True)


def _requests(credits_: Sequence[Credit]) -> list[CreditRequest]:
    return [_request(each.request) for each in credits_]


def _request(text: str) -> CreditRequest:
    return validated(CreditRequest, parse_json(text.encode()))
