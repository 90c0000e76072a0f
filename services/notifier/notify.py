"""The notifier's story: an archived invoice becomes one mail to its buyer (design D8).

What arrived only says where to look. Whether a mail is due, to whom and about what is read from
the ledger, so a message delivered twice, late or out of order sends nothing twice.
"""

from datetime import datetime
from typing import Literal, NamedTuple

import structlog

from services.backends.conflict import Conflict
from services.backends.mailer import MailRefused, MailUnanswered
from services.domain import order as facts
from services.domain.ids import keyed_hash, mail_id
from services.domain.invoice import Invoice, seller_and_number
from services.domain.mail import FIRST_INTENT, Mail, give_up, lease, masked
from services.domain.order import MAX_ATTEMPTS, Order
from services.flow.change import change
from services.flow.news import tell_failed, tell_issued
from services.notifier.desk import Desk
from services.notifier.mail_facts import mail_fact, note, risen
from services.notifier.mail_message import written
from services.runtime.tracing import Step, trace_names

Outcome = Literal["sent", "already_sent", "failed", "dropped", "unknown"]
"""What became of a mail; all are final, whatever may go better later is raised.

`failed`: it can never be sent, the order says why. `dropped`: it failed before and nobody has
redriven it. `unknown`: the ledger knows no such invoice.
"""

log = structlog.get_logger()


class AlreadySending(Exception):  # noqa: N818 - an expected answer, not an error
    """Another attempt at this mail runs, or died: wait for the end of its lease."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"another attempt holds this mail until {until:%H:%M:%S} UTC")


class _Subject(NamedTuple):
    key: str
    invoice: Invoice
    order: Order


def notify(key: str, desk: Desk) -> Outcome:
    """Mail the buyer of the invoice archived under `key`, unless that was done.

    Raises AlreadySending, and whatever made an attempt fail that may go better next time.
    """
    subject = _subject(key, desk)
    if subject is None:
        log.error("invoice.unknown", hint="the archive holds an object the ledger never issued")
        return "unknown"
    with desk.holding([subject.order.id]):
        return _settle(subject, desk)


def _settle(subject: _Subject, desk: Desk) -> Outcome:
    failure = subject.order.failure
    if failure and failure.kind == "mail" and subject.order.halted:
        return "dropped"
    mail = _row(subject.invoice, desk)
    if mail.settled:
        note(mail, desk)
        return "already_sent"
    return _send(_leased(mail, desk), subject, desk)


def _subject(key: str, desk: Desk) -> _Subject | None:
    names = seller_and_number(key)
    invoice = desk.invoices.read(*names) if names else None
    orders = desk.orders.read([invoice.order_id]) if invoice else []
    return _Subject(key, invoice, orders[0]) if invoice and orders else None


def _row(invoice: Invoice, desk: Desk) -> Mail:
    address = invoice.bill.buyer.email
    recipient = keyed_hash(desk.lookup_key, address.lower())
    id_ = mail_id(invoice.seller_id, invoice.number, recipient, FIRST_INTENT)
    return desk.mails.read(id_) or Mail(
        id=id_,
        seller_id=invoice.seller_id,
        number=invoice.number,
        order_id=invoice.order_id,
        intent=FIRST_INTENT,
        to=masked(address),
    )


def _leased(mail: Mail, desk: Desk) -> Mail:
    now = desk.clock()
    held = lease(mail, now, desk.lease)
    if held is None:
        raise AlreadySending(mail.lease_until or now)
    try:
        return desk.mails.save(held)
    except Conflict:
        raise AlreadySending(now + desk.lease) from None


def _send(mail: Mail, subject: _Subject, desk: Desk) -> Outcome:
    began = desk.clock()
    try:
        message = written(subject.invoice, subject.order, desk, mail_id=mail.id)
        mailer = desk.mailer_for(subject.order)
        message_id = mailer.send(message, mail_id=mail.id, attempt=mail.attempts)
    except MailRefused as refusal:
        return _fail(mail, "mail_refused", str(refusal), desk)
    except MailUnanswered:
        # It may be out. The lease stays, and before it ends the provider's own news has come.
        raise AlreadySending(mail.lease_until or desk.clock()) from None
    except Exception as error:
        if _attempts_now(mail, subject.order) >= MAX_ATTEMPTS:
            detail = f"{mail.attempts} attempts failed, the last with {type(error).__name__}"
            return _fail(mail, "attempts_exhausted", detail, desk)
        desk.mails.save(give_up(mail, type(error).__name__))
        raise
    # From here on nothing gives the lease back: the mail is out, and only its record is missing.
    mailed = note(risen(mail, "sent", desk, message_id=message_id), desk)
    if mailed:
        tell_issued(mailed, desk.topics)
    _measure(subject.order, began, desk)
    names = trace_names(subject.order)
    log.info("mail.sent", **names, mail_id=mail.id, attempts=mail.attempts)
    return "sent"


def _measure(order: Order, began: datetime, desk: Desk) -> None:
    now = desk.clock()
    desk.meter.count("mailed", seller_id=order.seller_id)
    desk.meter.observe("order_to_mail_s", (now - order.accepted_at).total_seconds())
    desk.trace(Step("notifier", "mail", order, began, now))


def _attempts_now(mail: Mail, order: Order) -> int:
    redriven = order.failure if order.failure and order.failure.kind == "mail" else None
    return mail.attempts - (redriven.attempts if redriven else 0)


def _fail(mail: Mail, code: str, detail: str, desk: Desk) -> Outcome:
    failed = desk.mails.save(give_up(mail, detail))
    now = desk.clock()

    def noted(order: Order) -> Order:
        mailed = facts.mail(order, mail_fact(failed), now)
        return facts.fail(mailed, "mail", code, detail, now, attempts=failed.attempts)

    after = change(desk.orders, mail.order_id, noted)
    if after:
        tell_failed(after, desk.topics)
        log.error("mail.failed", **trace_names(after), mail_id=mail.id, code=code)
    desk.meter.count("failed", seller_id=mail.seller_id)
    return "failed"
