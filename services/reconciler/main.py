"""The reconciler's edge: one round a minute, one round at a time."""

import threading
from functools import cache

import structlog

from services.reconciler.dead_letters import drain_dead_letters
from services.reconciler.desk import Desk
from services.reconciler.overdue import send_on_overdue
from services.reconciler.settings import ReconcilerSettings
from services.runtime.clock import Clock, utc_now
from services.runtime.composition import Backends, open_backends
from services.runtime.settings import read_settings
from services.runtime.telemetry import start_logs

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
        topics=backends.topics,
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


@cache
def _opened() -> Desk:
    settings = read_settings(ReconcilerSettings)
    start_logs(settings, "reconciler")
    return desk(open_backends(settings))


def handler(_event: object, _context: object) -> dict[str, int]:
    """Go one round whenever the schedule says so (Lambda's entry point).

    The function's concurrency of one keeps rounds from overlapping.
    """
    return {"repairs": reconcile(_opened(), utc_now)}
