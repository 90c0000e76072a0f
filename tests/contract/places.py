"""Which backends the suites run over, and how each is opened, also from another process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from services.backends.archive import Archive
from services.backends.embedded.archive import DirectoryArchive
from services.backends.embedded.database import Database
from services.backends.embedded.invoices import SqliteInvoices
from services.backends.embedded.keys import SqliteKeys
from services.backends.embedded.links import SqliteLinks
from services.backends.embedded.mails import SqliteMails
from services.backends.embedded.numbering import SqliteNumbering
from services.backends.embedded.orders import SqliteOrders
from services.backends.embedded.queue import SqliteQueue
from services.backends.embedded.sellers import SqliteSellers
from services.backends.invoices import Invoices
from services.backends.keys import Keys
from services.backends.links import Links
from services.backends.mails import Mails
from services.backends.numbering import Numbering
from services.backends.orders import Orders
from services.backends.queue import Queue
from services.backends.sellers import Sellers
from services.runtime.randomness import random_id
from tests.clock import SettableClock

MAX_RECEIVES = 3


@dataclass(frozen=True)
class Backend:
    """One backend, opened. Its queues tell the time by `clock`, and waiting moves it on."""

    clock: SettableClock
    orders: Orders
    numbering: Numbering
    invoices: Invoices
    mails: Mails
    links: Links
    sellers: Sellers
    keys: Keys
    queue: Queue
    """Gives a message up after `MAX_RECEIVES` deliveries."""
    dead_letters: Queue
    announcements: Queue
    """Where the archive says what it created."""
    archive: Archive


@dataclass(frozen=True)
class Place:
    """Where a backend keeps its state; whoever opens the same place meets the same state."""

    backend: str
    folder: Path

    def open(self) -> Backend:
        return OPENERS[self.backend](self.folder, SettableClock())


def _embedded(folder: Path, clock: SettableClock) -> Backend:
    ledger = Database(folder / "ledger.db", clock=clock)
    queues = Database(folder / "queues.db", clock=clock)
    announcements = SqliteQueue(queues, "announcements", sleep=clock.advance)
    return Backend(
        clock=clock,
        orders=SqliteOrders(ledger),
        numbering=SqliteNumbering(ledger),
        invoices=SqliteInvoices(ledger),
        mails=SqliteMails(ledger),
        links=SqliteLinks(ledger),
        sellers=SqliteSellers(ledger),
        keys=SqliteKeys(ledger),
        queue=SqliteQueue(queues, "orders", "dead-letters", MAX_RECEIVES, sleep=clock.advance),
        dead_letters=SqliteQueue(queues, "dead-letters", sleep=clock.advance),
        announcements=announcements,
        archive=DirectoryArchive(folder / "archive", announce=announcements, new_id=random_id),
    )


OPENERS: dict[str, Callable[[Path, SettableClock], Backend]] = {"embedded": _embedded}
