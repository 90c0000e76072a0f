"""What the reconciler reads and writes."""

from dataclasses import dataclass

from services.backends.invoices import Invoices
from services.backends.orders import Orders
from services.backends.queue import Queue
from services.backends.topics import Topics


@dataclass(frozen=True)
class Desk:
    """Everything a round is given."""

    orders: Orders
    invoices: Invoices
    orders_queue: Queue
    orders_dead_letters: Queue
    archived_queue: Queue
    archived_dead_letters: Queue
    topics: Topics
