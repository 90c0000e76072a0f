"""Which backends the suites run over, and how each is opened, also from another process."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.backends.actions import Actions
from services.backends.archive import Archive
from services.backends.aws.actions import DynamoActions
from services.backends.aws.archive import Buckets, S3Archive
from services.backends.aws.decisions import DynamoDecisions
from services.backends.aws.invoices import DynamoInvoices
from services.backends.aws.keys import DynamoKeys
from services.backends.aws.links import DynamoLinks
from services.backends.aws.mails import DynamoMails
from services.backends.aws.minutes import DynamoMinutes
from services.backends.aws.numbering import DynamoNumbering
from services.backends.aws.orders import DynamoOrders
from services.backends.aws.pauses import DynamoPauses
from services.backends.aws.queue import SqsQueue
from services.backends.aws.sellers import DynamoSellers
from services.backends.aws.workers import DynamoWorkers
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
from services.backends.workers import Workers
from services.runtime.randomness import random_id
from tests import aws_world
from tests.clock import SettableClock
from tests.moto_clock import MotoClock
from tests.simulation.memory.archive import MemoryArchive
from tests.simulation.memory.books import MemoryInvoices, MemoryLinks, MemoryNumbering
from tests.simulation.memory.ledger import MemoryKeys, MemoryMails, MemoryOrders, MemorySellers
from tests.simulation.memory.queue import MemoryQueue
from tests.simulation.memory.watch import (
    MemoryActions,
    MemoryDecisions,
    MemoryMinutes,
    MemoryPauses,
    MemoryWorkers,
)

MAX_RECEIVES = 3
BUCKETS = Buckets("archive", "test-archive", "COMPLIANCE")


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
    minutes: Minutes
    workers: Workers
    decisions: Decisions
    actions: Actions
    pauses: Pauses
    fleet: Fleet
    """The workers that were heard of; what ECS says is asked in tests/backends/aws."""


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
    no_forgetting: str | None = None
    """Why it drops nothing when it is told to."""


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
    workers, decisions = SqliteWorkers(ledger), SqliteDecisions(ledger)
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
        minutes=SqliteMinutes(ledger),
        workers=workers,
        decisions=decisions,
        actions=SqliteActions(ledger),
        pauses=SqlitePauses(ledger),
        fleet=HeardFleet(workers, decisions, clock),
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
    workers, decisions = MemoryWorkers(), MemoryDecisions()
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
        minutes=MemoryMinutes(),
        workers=workers,
        decisions=decisions,
        actions=MemoryActions(),
        pauses=MemoryPauses(),
        fleet=HeardFleet(workers, decisions, clock),
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
        aws_world.make_archive(s3, announce_to=aws_world.queue_arn(sqs, announcements))
        sqs.purge_queue(QueueUrl=announcements)  # S3 begins with a test event
    table = (dynamodb, aws_world.TABLE)
    workers, decisions = DynamoWorkers(*table), DynamoDecisions(*table)
    return Backend(
        clock=clock,
        orders=DynamoOrders(*table),
        numbering=DynamoNumbering(*table),
        invoices=DynamoInvoices(*table),
        mails=DynamoMails(*table),
        links=DynamoLinks(*table),
        sellers=DynamoSellers(*table),
        keys=DynamoKeys(*table),
        queue=SqsQueue(sqs, queue, clock=clock),
        dead_letters=SqsQueue(sqs, dead_letters, clock=clock),
        announcements=SqsQueue(sqs, announcements, clock=clock),
        archive=S3Archive(s3, BUCKETS),
        minutes=DynamoMinutes(*table),
        workers=workers,
        decisions=decisions,
        actions=DynamoActions(*table),
        pauses=DynamoPauses(*table, lambda: made.functions, {}),
        fleet=HeardFleet(workers, decisions, clock),
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
        no_forgetting="DynamoDB drops rows by itself; tests/backends/aws asserts when",
    ),
}
