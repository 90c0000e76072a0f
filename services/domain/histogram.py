"""Durations as counts per bucket: they add up over processes and minutes, percentiles do not."""

import math
from collections.abc import Iterable, Mapping

Histogram = Mapping[int, int]
"""How many durations fell into each bucket; buckets without any are left out."""

SHORTEST_S = 0.001
_BUCKETS_PER_DOUBLING = 4
"""A bucket is 19 % wide, so a percentile read off it is at most that much too long."""

LONGEST_BUCKET = 120
"""Upper bound about 12 days; what took longer counts here."""


def bucket(seconds: float) -> int:
    """Return the bucket of a duration; bucket `b` ends at `bound_s(b)`, inclusive."""
    if seconds <= SHORTEST_S:
        return 0
    doublings = math.log2(seconds / SHORTEST_S)
    return min(math.ceil(doublings * _BUCKETS_PER_DOUBLING - 1e-9), LONGEST_BUCKET)


def bound_s(bucket: int) -> float:
    """Return the longest duration of a bucket, in seconds."""
    return SHORTEST_S * math.exp2(bucket / _BUCKETS_PER_DOUBLING)


def added(histograms: Iterable[Histogram]) -> dict[int, int]:
    """Return the histogram of everything that is in any of them."""
    total: dict[int, int] = {}
    for one in histograms:
        for key, count in one.items():
            total[key] = total.get(key, 0) + count
    return total


def quantile_s(histogram: Histogram, share: float) -> float | None:
    """Return the seconds within which `share` of the durations stayed; None without any.

    It is the upper bound of a bucket: never too short, at most 19 % too long.
    """
    rank = math.ceil(share * sum(histogram.values()))
    passed = 0
    for key in sorted(histogram):
        passed += histogram[key]
        if passed >= rank:
            return bound_s(key)
    return None
