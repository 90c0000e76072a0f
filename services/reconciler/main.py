"""The reconciler's edge: one round a minute, one round at a time."""

import threading

import structlog

from services.reconciler.dead_letters import drain_dead_letters
from services.reconciler.desk import Desk
from services.reconciler.overdue import send_on_overdue
from services.runtime.clock import Clock
from services.runtime.composition import Backends

ROUND_S = 60.0

log = structlog.get_logger()


def desk(backends: Backends) -> Desk:
    """Lay out what the reconciler needs of the backends."""
    return Desk(
        orders=backends.orders,
        invoices=backends.invoices,
        orders_queue=backends.orders_queue,
        orders_dead_letters=backends.orders_dead_letters,
        archived_queue=backends.archived_queue,
        archived_dead_letters=backends.archived_dead_letters,
    )


def reconcile(desk: Desk, clock: Clock) -> int:
    """Go one round and return how many repairs it took; more than none for long is a ticket."""
    now = clock()
    repairs = drain_dead_letters(desk, now) + send_on_overdue(desk, now)
    if repairs:
        log.warning("reconciled", repairs=repairs)
    return repairs


def run(desk: Desk, clock: Clock, stopping: threading.Event, every_s: float = ROUND_S) -> None:
    """Go round after round until asked to stop; a round that fails is tried again next time."""
    while not stopping.is_set():
        try:
            reconcile(desk, clock)
        except Exception:
            log.exception("reconciler.round_failed")
        stopping.wait(every_s)
