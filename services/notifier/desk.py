"""What the notifier works with."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from services.backends.archive import Archive
from services.backends.invoices import Invoices
from services.backends.mailer import Mailer
from services.backends.mails import Mails
from services.backends.orders import Orders
from services.backends.sellers import Sellers
from services.backends.topics import Topics
from services.domain.link import KeyRing
from services.domain.mail import LEASE
from services.domain.order import Order
from services.runtime.clock import Clock
from services.runtime.composition import Backends
from services.runtime.meter import Meter
from services.runtime.tracing import Trace

Holding = Callable[[Sequence[str]], AbstractContextManager[object]]
"""Shows, while it is entered, that the orders with these ids are in hand."""


@dataclass(frozen=True)
class Desk:
    """Everything a mail is written from and sent with."""

    orders: Orders
    invoices: Invoices
    mails: Mails
    sellers: Sellers
    archive: Archive
    topics: Topics
    link_keys: KeyRing
    lookup_key: bytes
    mailer_for: Callable[[Order], Mailer]
    public_url: str
    clock: Clock
    meter: Meter
    trace: Trace
    holding: Holding
    lease: timedelta = LEASE
    """How long a sender that died keeps others from the same mail. It may be as short as a send
    takes when the mailer itself sends a mail once, as the outbox does."""


def open_desk(
    backends: Backends,
    *,
    mailer_for: Callable[[Order], Mailer],
    public_url: str,
    clock: Clock,
    lease: timedelta = LEASE,
    holding: Holding = nullcontext,
) -> Desk:
    """Lay out, of everything that holds state, what the notifier needs.

    `holding` is of the process's heartbeat; a function that comes and goes has none.
    """
    return Desk(
        orders=backends.orders,
        invoices=backends.invoices,
        mails=backends.mails,
        sellers=backends.sellers,
        archive=backends.archive,
        topics=backends.topics,
        link_keys=backends.secrets.links,
        lookup_key=backends.secrets.lookups,
        mailer_for=mailer_for,
        public_url=public_url,
        clock=clock,
        meter=Meter("notifier", backends.minutes, clock, backends.emit),
        trace=backends.trace,
        holding=holding,
        lease=lease,
    )
