"""Correcting a failed order: another body takes the place of the one that could not be invoiced.

It is checked exactly as a new order is. The body that was accepted stays, so a shop that sends its
order once more is still told apart from one that sends another under the same key.
"""

from services.domain.fingerprint import fingerprint
from services.domain.order import Order
from services.domain.order_failures import Correction, correct, is_correctable
from services.domain.order_request import OrderRequest
from services.domain.rejection import reject
from services.domain.seller import Seller
from services.domain.validation import parse_json, validated
from services.flow.accept import wanted
from services.flow.acting import Ask
from services.flow.change import change
from services.flow.decide import Decided, decide
from services.flow.redrive import send_on_if_possible
from services.runtime.composition import Backends

MOST_KEPT = 400_000
"""Bytes of both bodies: the order keeps them, and a DynamoDB item ends at 400 KB when it is
compressed."""


class NotCorrectable(Exception):  # noqa: N818 - a verdict on the order
    """It is no failed order without a number: a mail, a credit, or invoiced already."""


def correct_and_retry(
    order_id: str, body: bytes, ask: Ask, *, seller: Seller, backends: Backends
) -> Decided:
    """Put a corrected body in place of the one that failed, and send the order on its way again.

    Done once for each action. Raises Rejected for content that cannot be invoiced, NotCorrectable,
    NotOpen, and IdempotencyKeyReused for another body.
    """

    def checked(order: Order) -> Correction:
        if not is_correctable(order):
            raise NotCorrectable(order_id)
        return _correction(order, body, seller, backends.secrets.lookups)

    def step(correction: Correction) -> Order | None:
        corrected = change(
            backends.orders,
            order_id,
            lambda order: (
                correct(order, correction, ask.reason, ask.at, ask.id)
                if is_correctable(order)
                else None
            ),
        )
        if corrected:
            send_on_if_possible(
                corrected,
                orders_queue=backends.orders_queue,
                archived_queue=backends.archived_queue,
            )
        return corrected

    return decide(
        order_id,
        "correct",
        ask,
        backends,
        check=checked,
        step=step,
        is_same=lambda order: _is_same(order, body),
    )


def _correction(order: Order, body: bytes, seller: Seller, lookup_key: bytes) -> Correction:
    if len(order.request.encode()) + len(body) > MOST_KEPT:
        words = f"is too large to be kept beside the first one: {MOST_KEPT} bytes for both"
        raise reject("", "too_large_to_keep", words)
    asked = wanted(body, seller=seller, livemode=order.livemode, lookup_key=lookup_key)
    return Correction(
        body=body.decode(),
        reference=asked.request.reference,
        currency=asked.request.currency,
        email_key=asked.email_key,
        totals=asked.totals,
        drill=asked.drill,
    )


def _is_same(order: Order, body: bytes) -> bool:
    return _reading(order.asked.encode()) == _reading(body)


def _reading(body: bytes) -> str:
    return fingerprint(validated(OrderRequest, parse_json(body)))
