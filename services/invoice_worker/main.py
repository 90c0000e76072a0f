"""The worker's edge: takes batches from the orders queue until it is asked to stop."""

import threading
import time
from collections.abc import Callable

import structlog

from services.invoice_worker.lease import VISIBILITY_S
from services.invoice_worker.turns import Turns
from services.invoice_worker.work import work
from services.invoice_worker.workbench import Workbench
from services.runtime.clock import Clock, utc_now
from services.runtime.composition import ORDERS, Backends
from services.runtime.drills import press_for
from services.runtime.guard import watched
from services.runtime.heartbeat import Heartbeat
from services.runtime.meter import Meter
from services.runtime.pausing import PAUSED_S, pause_of
from services.runtime.press import plain_press
from services.runtime.randomness import random_fraction, random_id
from services.runtime.stopping import end_now

BATCH = 10
LONG_POLL_S = 1.0
"""Where a look at the queue costs next to nothing."""

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0

log = structlog.get_logger()


def workbench(
    backends: Backends, *, render_limit_s: float, name: str = "worker", clock: Clock = utc_now
) -> Workbench:
    """Lay out what the worker needs of the backends.

    A check or a render that takes longer than `render_limit_s` ends this process. `name` is what
    the console calls it.
    """
    return Workbench(
        queue=backends.orders_queue,
        orders=backends.orders,
        sellers=backends.sellers,
        numbering=backends.numbering,
        invoices=backends.invoices,
        archive=backends.archive,
        topics=backends.topics,
        link_keys=backends.secrets.links,
        press_for=press_for(time.sleep, watched(plain_press, render_limit_s)),
        meter=Meter("invoice_worker", backends.minutes, clock, backends.emit),
        trace=backends.trace,
        heartbeat=Heartbeat(name, ORDERS, backends.workers, clock),
        paused=pause_of(ORDERS, backends.pauses, clock),
        clock=clock,
        new_id=random_id,
        fraction=random_fraction,
        sleep=time.sleep,
        turns=Turns(),
        abandon=end_now,
    )


def run(
    bench: Workbench,
    stopping: threading.Event,
    *,
    long_poll_s: float = LONG_POLL_S,
    pulse: Callable[[bool], None] = lambda _busy: None,
) -> None:
    """Work until asked to stop. What goes wrong with a whole batch comes again by itself.

    `pulse` is told before each look at the queue (false) and each batch (true).
    """
    log.info("worker.started")
    pause_s = FIRST_PAUSE_S
    while not stopping.is_set():
        pulse(False)  # noqa: FBT003 - the one thing it is told
        bench.meter.tell_when_due()
        if bench.paused():
            stopping.wait(PAUSED_S)
            continue
        try:
            messages = bench.queue.receive(BATCH, visibility_s=VISIBILITY_S, wait_s=long_poll_s)
            if messages:
                pulse(True)  # noqa: FBT003 - the one thing it is told
                work(messages, bench, stopping.is_set)
            pause_s = FIRST_PAUSE_S
        except Exception:
            # Every look at a queue counts as a delivery, so an outage must not be hammered.
            log.exception("worker.batch_failed", pause_s=pause_s)
            bench.meter.count("errors")
            stopping.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
    bench.meter.tell()
    log.info("worker.stopped")
