"""How everything stands now: live figures, ages by our own records, and what the policy says."""

from collections.abc import Sequence
from datetime import datetime

from services.backends.pauses import Pause
from services.backends.queue import Queue
from services.domain.lateness import per_min
from services.domain.minute import Levels, Minute, QueueLevel
from services.domain.scaling import Decision, workers_needed
from services.runtime.composition import ARCHIVED, ORDERS, Backends


def levels(backends: Backends, pauses: Sequence[Pause], now: datetime) -> Levels:
    """Ask queues, ledger and fleet how they stand.

    A queue's oldest age is that of the oldest order that waits there: a message that was lost,
    sent again or never sent changes nothing about how long a customer has waited.
    """
    waiting, fleet = backends.orders.waiting_since(), backends.fleet.figures()
    orders = _level(
        ORDERS, backends.orders_queue, backends.orders_dead_letters, waiting.orders, now
    )
    archived = _level(
        ARCHIVED, backends.archived_queue, backends.archived_dead_letters, waiting.archived, now
    )
    return Levels(
        at=now,
        queues=(orders, archived),
        workers_running=fleet.running,
        workers_wanted=fleet.wanted,
        open_failures=backends.orders.count_failures("open"),
        stuck=backends.orders.count_stuck(),
        paused=tuple(pause.queue for pause in pauses),
    )


def _level(
    name: str, queue: Queue, dead_letters: Queue, oldest: datetime | None, now: datetime
) -> QueueLevel:
    figures = queue.figures()
    age_s = None if oldest is None else max(0.0, (now - oldest).total_seconds())
    return QueueLevel(
        name=name,
        visible=figures.visible,
        in_flight=figures.in_flight + figures.delayed,
        oldest_age_s=age_s,
        dead_letters=dead_letters.figures().undeleted,
    )


def decision_now(
    stand: Levels, minutes: Sequence[Minute], *, rate: float, latency_goal_s: float
) -> Decision:
    """Return what the policy says of these levels; what is decided is what the fleet wants.

    `minutes` are the last ones, ascending; `rate` is orders per second and worker.
    """
    orders = next(queue for queue in stand.queues if queue.name == ORDERS)
    arrivals = per_min(minutes, ("accepted", "redriven"), stand.at) / 60
    return Decision(
        at=stand.at,
        arrivals=arrivals,
        backlog=orders.backlog,
        rate=rate,
        latency_goal_s=latency_goal_s,
        wanted=workers_needed(arrivals, orders.visible, orders.in_flight, rate, latency_goal_s),
        running=stand.workers_running,
        decided=stand.workers_wanted,
    )
