"""Metrics lines that CloudWatch reads out of the logs (Embedded Metric Format, version 0)."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, Final

from services.domain.histogram import Histogram, bound_s
from services.domain.measures import MEASURES, Tally, Unit

NAMESPACE: Final = "Counterfoil"
DIMENSION: Final = "service"
MOST_VALUES: Final = 100
"""Values that CloudWatch takes of one metric in one line."""

_UNITS: Final[Mapping[str, Unit]] = {measure.name: measure.unit for measure in MEASURES}


def write_lines(tally: Tally) -> None:
    """Write a tally to standard output, which Lambda and ECS bring to CloudWatch Logs."""
    for line in lines(tally):
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def lines(tally: Tally) -> Iterator[str]:
    """Return a tally as metrics lines: all counts in the first, durations a hundred at a time.

    A duration is told as the upper bound of its bucket. What belongs to a seller is a field of the
    first line and no dimension: it can be searched for, and costs no metric.
    """
    if tally.counts:
        yield _line(tally, dict(tally.counts), {"sellers": tally.sellers} if tally.sellers else {})
    for name, histogram in tally.spans.items():
        seconds = _durations(histogram)
        for start in range(0, len(seconds), MOST_VALUES):
            yield _line(tally, {name: seconds[start : start + MOST_VALUES]}, {})


def _durations(histogram: Histogram) -> list[float]:
    repeated = (repeat(round(bound_s(key), 3), count) for key, count in sorted(histogram.items()))
    return list(chain.from_iterable(repeated))


def _line(
    tally: Tally, values: Mapping[Any, int | Sequence[float]], fields: Mapping[str, Any]
) -> str:
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [[DIMENSION]],
        "Metrics": [{"Name": name, "Unit": _UNITS[name]} for name in values],
    }
    about = {
        "Timestamp": round(tally.at.timestamp() * 1000),
        "CloudWatchMetrics": [directive],
    }
    return json.dumps({"_aws": about, DIMENSION: tally.service, **values, **fields})
