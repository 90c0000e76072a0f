"""How many workers the backlog needs. One pure policy for one machine and for AWS."""

import math
from collections.abc import Sequence

LATENCY_GOAL_S = 10.0
"""Seconds within which a backlog, once there, shall be gone."""

SCALE_IN_AFTER_S = 120.0
"""Out at once, in only after the need stayed lower this long: a restarted worker costs more."""


def workers_needed(
    arrivals: float, visible: int, in_flight: int, rate: float, latency_goal: float
) -> int:
    """Return the workers that keep up with what arrives and clear the backlog in time.

    `arrivals` are orders per second, `rate` orders per second and worker, `latency_goal` seconds.
    Messages in flight count: a task that is scaled in while it works is killed at its work.
    """
    backlog = visible + in_flight
    return max(1, math.ceil(arrivals / rate + backlog / (rate * latency_goal)))


def steady(wanted: Sequence[int]) -> int:
    """Return what to run, given what was wanted at each look within `SCALE_IN_AFTER_S`."""
    return max(wanted)
