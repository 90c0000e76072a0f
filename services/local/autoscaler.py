"""Worker processes follow the backlog by the same policy that scales tasks on AWS."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.backends.queue import Figures
from services.domain.scaling import (
    LOCAL_LATENCY_GOAL_S,
    RATE,
    SCALE_IN_AFTER_S,
    TRUST,
    Decision,
    steady,
    workers_needed,
)
from services.domain.worker import Worker

ARRIVALS_OVER_S = 10.0
"""Arrivals are the mean of so long: an order that just came is in the backlog already."""

WARM_AFTER = timedelta(seconds=2)
"""A worker's first orders take longer than all others: fonts are read for them."""

_SMOOTHING = 0.2


@dataclass
class Autoscaler:
    """Remembers the last looks at the queue and what was wanted since the scale-in time.

    It measures by `Figures.sent` and `deleted`, so it needs a queue that counts them.
    """

    max_workers: int
    rate: float = RATE
    """Orders per second and worker, as measured here lately."""
    _looks: deque[tuple[float, Figures]] = field(default_factory=deque)
    _wanted: deque[tuple[float, int]] = field(default_factory=deque)

    def look(
        self, figures: Figures, at: datetime, at_s: float, running: int, warm: int
    ) -> Decision:
        """Return what the queue as it stands leads to.

        `at` is the time to show, `at_s` the same on a monotonic clock, in seconds. Of the workers
        that were started, `running`, those that are `warm` tell how fast a worker is.
        """
        self._measure_rate(figures, at_s, min(warm, running))
        arrivals, rate = self._arrivals(figures, at_s), TRUST * self.rate
        wanted = workers_needed(
            arrivals, figures.visible, figures.in_flight, rate, LOCAL_LATENCY_GOAL_S
        )
        self._remember(wanted, at_s)
        return Decision(
            at=at,
            arrivals=arrivals,
            backlog=figures.visible + figures.in_flight,
            rate=rate,
            latency_goal_s=LOCAL_LATENCY_GOAL_S,
            wanted=wanted,
            running=running,
            decided=min(steady([count for _, count in self._wanted]), self.max_workers),
            lower_for_s=self._lower_for_s(at_s, running),
        )

    def _remember(self, wanted: int, at_s: float) -> None:
        self._wanted.append((at_s, wanted))
        while self._wanted[0][0] < at_s - SCALE_IN_AFTER_S:
            self._wanted.popleft()

    def _lower_for_s(self, at_s: float, running: int) -> float:
        since = at_s
        for looked_s, wanted in reversed(self._wanted):
            if wanted >= running:
                break
            since = looked_s
        return at_s - since

    def _arrivals(self, figures: Figures, at_s: float) -> float:
        self._looks.append((at_s, figures))
        while self._looks[0][0] < at_s - ARRIVALS_OVER_S:
            self._looks.popleft()
        return (figures.sent - self._looks[0][1].sent) / ARRIVALS_OVER_S

    def _measure_rate(self, figures: Figures, at_s: float, warm: int) -> None:
        if not self._looks or at_s <= self._looks[-1][0]:
            return
        before_s, before = self._looks[-1]
        # A worker's rate shows only while it has enough to do.
        if before.visible > 0 and figures.visible > 0 and warm > 0:
            seen = (figures.deleted - before.deleted) / (at_s - before_s) / warm
            self.rate = max(1.0, (1 - _SMOOTHING) * self.rate + _SMOOTHING * seen)


def warm_workers(heard: Sequence[Worker], queue: str, at: datetime) -> int:
    """Return how many workers of a queue have said for long enough that they are there."""
    return sum(worker.queue == queue and worker.started_at <= at - WARM_AFTER for worker in heard)
