"""What threads say of themselves, and what a parent makes of it: busy, alive or gone."""

from collections.abc import Iterable
from typing import NamedTuple

STALE_AFTER_S = 90.0
"""A thread that polls comes round within its long poll; one that works is watched by its leases."""


class Pulse(NamedTuple):
    """One sign of life."""

    thread: int
    busy: bool
    at_s: float
    """Monotonic seconds of the machine, the same for parent and children."""


def is_fresh(pulses: Iterable[Pulse], now_s: float) -> bool:
    """Tell whether every thread either works or has polled lately."""
    return all(pulse.busy or now_s - pulse.at_s < STALE_AFTER_S for pulse in pulses)
