"""The notifier over embedded backends, and mailers and ledgers that fail where a test says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from services.backends.embedded.outbox import OutboxMailer
from services.backends.mailer import Mailer, MailRefused
from services.backends.mails import Mails
from services.backends.orders import Orders
from services.domain.ids import keyed_hash, mail_id
from services.domain.mail import FIRST_INTENT, Mail
from services.domain.order import Order
from services.notifier.desk import Desk, open_desk
from services.notifier.main import notify_messages
from tests.clock import SettableClock
from tests.issued import PUBLIC_URL, Issue, archived, backends_in, issued

LEASE = timedelta(seconds=30)
VISIBILITY_S = 60


class Killed(BaseException):
    """The process ends here: nothing after it runs, no handler either."""


class Counter:
    """One state folder, one notifier, and the mails it wrote."""

    def __init__(self, state: Path) -> None:
        self.clock = SettableClock()
        self.backends = backends_in(state, self.clock)
        self.queue = self.backends.archived_queue
        self.outbox = state / "outbox"
        self.mailer: Mailer = OutboxMailer(self.outbox, self._new_id)
        self._ids = 0
        self.desk = self.desk_with(self.mailer)

    def desk_with(self, mailer: Mailer, **changes: Any) -> Desk:  # noqa: ANN401
        desk = open_desk(
            self.backends,
            mailer_for=lambda _order: mailer,
            public_url=PUBLIC_URL,
            clock=self.clock,
            lease=LEASE,
        )
        return replace(desk, **changes)

    def issue(self, **changes: Any) -> Issue:  # noqa: ANN401
        """Issue and archive an invoice, which puts its message on the queue."""
        return archived(self.backends, self.clock, issued(self.backends, self.clock, **changes))

    def deliver(self, desk: Desk | None = None) -> int:
        messages = self.queue.receive(10, visibility_s=VISIBILITY_S, wait_s=0)
        notify_messages(messages, self.queue, desk or self.desk, fraction=lambda: 0.5)
        return len(messages)

    def deliver_all(self, desk: Desk | None = None, hours: int = 2) -> None:
        """Deliver until nothing is left, time moving on meanwhile."""
        for _ in range(hours * 120):
            self.deliver(desk)
            self.clock.advance(30)

    def order(self, issue: Issue) -> Order:
        (order,) = self.backends.orders.read([issue.order.id])
        return order

    def row(self, issue: Issue) -> Mail:
        (row,) = self.backends.mails.of_invoice(issue.invoice.seller_id, issue.invoice.number)
        return row

    def mails(self) -> list[EmailMessage]:
        parser = BytesParser(EmailMessage, policy=policy.default)
        return [parser.parsebytes(path.read_bytes()) for path in sorted(self.outbox.glob("*.eml"))]

    def mail_id(self, issue: Issue) -> str:
        key = self.backends.secrets.lookups
        recipient = keyed_hash(key, issue.invoice.bill.buyer.email.lower())
        return mail_id(issue.invoice.seller_id, issue.invoice.number, recipient, FIRST_INTENT)

    def _new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"


class FailingMailer:
    """Hands on to `inner`, and fails before or after, for its first `times` sends."""

    def __init__(
        self, inner: Mailer, failure: BaseException, *, times: int = 1, after: bool = False
    ) -> None:
        self.sends = 0
        self._inner = inner
        self._failure = failure
        self._times = times
        self._after = after

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        self.sends += 1
        fails = self.sends <= self._times
        if fails and not self._after:
            raise self._failure
        message_id = self._inner.send(message, mail_id=mail_id, attempt=attempt)
        if fails:
            raise self._failure
        return message_id


def refusing() -> FailingMailer:
    return FailingMailer(_Nowhere(), MailRefused("no such mailbox"), times=1_000_000)


class _Nowhere:
    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        raise AssertionError("a refusing mailer never sends")


class FailingMails:
    """The mail ledger of `inner`; the first save that `when` picks fails before or after."""

    def __init__(
        self,
        inner: Mails,
        failure: BaseException,
        when: Callable[[Mail], bool],
        *,
        after: bool = False,
    ) -> None:
        self._inner = inner
        self._failure: BaseException | None = failure
        self._when = when
        self._after = after

    def read(self, mail_id: str) -> Mail | None:
        return self._inner.read(mail_id)

    def of_invoice(self, seller_id: str, number: str) -> list[Mail]:
        return self._inner.of_invoice(seller_id, number)

    def save(self, mail: Mail) -> Mail:
        failure = self._failure if self._when(mail) else None
        if failure is None:
            return self._inner.save(mail)
        self._failure = None
        if self._after:
            self._inner.save(mail)
        raise failure


class FailingOrders:
    """The orders of `inner`; the first save fails before or after."""

    def __init__(self, inner: Orders, failure: BaseException, *, after: bool = False) -> None:
        self._inner = inner
        self._failure: BaseException | None = failure
        self._after = after

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def save(self, order: Order) -> Order:
        failure, self._failure = self._failure, None
        if failure is None:
            return self._inner.save(order)
        if self._after:
            self._inner.save(order)
        raise failure
