"""Processes that number the same orders on the same series, each with a clock of its own."""

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final, NamedTuple

from services.backends.queue import Message
from services.domain.billing import bill
from services.domain.invoice import Bill
from services.domain.order import Order
from services.domain.order_request import OrderRequest
from services.domain.seller import Seller
from services.domain.validation import parse_json, validated
from services.invoice_worker.main import workbench
from services.invoice_worker.numbering import number
from services.invoice_worker.workbench import Attempt, Billed, Workbench
from services.runtime.composition import Backends, open_backends
from services.runtime.settings import DeployableSettings
from tests.builders import an_order

PROCESSES: Final = 8
BATCH: Final = 10
PATIENCE_S: Final = 60.0

spawning = multiprocessing.get_context("forkserver")


class Shift(NamedTuple):
    """What one process is to number, and what time it believes it is."""

    state: Path
    ids: Sequence[str]
    now: datetime


def opened(state: Path, now: datetime) -> Backends:
    """Open the state as a process whose clock says `now`."""
    return open_backends(DeployableSettings(state=state), clock=lambda: now)


def accept_many(backends: Backends, seller: Seller, count: int, now: datetime) -> list[str]:
    """Accept orders that differ in nothing but their keys; return their ids."""
    stored = backends.sellers.put(seller.id, seller.profile, now)
    order = an_order(seller=stored, accepted_at=now)
    ids = [f"ord_{n:040x}" for n in range(count)]
    for order_id in ids:
        backends.orders.accept(order.model_copy(update={"id": order_id}))
    return ids


def number_as(shift: Shift, ready: Callable[[], object] = lambda: None) -> None:
    """Number all orders of a shift in batches, beginning when `ready` returns."""
    backends = opened(shift.state, shift.now)
    bench = replace(workbench(backends, render_limit_s=60), clock=lambda: shift.now)
    seller, content = _seller_and_bill(shift, backends)
    ready()
    for first in range(0, len(shift.ids), BATCH):
        _number(backends.orders.read(shift.ids[first : first + BATCH]), seller, content, bench)


def _number_together(shift: Shift, together: Barrier) -> None:
    number_as(shift, lambda: together.wait(PATIENCE_S))


def _seller_and_bill(shift: Shift, backends: Backends) -> tuple[Seller, Bill]:
    (order,) = backends.orders.read(shift.ids[:1])
    seller = backends.sellers.read(order.seller_id)
    if seller is None:
        raise AssertionError(f"{order.seller_id} has no profile")
    return seller, bill(validated(OrderRequest, parse_json(order.request.encode())), seller)


def _number(orders: Sequence[Order], seller: Seller, content: Bill, bench: Workbench) -> None:
    attempts = [Attempt(Message("", one.id, 1, one.accepted_at), one) for one in orders]
    numbered = number([Billed(attempt, seller, content) for attempt in attempts], bench)
    if {one.id for one in orders} != {one.invoice.order_id for one in numbered}:
        raise AssertionError("an order that could get a number got none")


def race(shifts: Sequence[Shift]) -> None:
    """Run a process for each shift; they begin together. Raises when one of them failed."""
    spawning.set_forkserver_preload([__name__])
    together = spawning.Barrier(len(shifts))
    running = [
        spawning.Process(target=_number_together, args=(shift, together)) for shift in shifts
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()
    ended = [process.exitcode for process in running]
    if any(ended):
        raise AssertionError(f"the processes ended with {ended}")
