"""The net for crashes: dead letters become failures in the ledger, where people look (D7)."""

from collections.abc import Callable
from datetime import datetime

import structlog

from services.backends.mails import Mails
from services.backends.queue import Message, Queue
from services.domain import order as facts
from services.domain.invoice import seller_and_number
from services.domain.mail import FIRST_INTENT
from services.domain.message import (
    UnknownType,
    Unparseable,
    created_keys,
    decode_order_accepted,
)
from services.domain.order import Order
from services.flow.change import change
from services.flow.news import tell_failed
from services.reconciler.desk import Desk

BATCH = 10
VISIBILITY_S = 60.0

_CRASHED = "its worker died at every attempt; find out why, then redrive it"
_UNSENT = "its mail died at every attempt; find out why, then redrive it"

log = structlog.get_logger()


def drain_dead_letters(desk: Desk, now: datetime) -> int:
    """Move every dead letter into the ledger and return how many there were."""
    return _drain(desk.orders_dead_letters, _to_invoice, desk, now) + _drain(
        desk.archived_dead_letters, _to_mail, desk, now
    )


def _drain(
    queue: Queue, subjects: Callable[[Message, Desk], list[str]], desk: Desk, now: datetime
) -> int:
    count = 0
    while messages := queue.receive(BATCH, visibility_s=VISIBILITY_S, wait_s=0):
        recorded = [m for m in messages if _record(m, subjects, desk, now)]
        queue.delete(recorded)
        count += len(recorded)
    return count


def _record(
    message: Message, subjects: Callable[[Message, Desk], list[str]], desk: Desk, now: datetime
) -> bool:
    try:
        for order_id in subjects(message, desk):
            failed = change(desk.orders, order_id, lambda order: given_up(order, desk.mails, now))
            log.error("order.dead_letter", order_id=order_id)
            if failed:
                tell_failed(failed, desk.topics)
    except Unparseable as error:
        log.error("message.unparseable", reason=str(error))  # noqa: TRY400 - no trace is needed
    except UnknownType as error:
        log.error("message.unknown_type", type=str(error))  # noqa: TRY400 - no trace is needed
        return False  # it stays, for the release that knows it
    except Exception:
        log.exception("dead_letter.not_recorded")
        return False  # it stays, and holds up neither the others nor what is overdue
    return True


def _to_invoice(message: Message, _desk: Desk) -> list[str]:
    return [decode_order_accepted(message.body).order_id]


def _to_mail(message: Message, desk: Desk) -> list[str]:
    names = [seller_and_number(key) for key in created_keys(message.body)]
    found = [desk.invoices.read(*name) for name in names if name]
    return [invoice.order_id for invoice in found if invoice]


def given_up(order: Order, mails: Mails, now: datetime) -> Order | None:
    """Return the order as failed, stuck or unmailed; None when it came through after all."""
    if order.status in {"cancelled", "credited"} or order.halted:
        return None
    if not order.issued:
        return facts.fail(order, "order", "worker_crashed", _CRASHED, now)
    if not order.archived:
        return facts.stuck(order, _CRASHED, now)
    if order.status == "sent":
        return None
    # The notifier counts on its own row. Once redriven, it gives the attempts up to here no heed.
    sent = mails.of_invoice(order.seller_id, order.issued.number)
    attempts = sum(mail.attempts for mail in sent if mail.intent == FIRST_INTENT)
    return facts.fail(order, "mail", "notifier_crashed", _UNSENT, now, attempts=attempts)
