"""How many workers the backlog needs. One pure policy for one machine and for AWS.

`bench/autoscaling` sets the constants; docs/scaling.md shows what it found.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from services.domain.frozen import Frozen

LATENCY_GOAL_S: Final = 60.0
"""Seconds within which a backlog on AWS, once seen, shall be gone: less is paid for dearly, as the
next look comes after a minute anyway, and more lets an outage's backlog stand for long."""

LOCAL_LATENCY_GOAL_S: Final = 10.0
"""The same on one machine, where a worker costs nothing, starts at once and is looked after twice a
second."""

TRUST: Final = 0.75
"""The share of a measured rate that is counted on: orders may be longer than those measured. All
of it follows a long day's orders late and restlessly, less of it only costs."""

RATE: Final = 30.0
"""Orders of 8 lines a second that a worker with one processor was measured at, with a disk to wait
for. AWS counts on this; one machine begins with it and then measures."""

SCALE_IN_AFTER_S: Final = 180.0
"""Out at once, in only after the need stayed lower this long: a single look may find figures that
are late and read as an empty queue; with much more, each burst is paid for again after it."""

METRIC_PERIOD_S: Final = 60.0
"""How often SQS tells CloudWatch how it stands; so AWS scales in after three such looks."""

MIN_WORKERS: Final = 1
"""A queue nobody asks goes to sleep, and its first figures then come up to 15 minutes late."""

MAX_WORKERS: Final = 100
"""On AWS: enough for 100,000 orders a minute and a backlog of them besides. Fargate starts so many
tasks at once, so one step may be as large as the fleet."""

MAX_STEPS: Final = 20
"""Step adjustments that Application Auto Scaling allows in one policy."""


def workers_needed(
    arrivals: float, visible: int, in_flight: int, rate: float, latency_goal: float
) -> int:
    """Return the workers that keep up with what arrives and clear the backlog in time.

    `arrivals` are orders per second, `rate` orders per second and worker, `latency_goal` seconds.
    Messages in flight count: a task that is scaled in while it works is killed at its work.
    """
    backlog = visible + in_flight
    return max(MIN_WORKERS, math.ceil(arrivals / rate + backlog / (rate * latency_goal)))


def steady(wanted: Sequence[int]) -> int:
    """Return what to run, given what was wanted at each look within `SCALE_IN_AFTER_S`."""
    return max(wanted)


class Step(NamedTuple):
    """Run `workers` while as many are needed as lie between the bounds; None is no bound.

    The bounds lie halfway between whole numbers, so it does not matter which of them belongs to
    its interval: Application Auto Scaling takes one above an alarm's threshold, the other below.
    """

    lower: float | None
    upper: float | None
    workers: int


def steps(max_workers: int) -> tuple[Step, ...]:
    """Return the policy as exact capacities over `workers_needed`, at most `MAX_STEPS` of them.

    Each step is the next rung: every number while there are few, then ever coarser up to the most.
    """
    rungs = _rungs(max_workers)
    ends = [rung + 0.5 for rung in rungs[:-1]]
    bounds = zip([None, *ends], [*ends, None], strict=True)
    return tuple(Step(*bound, rung) for bound, rung in zip(bounds, rungs, strict=True))


def _rungs(most: int) -> list[int]:
    rungs = [MIN_WORKERS]
    while rungs[-1] < most:
        last, left = rungs[-1], MAX_STEPS - len(rungs)
        rungs.append(max(last + 1, round(last * (most / last) ** (1 / left))))
    return rungs


def step_for(needed: float, ladder: tuple[Step, ...]) -> int:
    """Return the workers of the step in which `needed` lies, as Application Auto Scaling would."""
    return next(step.workers for step in ladder if step.upper is None or needed < step.upper)


class Decision(Frozen):
    """What one look at the queue led to."""

    at: datetime
    arrivals: float
    """Orders per second."""
    backlog: int
    """Visible and in flight."""
    rate: float
    """Orders per second and worker that were counted on."""
    latency_goal_s: float
    """Seconds within which the backlog shall be gone."""
    wanted: int
    """What the backlog needs now, however many there may be."""
    running: int
    decided: int
    """How many run from now on: what was needed lately, and no more than there may be."""
    lower_for_s: float | None = None
    """For how long fewer than `running` would have done; None where nobody remembers."""

    @property
    def changes(self) -> bool:
        """Tell whether workers start or stop by it."""
        return self.decided != self.running

    @property
    def backlog_per_worker(self) -> float:
        """Return how many orders wait for each worker."""
        return self.backlog / max(self.running, 1)

    @property
    def target_per_worker(self) -> float:
        """Return how many orders a worker clears within the goal."""
        return self.rate * self.latency_goal_s


def next_step(decision: Decision) -> str:
    """Return what is done now and why, in words for who watches."""
    if decision.decided > decision.running:
        return (
            f"scaling out to {decision.decided}: {decision.backlog} orders wait,"
            f" {decision.arrivals:.1f} come each second, a worker does {decision.rate:.1f}"
        )
    if decision.decided < decision.running:
        return f"scaling in to {decision.decided}: no more were needed for {SCALE_IN_AFTER_S:.0f} s"
    if decision.wanted > decision.running:
        return f"keeping {decision.running}: {decision.wanted} are needed, but no more are allowed"
    if decision.wanted < decision.running:
        return f"keeping {decision.running}: {decision.wanted} would do, {_since(decision)}"
    return f"keeping {decision.running}: as many as are needed"


def _since(decision: Decision) -> str:
    if decision.lower_for_s is None:
        return f"but not for {SCALE_IN_AFTER_S:.0f} s yet"
    return f"but only since {decision.lower_for_s:.0f} s"
