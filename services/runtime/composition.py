"""The one place that chooses a backend."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from services.backends.actions import Actions
from services.backends.archive import Archive
from services.backends.decisions import Decisions
from services.backends.embedded.actions import SqliteActions
from services.backends.embedded.archive import DirectoryArchive
from services.backends.embedded.database import Database
from services.backends.embedded.decisions import SqliteDecisions
from services.backends.embedded.fleet import HeardFleet
from services.backends.embedded.invoices import SqliteInvoices
from services.backends.embedded.keys import SqliteKeys
from services.backends.embedded.links import SqliteLinks
from services.backends.embedded.mails import SqliteMails
from services.backends.embedded.minutes import SqliteMinutes
from services.backends.embedded.numbering import SqliteNumbering
from services.backends.embedded.orders import SqliteOrders
from services.backends.embedded.pauses import SqlitePauses
from services.backends.embedded.queue import SqliteQueue
from services.backends.embedded.sellers import SqliteSellers
from services.backends.embedded.topics import LoggedTopics
from services.backends.embedded.workers import SqliteWorkers
from services.backends.fleet import Fleet
from services.backends.invoices import Invoices
from services.backends.keys import Keys
from services.backends.links import Links
from services.backends.mails import Mails
from services.backends.minutes import Minutes
from services.backends.numbering import Numbering
from services.backends.orders import Orders
from services.backends.pauses import Pauses
from services.backends.queue import Queue
from services.backends.sellers import Sellers
from services.backends.topics import Topics
from services.backends.workers import Workers
from services.runtime.clock import Clock, utc_now
from services.runtime.meter import Emit, to_nobody
from services.runtime.randomness import random_id, random_key
from services.runtime.secrets import Secrets, replace_secrets_in, secrets_in
from services.runtime.settings import AwsNames, DeployableSettings, read_settings
from services.runtime.tracing import Trace, nowhere, trace_of

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
    minutes: Minutes
    workers: Workers
    decisions: Decisions
    actions: Actions
    pauses: Pauses
    fleet: Fleet
    secrets: Secrets
    emit: Emit = to_nobody
    """Where tallies go besides the ledger: metrics lines on AWS."""
    trace: Trace = nowhere
    """Where the steps of orders go: a tracing system, when one is named."""


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

        opened = aws_composition.open_backends(read_settings(AwsNames), clock)
    else:
        opened = _open_embedded(settings, clock)
    return replace(opened, trace=trace_of(settings))


def replace_secrets(settings: DeployableSettings, change: Callable[[Secrets], Secrets]) -> Secrets:
    """Store what `change` makes of the secrets, and return it. What runs keeps those it has.

    Raises Conflict when somebody else has changed them meanwhile.
    """
    if settings.backend == "aws":
        from services.runtime import aws_composition  # noqa: PLC0415 - as above

        return aws_composition.replace_secrets(read_settings(AwsNames), change)
    return replace_secrets_in(settings.state, change)


def _open_embedded(settings: DeployableSettings, clock: Clock) -> Backends:
    settings.state.mkdir(parents=True, exist_ok=True)
    # Secrets first: where a ledger stands without them, they were lost and are not to be made up.
    may_make = not (settings.state / LEDGER_FILE).exists()
    secrets = secrets_in(settings.state, random_key, may_make=may_make)
    ledger = Database(settings.state / LEDGER_FILE, clock=clock)
    queues = Database(settings.state / QUEUES_FILE, clock=clock)
    orders = SqliteQueue(queues, ORDERS, dead_letters=_dead(ORDERS))
    archived = SqliteQueue(queues, ARCHIVED, dead_letters=_dead(ARCHIVED))
    workers, decisions = SqliteWorkers(ledger), SqliteDecisions(ledger)
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
        minutes=SqliteMinutes(ledger),
        workers=workers,
        decisions=decisions,
        actions=SqliteActions(ledger),
        pauses=SqlitePauses(ledger),
        fleet=HeardFleet(workers, decisions, clock),
        secrets=secrets,
    )
