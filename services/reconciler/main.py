"""The reconciler's edge: one round a minute, one round at a time."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial

import structlog

from services.reconciler.audit import Books
from services.reconciler.dead_letters import drain_dead_letters
from services.reconciler.desk import Desk
from services.reconciler.nightly import AuditFailed, audit_the_day, books
from services.reconciler.overdue import send_on_overdue
from services.reconciler.sampling import sample_here, sample_on_aws
from services.reconciler.settings import ReconcilerSettings
from services.runtime.clock import Clock, utc_now
from services.runtime.composition import Backends, open_backends
from services.runtime.meter import Meter
from services.runtime.settings import read_settings
from services.runtime.telemetry import start_logs

ROUND_S = 60.0

Sample = Callable[[Desk, datetime], None]
"""Looks how everything stands and stores it."""

log = structlog.get_logger()


def desk(backends: Backends, clock: Clock = utc_now) -> Desk:
    """Lay out what the reconciler needs of the backends."""
    return Desk(
        orders=backends.orders,
        invoices=backends.invoices,
        mails=backends.mails,
        orders_queue=backends.orders_queue,
        orders_dead_letters=backends.orders_dead_letters,
        archived_queue=backends.archived_queue,
        archived_dead_letters=backends.archived_dead_letters,
        topics=backends.topics,
        backends=backends,
        meter=Meter("reconciler", backends.minutes, clock, backends.emit),
    )


def reconcile(desk: Desk, clock: Clock) -> int:
    """Repair what is stuck and return how many repairs it took; some for long are a ticket."""
    now = clock()
    repairs = drain_dead_letters(desk, now) + send_on_overdue(desk, now)
    if repairs:
        desk.meter.count("repairs", repairs)
        log.warning("reconciled", repairs=repairs)
    return repairs


def go_round(desk: Desk, clock: Clock, sample: Sample) -> int:
    """Look, then repair; return how many repairs it took.

    Neither keeps the other from being done. Raises what repairing raised.
    """
    try:
        sample(desk, clock())
    except Exception:
        log.exception("figures.not_sampled")
        desk.meter.count("errors")
    try:
        return reconcile(desk, clock)
    except Exception:
        desk.meter.count("errors")
        raise
    finally:
        desk.meter.tell()


def run(desk: Desk, clock: Clock, stopping: threading.Event, every_s: float = ROUND_S) -> None:
    """Go round after round until asked to stop; a round that fails is tried again next time."""
    while not stopping.is_set():
        try:
            go_round(desk, clock, sample_here)
        except Exception:
            log.exception("reconciler.round_failed")
        stopping.wait(every_s)


@cache
def _opened() -> tuple[Desk, Sample]:
    settings = read_settings(ReconcilerSettings)
    start_logs(settings, "reconciler")
    sample = partial(sample_on_aws, worker_vcpus=settings.worker_vcpus)
    return desk(open_backends(settings)), sample


@cache
def _opened_books() -> Books:
    settings = read_settings(ReconcilerSettings)
    start_logs(settings, "reconciler")
    return books(open_backends(settings))


def audit_handler(_event: object, _context: object) -> dict[str, int]:
    """Audit everything, nightly (Lambda's other entry point).

    Faults fail the function, which is an alarm. So does an installation that has grown beyond
    what is read in Lambda's fifteen minutes: then run `counterfoil audit` where time is not short.
    """
    report = audit_the_day(_opened_books(), utc_now().date())
    if not report.ok:
        raise AuditFailed(f"{len(report.faults)} faults; run `counterfoil audit`")
    return {"invoices": report.invoices, "files": report.files}


def handler(_event: object, _context: object) -> dict[str, int]:
    """Go one round whenever the schedule says so (Lambda's entry point).

    The function's concurrency of one keeps rounds from overlapping.
    """
    opened, sample = _opened()
    return {"repairs": go_round(opened, utc_now, sample)}
