"""What the reconciler reads and writes."""

from dataclasses import dataclass

from services.backends.invoices import Invoices
from services.backends.mails import Mails
from services.backends.orders import Orders
from services.backends.queue import Queue
from services.backends.topics import Topics
from services.runtime.composition import Backends
from services.runtime.meter import Meter


@dataclass(frozen=True)
class Desk:
    """Everything a round is given."""

    orders: Orders
    invoices: Invoices
    mails: Mails
    orders_queue: Queue
    orders_dead_letters: Queue
    archived_queue: Queue
    archived_dead_letters: Queue
    topics: Topics
    backends: Backends
    """What the sampler looks at."""
    meter: Meter
