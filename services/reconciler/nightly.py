"""The nightly audit: every number, record and file once a day, sealed when it is in order."""

import threading
from datetime import date

import structlog

from services.backends.archive import Archive
from services.domain.seal import seal_key
from services.reconciler.audit import Books, audit_and_seal
from services.reconciler.report import AuditReport
from services.runtime.clock import Clock
from services.runtime.composition import Backends

LOOK_EVERY_S = 600.0
FAULTS_NAMED = 20
"""In the log; `counterfoil audit` names all of them."""

log = structlog.get_logger()


class AuditFailed(Exception):  # noqa: N818 - a verdict on the books
    """Numbers, records and files do not agree: run `counterfoil audit` and see what it names."""


def books(backends: Backends) -> Books:
    """Lay out what an audit reads."""
    return Books(backends.orders, backends.numbering, backends.invoices, backends.archive)


def audit_the_day(books: Books, day: date) -> AuditReport:
    """Audit everything and seal what is in order; a fault is a line that somebody must see."""
    report = audit_and_seal(books, day)
    for found in report.faults[:FAULTS_NAMED]:
        log.critical("audit.fault", series=found.series, number=found.number, code=found.code)
    counts = {"invoices": report.invoices, "files": report.files}
    if report.ok:
        log.info("audit.passed", **counts)
    else:
        log.critical("audit.failed", **counts, faults=len(report.faults))
    return report


def audit_daily(books: Books, clock: Clock, stopping: threading.Event) -> None:
    """Audit once each UTC day until asked to stop, at the first chance when a day was missed."""
    audited: date | None = None
    while not stopping.is_set():
        today = clock().date()
        if audited != today and not _is_sealed(books.archive, today):
            try:
                audit_the_day(books, today)
            except Exception:
                log.exception("audit.not_finished")
            else:
                audited = today
        stopping.wait(LOOK_EVERY_S)


def _is_sealed(archive: Archive, day: date) -> bool:
    return archive.read(seal_key(day)) is not None
