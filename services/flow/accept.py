"""Accepting an order: one conditional write makes it stand, then its message is sent (D1).

The order is its own idempotency record and its own outbox. Everything that content can get wrong
is found here, before anything is stored.
"""

import re
from datetime import datetime
from typing import NamedTuple

import structlog

from services.backends.orders import Orders
from services.backends.queue import Queue
from services.document.coverage import check_coverage
from services.domain.billing import bill, order_totals
from services.domain.fingerprint import fingerprint
from services.domain.ids import keyed_hash, order_id
from services.domain.order import DISPATCH_GRACE, Event, Order, OrderTotals
from services.domain.order_request import OrderRequest
from services.domain.rejection import Rejected, reject
from services.domain.seller import Seller
from services.domain.validation import parse_json, validated
from services.flow.dispatch import dispatch
from services.flow.retry import is_retry
from services.runtime.tracing import trace_names

DRILL_KEY = "simulate"

_DRILL = re.compile(
    r"\A(fail_render|fail_mail|crash_worker|slow_render:[0-9]{1,3}(\.[0-9]{1,3})?)\Z"
)

log = structlog.get_logger()


class IdempotencyKeyReused(Exception):  # noqa: N818 - a verdict on the request
    """Another order stands under this key: use a new key, or send the first body again."""


class Acceptance(NamedTuple):
    """The order as it stands, and whether it stood before this request came."""

    order: Order
    replayed: bool


class Wanted(NamedTuple):
    """What a body asks for, and what that comes to; every rule has been checked."""

    request: OrderRequest
    totals: OrderTotals
    email_key: str
    drill: str | None


class _Sender(NamedTuple):
    """Who sends the body, and how it came."""

    seller: Seller
    livemode: bool
    channel: str
    order_id: str
    traceparent: str


def email_key(lookup_key: bytes, address: str) -> str:
    """Return what orders of a buyer's address are found by; capitals make no difference."""
    return keyed_hash(lookup_key, address.lower())


def wanted(body: bytes, *, seller: Seller, livemode: bool, lookup_key: bytes) -> Wanted:
    """Read what a body asks for. Raises Rejected for content that cannot be invoiced."""
    request = validated(OrderRequest, parse_json(body))
    priced = bill(request, seller)
    check_coverage(priced)
    return Wanted(
        request=request,
        totals=order_totals(priced),
        email_key=email_key(lookup_key, request.buyer.email),
        drill=_drill(request, seller, livemode=livemode),
    )


def accept(  # noqa: PLR0913 - who sends it, how it came, and where it goes
    body: bytes,
    *,
    seller: Seller,
    livemode: bool,
    channel: str,
    idempotency_key: str,
    traceparent: str,
    now: datetime,
    orders: Orders,
    queue: Queue,
    lookup_key: bytes,
) -> Acceptance:
    """Make an order stand, once for each (seller, mode, channel, idempotency key), and dispatch it.

    An order that is returned is durable. A replay stores and sends nothing. Raises Rejected for
    content that cannot be invoiced and IdempotencyKeyReused for another order's key.
    """
    id_ = order_id(seller.id, livemode=livemode, channel=channel, idempotency_key=idempotency_key)
    sender = _Sender(seller, livemode, channel, id_, traceparent)
    try:
        order = _order(body, sender, now, lookup_key)
    except Rejected as rejected:
        return _accepted_before(body, sender, orders, rejected)
    standing = orders.accept(order)
    if standing is None:
        dispatch(order, queue)
        return Acceptance(order, replayed=False)
    if not is_retry(body, standing, OrderRequest):
        raise IdempotencyKeyReused("another order stands under this idempotency key")
    return _replay(standing)


def _accepted_before(
    body: bytes, sender: _Sender, orders: Orders, rejected: Rejected
) -> Acceptance:
    # The rules or the seller's profile may have changed since the order was accepted. That must
    # not turn an honest retry away.
    for standing in orders.read([sender.order_id]):
        if is_retry(body, standing, OrderRequest):
            return _replay(standing)
    codes = sorted({fault.code for fault in rejected.faults})
    log.info("order.rejected", seller_id=sender.seller.id, codes=codes)
    raise rejected


def _order(body: bytes, sender: _Sender, now: datetime, lookup_key: bytes) -> Order:
    asked = wanted(body, seller=sender.seller, livemode=sender.livemode, lookup_key=lookup_key)
    return Order(
        id=sender.order_id,
        seller_id=sender.seller.id,
        livemode=sender.livemode,
        channel=sender.channel,
        fingerprint=fingerprint(asked.request),
        request=body.decode(),
        reference=asked.request.reference,
        currency=asked.request.currency,
        email_key=asked.email_key,
        totals=asked.totals,
        accepted_at=now,
        traceparent=sender.traceparent,
        drill=asked.drill,
        due_at=now + DISPATCH_GRACE,
        history=(Event(at=now, event="accepted"),),
    )


def _drill(request: OrderRequest, seller: Seller, *, livemode: bool) -> str | None:
    wish = (request.metadata or {}).get(DRILL_KEY)
    if wish is None or (livemode and not seller.sample):
        return None
    if not _DRILL.match(wish):
        raise reject(
            f"/metadata/{DRILL_KEY}",
            "unknown_drill",
            "is none of fail_render, fail_mail, slow_render:SECONDS and crash_worker",
        )
    return wish


def _replay(order: Order) -> Acceptance:
    log.info("order.replayed", **trace_names(order), seller_id=order.seller_id)
    return Acceptance(order, replayed=True)
