"""Which backends the suites run over, and how each is opened, also from another process."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.backends.archive import Archive
from services.backends.aws.archive import S3Archive
from services.backends.aws.invoices import DynamoInvoices
from services.backends.aws.keys import DynamoKeys
from services.backends.aws.links import DynamoLinks
from services.backends.aws.mails import DynamoMails
from services.backends.aws.numbering import DynamoNumbering
from services.backends.aws.orders import DynamoOrders
from services.backends.aws.queue import SqsQueue
from services.backends.aws.sellers import DynamoSellers
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
from tests import aws_world
from tests.clock import SettableClock
from tests.moto_clock import MotoClock
from tests.simulation.memory.archive import MemoryArchive
from tests.simulation.memory.books import MemoryInvoices, MemoryLinks, MemoryNumbering
from tests.simulation.memory.ledger import MemoryKeys, MemoryMails, MemoryOrders, MemorySellers
from tests.simulation.memory.queue import MemoryQueue

MAX_RECEIVES = 3
BUCKET = "archive"


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
class Kind:
    """How a backend is opened, and what its place cannot prove here, with the reason."""

    open: Callable[[Path], Backend]
    no_races: str | None = None
    """Why writers that race one another, in threads or processes, prove nothing."""
    no_waits: str | None = None
    """Why waiting for a message cannot be shown without spending the time."""
    no_totals: str | None = None
    """Why its queues tell neither age nor totals."""


@dataclass(frozen=True)
class Place:
    """Where a backend keeps its state; whoever opens the same place meets the same state."""

    backend: str
    folder: Path

    @property
    def kind(self) -> Kind:
        return KINDS[self.backend]

    def open(self) -> Backend:
        return self.kind.open(self.folder)


def _embedded(folder: Path) -> Backend:
    clock = SettableClock()
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


@cache
def _memory(_: Path) -> Backend:
    """Open the state that this process keeps for a place."""
    clock = SettableClock()
    sellers, links = MemorySellers(), MemoryLinks()
    orders = MemoryOrders(sellers)
    invoices = MemoryInvoices(orders)
    dead_letters = MemoryQueue("dead-letters", clock, sleep=clock.advance)
    announcements = MemoryQueue("announcements", clock, sleep=clock.advance)
    return Backend(
        clock=clock,
        orders=orders,
        numbering=MemoryNumbering(orders, invoices, links),
        invoices=invoices,
        mails=MemoryMails(),
        links=links,
        sellers=sellers,
        keys=MemoryKeys(),
        queue=MemoryQueue(
            "orders",
            clock,
            sleep=clock.advance,
            dead_letters=dead_letters,
            max_receives=MAX_RECEIVES,
        ),
        dead_letters=dead_letters,
        announcements=announcements,
        archive=MemoryArchive(announcements),
    )


def _aws(_: Path) -> Backend:
    """Open the emulated AWS of this process, with what it needs if nobody has made it yet."""
    made = aws_world.clients()
    dynamodb, sqs, s3 = made.dynamodb, made.sqs, made.s3
    clock = MotoClock()
    clock.follow(sqs)
    if not dynamodb.list_tables()["TableNames"]:
        aws_world.make_table(dynamodb)
    dead_letters = aws_world.make_queue(sqs, "dead-letters")
    announcements = aws_world.make_queue(sqs, "announcements")
    queue = aws_world.make_queue(
        sqs, "orders", dead_letters=dead_letters, max_receives=MAX_RECEIVES
    )
    if not s3.list_buckets()["Buckets"]:
        aws_world.make_bucket(s3, BUCKET, announce_to=aws_world.queue_arn(sqs, announcements))
        sqs.purge_queue(QueueUrl=announcements)  # S3 begins with a test event
    return Backend(
        clock=clock,
        orders=DynamoOrders(dynamodb, aws_world.TABLE),
        numbering=DynamoNumbering(dynamodb, aws_world.TABLE),
        invoices=DynamoInvoices(dynamodb, aws_world.TABLE),
        mails=DynamoMails(dynamodb, aws_world.TABLE),
        links=DynamoLinks(dynamodb, aws_world.TABLE),
        sellers=DynamoSellers(dynamodb, aws_world.TABLE),
        keys=DynamoKeys(dynamodb, aws_world.TABLE),
        queue=SqsQueue(sqs, queue, clock=clock),
        dead_letters=SqsQueue(sqs, dead_letters, clock=clock),
        announcements=SqsQueue(sqs, announcements, clock=clock),
        archive=S3Archive(s3, BUCKET),
    )


KINDS = {
    "embedded": Kind(_embedded),
    "memory": Kind(
        _memory,
        no_races="the simulation runs one actor at a time, and no other process sees its memory",
    ),
    "aws": Kind(
        _aws,
        no_races="moto lets threads write through one another and other processes not in at all; "
        "tests/backends/aws asserts the conditions that DynamoDB and S3 decide races by",
        no_waits="moto waits by the clock of this machine; tests/backends/aws asserts that a long "
        "poll is asked for",
        no_totals="SQS tells neither the age of a message nor how many there ever were",
    ),
}
