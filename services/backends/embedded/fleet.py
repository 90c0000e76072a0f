"""The fleet where no service runs the workers: who says of itself that it works."""

from collections.abc import Callable
from datetime import datetime

from services.backends.decisions import Decisions
from services.backends.fleet import FleetFigures
from services.backends.workers import Workers
from services.domain.worker import GONE_AFTER, is_alive

_QUEUE = "orders"
"""What the fleet takes from; who mails is no part of it."""


class HeardFleet:
    """The workers of orders that were heard of lately, and how many the last decision asks for."""

    def __init__(
        self, workers: Workers, decisions: Decisions, clock: Callable[[], datetime]
    ) -> None:
        self._workers = workers
        self._decisions = decisions
        self._clock = clock

    def figures(self) -> FleetFigures:
        """See `Fleet.figures`. Those that are wanted and were not heard of yet are starting."""
        now = self._clock()
        seen = self._workers.seen_since(now - GONE_AFTER)
        running = sum(worker.queue == _QUEUE and is_alive(worker, now) for worker in seen)
        latest = self._decisions.latest(1)
        wanted = latest[0].decided if latest else running
        return FleetFigures(running=running, starting=max(0, wanted - running), wanted=wanted)
