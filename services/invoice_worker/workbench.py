"""What the worker works with, and the orders on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from services.backends.archive import Archive
from services.backends.invoices import Invoices
from services.backends.numbering import Numbering
from services.backends.orders import Orders
from services.backends.queue import Message, Queue
from services.backends.sellers import Sellers
from services.backends.topics import Topics
from services.domain.invoice import Bill, Invoice
from services.domain.link import KeyRing
from services.domain.order import Order
from services.domain.seller import Seller
from services.invoice_worker.turns import Turns
from services.runtime.clock import Clock
from services.runtime.heartbeat import Heartbeat
from services.runtime.meter import Meter
from services.runtime.press import PressFor
from services.runtime.randomness import NewId
from services.runtime.tracing import Trace


@dataclass(frozen=True)
class Workbench:
    """Everything the worker's steps are given."""

    queue: Queue
    orders: Orders
    sellers: Sellers
    numbering: Numbering
    invoices: Invoices
    archive: Archive
    topics: Topics
    link_keys: KeyRing
    press_for: PressFor
    meter: Meter
    trace: Trace
    heartbeat: Heartbeat
    """Beats only while a process has entered it."""
    paused: Callable[[], bool]
    """Tells whether nobody shall take from the queue."""
    clock: Clock
    new_id: NewId
    fraction: Callable[[], float]
    """Returns a number in [0, 1), for jitter."""
    sleep: Callable[[float], None]
    turns: Turns
    """Shared by all benches of a process."""
    abandon: Callable[[], None]
    """Ends a worker that hangs, so that another takes its place."""


class Attempt(NamedTuple):
    """One delivery of one order."""

    message: Message
    order: Order


class Billed(NamedTuple):
    """An order that can be invoiced: everything that can fail on its content has been checked."""

    attempt: Attempt
    seller: Seller
    bill: Bill


class Numbered(NamedTuple):
    """An order that has its number, and the record to render."""

    attempt: Attempt
    invoice: Invoice
