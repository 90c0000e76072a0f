"""The mail ledger beside its model: states only rise, and who may send is never two."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from services.backends.conflict import Conflict
from services.backends.mailer import MailDelayed
from services.backends.unavailable import Unavailable
from services.domain.ids import keyed_hash, mail_id
from services.domain.mail import FIRST_INTENT, LEASE, Mail, State, lease
from services.domain.mail_events import attempt_tag
from services.domain.order import MAX_ATTEMPTS
from services.flow.redrive import redrive_order
from services.notifier.desk import open_desk
from services.notifier.mail_news import note_news
from services.notifier.notify import AlreadySending, notify
from tests.contract.places import KINDS
from tests.flow.crashing import Killed
from tests.issued import PUBLIC_URL, archived, issued
from tests.models.exploring import System, explore, explored, whole
from tests.models.provider import ANSWERS, TOOK, Answer, Provider
from tests.recorded import ses_event

RANKS: Final[dict[State, int]] = {
    "sending": 0,
    "failed": 0,
    "sent": 1,
    "delivered": 2,
    "bounced": 3,
    "complained": 4,
}
SAYS: Final[dict[str, State]] = {
    "send": "sent",
    "delivery": "delivered",
    "bounce": "bounced",
    "complaint": "complained",
}
"""What each kind of the provider's events makes of a mail."""


@dataclass
class Row:
    """What the model knows of one mail."""

    id: str
    order_id: str
    state: State = "sending"
    attempts: int = 0
    forgiven: int = 0
    """Attempts before the order was redriven."""
    lease_until: datetime | None = None
    sent_at: datetime | None = None

    @property
    def settled(self) -> bool:
        return RANKS[self.state] > 0

    def rise(self, state: State, now: datetime) -> None:
        if RANKS[state] > RANKS[self.state]:
            self.state, self.lease_until, self.sent_at = state, None, self.sent_at or now


class MailBesideItsModel(System):
    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.backends = whole(self.backend)
        self.provider = Provider()
        self.desk = open_desk(
            self.backends,
            mailer_for=lambda _order: self.provider,
            public_url=PUBLIC_URL,
            clock=self.clock,
        )
        self.rows: list[Row] = []
        self.issues = self.taken = 0
        self._issue()

    def _issue(self) -> None:
        self.issues += 1
        fresh = issued(self.backends, self.clock, key=f"key-{self.issues}")
        self.issue = archived(self.backends, self.clock, fresh)
        self.first = Row(self._id(FIRST_INTENT), fresh.order.id)
        self.failed = False

    def _id(self, intent: str) -> str:
        invoice = self.issue.invoice
        recipient = keyed_hash(self.desk.lookup_key, invoice.bill.buyer.email.lower())
        return mail_id(invoice.seller_id, invoice.number, recipient, intent)

    @precondition(lambda self: self.first.settled or self.failed)
    @rule()
    def take_up_the_next_invoice(self) -> None:
        self._issue()

    @rule(answer=st.sampled_from(ANSWERS), news=st.sampled_from((None, None, None, *SAYS)))
    def notify(self, answer: Answer, news: str | None) -> None:
        self.provider.answer = answer
        row, now = self.first, self.clock.now
        if self.failed:
            assert notify(self.issue.invoice.archive_key, self.desk) == "dropped"
        elif row.settled:
            assert notify(self.issue.invoice.archive_key, self.desk) == "already_sent"
        elif row.lease_until and now < row.lease_until:
            with pytest.raises(AlreadySending) as held:
                notify(self.issue.invoice.archive_key, self.desk)
            assert held.value.until == row.lease_until
        else:
            self._attempt(answer, news)

    def _attempt(self, answer: Answer, news: str | None) -> None:
        row = self.first
        if row not in self.rows:
            self.rows.append(row)
        row.attempts += 1
        row.state, row.lease_until = "sending", self.clock.now + LEASE
        self.taken += answer in TOOK
        self.provider.meanwhile = lambda: self._news(row, row.attempts, news) if news else None
        try:
            outcome = notify(self.issue.invoice.archive_key, self.desk)
        except (Killed, Conflict, MailDelayed, Unavailable) as error:
            self._raised(answer, error, news)
        else:
            self._ended(answer, outcome)

    def _raised(self, answer: Answer, error: BaseException, news: str | None) -> None:
        """Tell whether it was right that an attempt did not come to an end."""
        assert answer != "taken"
        if answer.startswith("dies"):
            assert isinstance(error, Killed)
        elif news:
            assert isinstance(error, Conflict), "what the provider said must not be overwritten"
        else:
            assert answer != "refused"
            assert self.first.attempts - self.first.forgiven < MAX_ATTEMPTS
            self.first.state, self.first.lease_until = "failed", None

    def _ended(self, answer: Answer, outcome: str) -> None:
        row = self.first
        if answer == "taken":
            assert outcome == "sent"
            row.rise("sent", self.clock.now)
            return
        assert outcome == "failed"
        assert answer == "refused" or row.attempts - row.forgiven >= MAX_ATTEMPTS
        row.state, row.lease_until, self.failed = "failed", None, True

    @rule(pick=st.integers(0, 99), attempt=st.integers(1, 4), kind=st.sampled_from(tuple(SAYS)))
    def hear_from_the_provider(self, pick: int, attempt: int, kind: str) -> None:
        row = self.rows[pick % len(self.rows)] if self.rows else self.first
        self._news(row, attempt, kind)

    def _news(self, row: Row, attempt: int, kind: str) -> None:
        to = self.issue.invoice.bill.buyer.email
        note_news(json.dumps(ses_event(kind, attempt_tag(row.id, attempt), to=to)), self.desk)
        if row not in self.rows:
            return
        row.rise(SAYS[kind], self.clock.now)
        (order,) = self.backends.orders.read([row.order_id])
        assert order.mailed
        assert (order.mailed.status, order.mailed.attempts) == (row.state, row.attempts)

    @rule(seconds=st.sampled_from((1.0, 899.0, 900.0)))
    def let_time_pass(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @precondition(lambda self: self.failed)
    @rule()
    def redrive(self) -> None:
        redriven = redrive_order(
            self.issue.order.id,
            "the mailbox is back",
            orders=self.backends.orders,
            orders_queue=self.backends.orders_queue,
            archived_queue=self.backends.archived_queue,
            now=self.clock.now,
        )
        assert redriven
        self.first.forgiven, self.failed = self.first.attempts, False

    @precondition(lambda self: self.first in self.rows)
    @rule()
    def send_it_once_more_on_purpose(self) -> None:
        intent, until = f"resend-{len(self.rows)}", self.clock.now + LEASE
        fresh = Row(self._id(intent), self.first.order_id, attempts=1, lease_until=until)
        assert fresh.id not in {row.id for row in self.rows}
        stored = self.backends.mails.read(self.first.id)
        assert stored
        began = lease(_begun_anew(stored, fresh.id, intent), self.clock.now)
        assert began
        self.backends.mails.save(began)
        self.rows.append(fresh)

    @invariant()
    def every_row_is_as_its_model(self) -> None:
        assert len(self.provider.took) == self.taken
        for row in self.rows:
            stored = self.backends.mails.read(row.id)
            assert stored
            assert (stored.state, stored.attempts) == (row.state, row.attempts)
            assert (stored.lease_until, stored.sent_at) == (row.lease_until, row.sent_at)


def _begun_anew(mail: Mail, id_: str, intent: str) -> Mail:
    """Return the row of another intent about the same invoice."""
    return Mail(
        id=id_,
        seller_id=mail.seller_id,
        number=mail.number,
        order_id=mail.order_id,
        intent=intent,
        to=mail.to,
    )


@explored
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_the_provider_said_of_a_mail_is_never_forgotten_and_ends_its_sending(
    kind: str, effort: int
) -> None:
    explore(MailBesideItsModel, kind, effort=effort, examples=60)
