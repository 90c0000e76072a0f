"""What arrives and what goes wrong: the shapes every policy is tried on."""

from collections.abc import Callable
from math import cos, pi
from typing import Final, NamedTuple

HOUR_S: Final = 3600
_BURST_AT_S: Final = 1800
_BURST_S: Final = 600


class Shape(NamedTuple):
    """Arrivals over time, and what goes wrong meanwhile. Times are seconds from the start."""

    name: str
    seconds: int
    arrivals: Callable[[float], float]
    """Orders per second at a time."""
    poison: Callable[[float], float] = lambda _at: 0.0
    """The share of the orders arriving at a time that fail at every attempt."""
    dead: tuple[int, int] = (0, 0)
    """From when to when no worker lives."""
    effort: float = 1.0
    """What an order takes of a worker, in orders of the kind that `RATE` was measured with."""


def burst(per_minute: int) -> Shape:
    """Return two hours of 20 orders a second with ten minutes of a burst in them."""

    def arrivals(at: float) -> float:
        return per_minute / 60 if _BURST_AT_S <= at < _BURST_AT_S + _BURST_S else 20.0

    return Shape(f"burst of {per_minute:,} a minute", 2 * HOUR_S, arrivals)


def _daily(at: float) -> float:
    """From 2 orders a second at four in the morning to 200 at four in the afternoon."""
    wave = (1 - cos(2 * pi * (at / HOUR_S - 4) / 24)) / 2
    return 2 + 198 * wave**2


def _sales(at: float) -> float:
    """Three minutes of 20,000 orders a minute, every twenty minutes."""
    return 20_000 / 60 if 600 <= at % 1200 < 780 else 20.0  # noqa: PLR2004 - plain clock times


def _poison(at: float) -> float:
    return 0.03 if HOUR_S / 2 <= at < HOUR_S else 0.0


SHAPES: Final = (
    Shape("steady", 2 * HOUR_S, lambda _at: 40.0),
    Shape("daily curve", 24 * HOUR_S, _daily),
    Shape("daily curve, long orders", 24 * HOUR_S, _daily, effort=1.6),
    burst(10_000),
    burst(100_000),
    Shape("a sale every 20 minutes", 2 * HOUR_S, _sales),
    Shape("dead workers", 2 * HOUR_S, lambda _at: 60.0, dead=(HOUR_S // 2, HOUR_S // 2 + 600)),
    Shape("poison redelivery", 2 * HOUR_S, lambda _at: 40.0, poison=_poison),
)
"""Bursts last ten minutes; dead workers stay dead for ten; poison comes for half an hour."""
