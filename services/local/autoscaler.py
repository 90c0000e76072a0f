"""Worker processes follow the backlog by the same policy that scales tasks on AWS."""

from collections import deque
from dataclasses import dataclass, field

from services.backends.queue import Figures
from services.domain.scaling import LATENCY_GOAL_S, SCALE_IN_AFTER_S, steady, workers_needed

FIRST_RATE = 20.0
"""Orders per second and worker, until it has been measured here."""

_SMOOTHING = 0.2


@dataclass
class Autoscaler:
    """Remembers the last look at the queue and what was wanted since the scale-in time.

    It measures by `Figures.sent` and `deleted`, so it needs a queue that counts them.
    """

    max_workers: int
    rate: float = FIRST_RATE
    _before: tuple[float, Figures] | None = None
    _wanted: deque[tuple[float, int]] = field(default_factory=deque)

    def look(self, figures: Figures, at_s: float, running: int) -> int:
        """Return how many workers to run, given the queue at `at_s` (monotonic seconds)."""
        arrivals = self._measure(figures, at_s, running)
        wanted = workers_needed(
            arrivals, figures.visible, figures.in_flight, self.rate, LATENCY_GOAL_S
        )
        self._wanted.append((at_s, wanted))
        while self._wanted[0][0] < at_s - SCALE_IN_AFTER_S:
            self._wanted.popleft()
        return min(steady([count for _, count in self._wanted]), self.max_workers)

    def _measure(self, figures: Figures, at_s: float, running: int) -> float:
        before, self._before = self._before, (at_s, figures)
        if before is None or at_s <= before[0]:
            return 0.0
        seconds = at_s - before[0]
        # A worker's rate shows only while it has enough to do.
        if before[1].visible > 0 and figures.visible > 0 and running > 0:
            seen = (figures.deleted - before[1].deleted) / seconds / running
            self.rate = max(1.0, (1 - _SMOOTHING) * self.rate + _SMOOTHING * seen)
        return (figures.sent - before[1].sent) / seconds
