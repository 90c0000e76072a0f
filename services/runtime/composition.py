"""The one place that chooses a backend."""

from dataclasses import dataclass

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
from services.backends.embedded.topics import LoggedTopics
from services.backends.invoices import Invoices
from services.backends.keys import Keys
from services.backends.links import Links
from services.backends.mails import Mails
from services.backends.numbering import Numbering
from services.backends.orders import Orders
from services.backends.queue import Queue
from services.backends.sellers import Sellers
from services.backends.topics import Topics
from services.runtime.clock import Clock, utc_now
from services.runtime.randomness import random_id, random_key
from services.runtime.secrets import Secrets, secrets_in
from services.runtime.settings import AwsNames, DeployableSettings, read_settings

ORDERS = "orders"
ARCHIVED = "archived"
LEDGER_FILE = "ledger.db"
QUEUES_FILE = "queues.db"
ARCHIVE_FOLDER = "archive"
OUTBOX_FOLDER = "outbox"


@dataclass(frozen=True)
class Backends:
    """Everything that holds state, by what it is for. A use case is handed what it needs of it."""

    orders: Orders
    numbering: Numbering
    invoices: Invoices
    mails: Mails
    links: Links
    sellers: Sellers
    keys: Keys
    orders_queue: Queue
    orders_dead_letters: Queue
    archived_queue: Queue
    archived_dead_letters: Queue
    archive: Archive
    topics: Topics
    secrets: Secrets


def _dead(queue: str) -> str:
    return f"{queue}-dead-letters"


def take_back_deliveries(settings: DeployableSettings, clock: Clock = utc_now) -> int:
    """Make all messages in flight visible at once; only while nothing else runs on this state."""
    queues = Database(settings.state / QUEUES_FILE, clock=clock)
    return sum(SqliteQueue(queues, name).take_back() for name in (ORDERS, ARCHIVED))


def open_backends(settings: DeployableSettings, clock: Clock = utc_now) -> Backends:
    """Open the state that the settings name; on this machine it is created when it is new."""
    if settings.backend == "aws":
        # Only there boto3 is needed, and it takes longer to import than the rest together.
        from services.runtime import aws_composition  # noqa: PLC0415

        return aws_composition.open_backends(read_settings(AwsNames), clock)
    return _open_embedded(settings, clock)


def _open_embedded(settings: DeployableSettings, clock: Clock) -> Backends:
    settings.state.mkdir(parents=True, exist_ok=True)
    # Secrets first: where a ledger stands without them, they were lost and are not to be made up.
    may_make = not (settings.state / LEDGER_FILE).exists()
    secrets = secrets_in(settings.state, random_key, may_make=may_make)
    ledger = Database(settings.state / LEDGER_FILE, clock=clock)
    queues = Database(settings.state / QUEUES_FILE, clock=clock)
    orders = SqliteQueue(queues, ORDERS, dead_letters=_dead(ORDERS))
    archived = SqliteQueue(queues, ARCHIVED, dead_letters=_dead(ARCHIVED))
    return Backends(
        orders=SqliteOrders(ledger),
        numbering=SqliteNumbering(ledger),
        invoices=SqliteInvoices(ledger),
        mails=SqliteMails(ledger),
        links=SqliteLinks(ledger),
        sellers=SqliteSellers(ledger),
        keys=SqliteKeys(ledger),
        orders_queue=orders,
        orders_dead_letters=SqliteQueue(queues, _dead(ORDERS)),
        archived_queue=archived,
        archived_dead_letters=SqliteQueue(queues, _dead(ARCHIVED)),
        archive=DirectoryArchive(
            settings.state / ARCHIVE_FOLDER, announce=archived, new_id=random_id
        ),
        topics=LoggedTopics(),
        secrets=secrets,
    )
