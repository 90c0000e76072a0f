"""The policies as CloudWatch alarms would carry them out, one look a minute."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Final, NamedTuple, Protocol

from services.domain.scaling import (
    LATENCY_GOAL_S,
    MAX_WORKERS,
    METRIC_PERIOD_S,
    MIN_WORKERS,
    RATE,
    SCALE_IN_AFTER_S,
    TRUST,
    step_for,
    steps,
    workers_needed,
)


class Look(NamedTuple):
    """One minute's metrics, as they are known when an alarm looks at them."""

    arrivals: float
    """Orders per second, the mean of the minute."""
    visible: int
    in_flight: int
    desired: int
    running: int


class Policy(Protocol):
    """Decides once a minute how many workers to run."""

    def decide(self, look: Look, at_s: float, desired: int) -> int:
        """Return the workers to run from now on; `desired` were asked for so far."""
        ...


_LADDER: Final = steps(MAX_WORKERS)


@dataclass
class Ours:
    """Metric math of `workers_needed` over exact steps, out at one look, in after several.

    Both alarms compare with the desired count of the same minute, so that the one that scales out
    never scales in. The steps of the second see the most that was needed in its minutes.
    """

    latency_goal_s: float = LATENCY_GOAL_S
    trust: float = TRUST
    scale_in_after_s: float = SCALE_IN_AFTER_S
    _lower: list[int] = field(default_factory=list)
    """What was needed at the last looks, while that was less than was asked for."""

    def decide(self, look: Look, at_s: float, desired: int) -> int:  # noqa: ARG002 - every policy is asked alike
        """Follow `workers_needed`, rounded up to the next step."""
        needed = workers_needed(
            look.arrivals, look.visible, look.in_flight, self.trust * RATE, self.latency_goal_s
        )
        if needed >= look.desired:
            self._lower.clear()
            return step_for(needed, _LADDER) if needed > look.desired else desired
        looks = round(self.scale_in_after_s / METRIC_PERIOD_S)
        self._lower = [*self._lower, needed][-looks:]
        return step_for(max(self._lower), _LADDER) if len(self._lower) == looks else desired


_DEPTHS: Final = ((500, 2), (100, 1))
_IDLE: Final = 10
_OUT_COOLDOWN_S: Final = 60.0
_IN_COOLDOWN_S: Final = 300.0


@dataclass
class DepthSteps:
    """The tutorial: one more from 100 waiting, two from 500, one less below 10; cooldowns."""

    _changed_s: float = float("-inf")

    def decide(self, look: Look, at_s: float, desired: int) -> int:
        """Add or take away by depth alone, at one look."""
        more = next((more for depth, more in _DEPTHS if look.visible >= depth), 0)
        change = -1 if look.visible < _IDLE else more
        cooldown_s = _OUT_COOLDOWN_S if change > 0 else _IN_COOLDOWN_S
        if not change or at_s - self._changed_s < cooldown_s:
            return desired
        self._changed_s = at_s
        return _allowed(desired + change)


_LOOKS_ABOVE: Final = 3
_LOOKS_BELOW: Final = 15
_BELOW: Final = 0.9


@dataclass
class TargetTracking:
    """AWS target tracking on backlog per task: 3 looks above to scale out, 15 below to scale in.

    Out in proportion to the metric; in by half at most, for it is documented to scale in
    "more gradually", and without that it would swing between one worker and too many.
    """

    latency_goal_s: float = LATENCY_GOAL_S
    _seen: deque[float] = field(default_factory=lambda: deque(maxlen=_LOOKS_BELOW))
    _out_s: float = float("-inf")
    _in_s: float = float("-inf")

    def decide(self, look: Look, at_s: float, desired: int) -> int:
        """Keep the visible orders per task at what a task does in the acceptable latency."""
        target = RATE * self.latency_goal_s
        self._seen.append(look.visible / max(look.running, 1))
        fitting = ceil(look.running * self._seen[-1] / target)
        if self._above(target) and at_s - self._out_s >= _OUT_COOLDOWN_S and fitting > desired:
            self._out_s = at_s
            return _allowed(fitting)
        if self._below(target) and at_s - max(self._in_s, self._out_s) >= _IN_COOLDOWN_S:
            self._in_s = at_s
            return _allowed(max(fitting, ceil(desired / 2)))
        return desired

    def _above(self, target: float) -> bool:
        last = list(self._seen)[-_LOOKS_ABOVE:]
        return len(last) == _LOOKS_ABOVE and min(last) > target

    def _below(self, target: float) -> bool:
        return len(self._seen) == _LOOKS_BELOW and max(self._seen) < _BELOW * target


def _allowed(workers: int) -> int:
    return min(MAX_WORKERS, max(MIN_WORKERS, workers))


OURS: Final = "ours"
STEPS: Final = "step policy"
TRACKING: Final = "target tracking"

POLICIES: Final[dict[str, Callable[[], Policy]]] = {
    OURS: Ours,
    STEPS: DepthSteps,
    TRACKING: TargetTracking,
}
