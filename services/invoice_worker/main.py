"""The worker's edge: takes batches from the orders queue until it is asked to stop."""

import threading
import time

import structlog

from services.backends.queue import LeaseLost
from services.invoice_worker.lease import VISIBILITY_S
from services.invoice_worker.settings import InvoiceWorkerSettings
from services.invoice_worker.work import work
from services.invoice_worker.workbench import Workbench
from services.runtime.clock import utc_now
from services.runtime.composition import Backends, open_backends
from services.runtime.drills import press_for
from services.runtime.randomness import random_fraction, random_id
from services.runtime.settings import read_settings
from services.runtime.stopping import stop_on_signals
from services.runtime.telemetry import start_logs

BATCH = 10
LONG_POLL_S = 1.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0

log = structlog.get_logger()


def workbench(backends: Backends) -> Workbench:
    """Lay out what the worker needs of the backends."""
    return Workbench(
        queue=backends.orders_queue,
        orders=backends.orders,
        sellers=backends.sellers,
        numbering=backends.numbering,
        invoices=backends.invoices,
        archive=backends.archive,
        link_keys=backends.secrets.links,
        press_for=press_for(time.sleep),
        clock=utc_now,
        new_id=random_id,
        fraction=random_fraction,
        sleep=time.sleep,
    )


def work_next_batch(bench: Workbench, stopping: threading.Event) -> int:
    """Receive a batch and work it; return how many messages came.

    A batch that arrives after the stop was asked for is handed back untouched.
    """
    messages = bench.queue.receive(BATCH, visibility_s=VISIBILITY_S, wait_s=LONG_POLL_S)
    if not stopping.is_set():
        work(messages, bench, stopping.is_set)
        return len(messages)
    for message in messages:
        try:
            bench.queue.release(message)
        except LeaseLost:
            log.warning("lease.lost")
    return 0


def run(bench: Workbench, stopping: threading.Event) -> None:
    """Work until asked to stop. What goes wrong with a whole batch comes again by itself."""
    log.info("worker.started")
    pause_s = FIRST_PAUSE_S
    while not stopping.is_set():
        try:
            work_next_batch(bench, stopping)
            pause_s = FIRST_PAUSE_S
        except Exception:
            # Every look at a queue counts as a delivery, so an outage must not be hammered.
            log.exception("worker.batch_failed", pause_s=pause_s)
            stopping.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
    log.info("worker.stopped")


def main() -> None:
    """Run the worker as a process of its own."""
    settings = read_settings(InvoiceWorkerSettings)
    start_logs(settings, "invoice_worker")
    stopping = stop_on_signals()
    run(workbench(open_backends(settings)), stopping)
