"""The state of the simulated world: as it is, and as the services reach it."""

from dataclasses import replace
from typing import Any, NamedTuple

from services.backends.embedded.fleet import HeardFleet
from services.backends.embedded.topics import LoggedTopics
from services.domain.link import KeyRing
from services.runtime.composition import Backends
from services.runtime.secrets import Secrets
from tests.simulation.deliveries import Unordered
from tests.simulation.faults import Faulty, Weather
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
from tests.simulation.witness import Witness

SECRETS = Secrets(
    links=KeyRing(1, {1: b"link key of the simulation......"}),
    cursors=b"cursor key of the simulation....",
    lookups=b"lookup key of the simulation....",
)


_WITHIN = {"secrets", "emit", "trace"}
"""What is in the process itself and no call on anything."""


class State(NamedTuple):
    """What holds state, and the queues as nobody but the director sees them."""

    backends: Backends
    queues: tuple[MemoryQueue, ...]
    orders_queue: Unordered
    archived_queue: Unordered


def new_state(weather: Weather, witness: Witness, *, ages: bool) -> State:
    """Return an empty state. Its queues tell the true time."""

    def queue(name: str, dead_letters: MemoryQueue | None = None) -> MemoryQueue:
        time, sleep = weather.scheduler.time, weather.scheduler.sleep
        return MemoryQueue(name, time, sleep=sleep, dead_letters=dead_letters)

    orders_dead, archived_dead = queue("orders-dead"), queue("archived-dead")
    orders_queue, archived_queue = queue("orders", orders_dead), queue("archived", archived_dead)
    sellers, links = MemorySellers(), MemoryLinks()
    orders = MemoryOrders(sellers)
    invoices = MemoryInvoices(orders)
    numbering = MemoryNumbering(orders, invoices, links)
    announcements = Unordered(archived_queue, weather, loses=True, ages=ages)
    dispatched = Unordered(orders_queue, weather, ages=ages)
    workers, decisions = MemoryWorkers(), MemoryDecisions()
    backends = Backends(
        orders=orders,
        numbering=witness.of_numbering(numbering, invoices),
        invoices=invoices,
        mails=MemoryMails(),
        links=links,
        sellers=sellers,
        keys=MemoryKeys(),
        orders_queue=witness.of_dispatches(
            dispatched, orders, lambda: weather.scheduler.running.name
        ),
        orders_dead_letters=orders_dead,
        archived_queue=Unordered(archived_queue, weather, ages=ages),
        archived_dead_letters=archived_dead,
        archive=witness.of_archive(MemoryArchive(announcements)),
        topics=LoggedTopics(),
        minutes=MemoryMinutes(),
        workers=workers,
        decisions=decisions,
        actions=MemoryActions(),
        pauses=MemoryPauses(),
        fleet=HeardFleet(workers, decisions, weather.scheduler.time),
        secrets=SECRETS,
    )
    queues = (orders_queue, archived_queue, orders_dead, archived_dead)
    return State(backends, queues, dispatched, announcements)


def reached(backends: Backends, weather: Weather) -> Backends:
    """Return the backends as they are reached over a network that fails as the weather says."""
    parts = [name for name in vars(backends) if name not in _WITHIN]
    faulty: dict[str, Any] = {
        name: Faulty(name, getattr(backends, name), weather) for name in parts
    }
    return replace(backends, **faulty)
