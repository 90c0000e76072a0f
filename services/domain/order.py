"""An order: what was accepted, and the facts that have become true of it since.

Every change is a pure function from an order to its successor; a backend stores the successor
only if nobody else stored one in between. Status is a function of the facts and nothing else.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from services.domain.frozen import Frozen
from services.domain.mail import State as MailState
from services.domain.mail import is_settled

DISPATCH_GRACE = timedelta(seconds=60)
"""How long an order's message may take before the reconciler sends another."""

PROGRESS_GRACE = timedelta(minutes=2)
"""How long a numbered order may take to its mail before the reconciler looks."""

LONGEST_WAIT = timedelta(hours=6)
_MOST_DOUBLINGS = 9
"""60 s doubled nine times is beyond the longest wait."""

MAX_ATTEMPTS = 5

Status = Literal["accepted", "invoiced", "sent", "failed", "cancelled", "credited"]
FailureKind = Literal["order", "mail", "intake"]


class OrderTotals(Frozen):
    """What the shop is told an order comes to."""

    net: Decimal
    tax: Decimal
    gross: Decimal
    due: Decimal


class Failure(Frozen):
    """A failure a person should see, kept with its order."""

    id: str
    kind: FailureKind
    code: str
    detail: str
    attempts: int
    failed_at: datetime
    state: Literal["open", "redriven", "discarded"] = "open"
    reason: str | None = None
    """Why it was redriven or discarded, in the words of who did it."""


class Issued(Frozen):
    """The fact that an order has its number."""

    number: str
    series: str
    issued_on: date
    link_id: str
    """The link buyers were or will be mailed."""
    link_key_id: int
    link_expires_at: datetime
    e_invoice: bool = False
    """Whether the PDF carries its XML, as `Bill.e_invoice` of the record says."""


class Archived(Frozen):
    """The fact that the rendition is in the archive."""

    sha256: str
    size: int
    at: datetime


class Mailed(Frozen):
    """What the mail ledger says about the buyer's mail."""

    status: MailState
    to: str
    sent_at: datetime | None
    message_id: str | None
    attempts: int


class Credit(Frozen):
    """A credit that was accepted on an order's invoice. What it takes is no longer left."""

    order_id: str
    """The credit's own order, which becomes the credit note."""
    request: str
    """The JSON body as accepted, unchanged."""
    gross: Decimal


class Event(Frozen):
    """One entry of the timeline, in glossary words."""

    at: datetime
    event: str
    detail: str | None = None
    action: str | None = None
    """The id of the action that made it true, when a person did."""


class Order(Frozen):
    """One accepted order. `version` counts stored successors."""

    id: str
    seller_id: str
    livemode: bool
    channel: str
    fingerprint: str
    request: str
    """The JSON body as accepted, unchanged: what a request that comes again is compared with."""
    corrected: str | None = None
    """The JSON body that a person put in its place."""
    reference: str
    currency: str
    email_key: str
    """Keyed hash of the buyer's address, to find orders by it."""
    totals: OrderTotals
    accepted_totals: OrderTotals | None = None
    """What a corrected order came to before: a request that comes again is answered so."""
    accepted_at: datetime
    traceparent: str
    drill: str | None = None
    """The forced failure, when it is honoured for this order."""
    credits: str | None = None
    """The number of the invoice this takes back; None for what a shop sold."""
    version: int = 0
    attempts: int = 0
    dispatches: int = 0
    """How often the reconciler had to help."""
    due_at: datetime | None = None
    """When the reconciler looks, unless the next fact comes first."""
    cancelled_at: datetime | None = None
    credited_at: datetime | None = None
    failure: Failure | None = None
    issued: Issued | None = None
    archived: Archived | None = None
    mailed: Mailed | None = None
    taken_back: tuple[Credit, ...] = ()
    """The credits on its invoice, in the order they were accepted."""
    history: tuple[Event, ...] = ()

    @property
    def asked(self) -> str:
        """Return the JSON body that counts: what is billed and shown."""
        return self.request if self.corrected is None else self.corrected

    @property
    def status(self) -> Status:
        """Return where the order is (design D13)."""
        if self.credited_at:
            return "credited"
        if self.mailed and is_settled(self.mailed.status):
            return "sent"
        if self.issued:
            return "invoiced"
        if self.cancelled_at:
            return "cancelled"
        return "failed" if self.halted else "accepted"

    @property
    def open_failure(self) -> Failure | None:
        """Return the failure that still needs somebody."""
        return self.failure if self.failure and self.failure.state == "open" else None

    @property
    def halted(self) -> bool:
        """Tell whether a failure stands, open or discarded: its messages are dropped."""
        return self.failure is not None and self.failure.state != "redriven"

    def after(
        self,
        at: datetime,
        event: str,
        detail: str | None = None,
        *,
        action: str | None = None,
        **facts: object,
    ) -> "Order":
        """Return the successor in which `facts` became true at `at`."""
        entry = Event(at=at, event=event, detail=detail, action=action)
        return self.model_copy(update={**facts, "history": (*self.history, entry)})


def succeeding(order: Order) -> Order:
    """Return the order as it stands once stored: at the version after the one it was read at."""
    return order.model_copy(update={"version": order.version + 1})


def issue(order: Order, issued: Issued, at: datetime) -> Order:
    """Give the order its number, once and for all."""
    return order.after(at, "issued", issued.number, issued=issued, due_at=at + PROGRESS_GRACE)


def archive(order: Order, archived: Archived) -> Order:
    """Note that the rendition is safe; an order that was stuck no longer is.

    It stays due until its mail is out: one that failed may have been redriven meanwhile.
    """
    failure = None if order.failure and order.failure.code == "stuck" else order.failure
    due_at = None if order.mailed and is_settled(order.mailed.status) else order.due_at
    return order.after(archived.at, "archived", archived=archived, failure=failure, due_at=due_at)


def mail(order: Order, mailed: Mailed, at: datetime) -> Order:
    """Note what became of the buyer's mail.

    The mail may be faster than the archive's receipt, so the order stays due until both are there.
    """
    due_at = None if order.archived and mailed.status != "sending" else order.due_at
    return order.after(at, f"mail_{mailed.status}", mailed.to, mailed=mailed, due_at=due_at)


def fail(
    order: Order,
    kind: FailureKind,
    code: str,
    detail: str,
    at: datetime,
    *,
    attempts: int | None = None,
) -> Order:
    """Record a failure a person must see. It takes no fact away: a number stays a number.

    `attempts` is how often it was tried, when that is not the order's own count.
    """
    failure = Failure(
        id=f"fail_{order.id.removeprefix('ord_')}",
        kind=kind,
        code=code,
        detail=detail,
        attempts=order.attempts if attempts is None else attempts,
        failed_at=at,
    )
    return order.after(at, "failed", code, failure=failure, due_at=None)


def stuck(order: Order, detail: str, at: datetime) -> Order:
    """Note that a numbered order cannot be finished: a person is called, retries go on."""
    failed = fail(order, "order", "stuck", detail, at)
    return failed.model_copy(update={"due_at": at + PROGRESS_GRACE})


def attempt_failed(order: Order, code: str, at: datetime) -> Order:
    """Count an attempt that may go better next time."""
    return order.after(at, "released", code, attempts=order.attempts + 1)


def postpone(order: Order, at: datetime) -> Order:
    """Move the reconciler's next look on, twice as far each time, to six hours at most."""
    wait = min(DISPATCH_GRACE * 2 ** min(order.dispatches, _MOST_DOUBLINGS), LONGEST_WAIT)
    return order.after(at, "reconciled", dispatches=order.dispatches + 1, due_at=at + wait)
