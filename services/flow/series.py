"""What charts are drawn from: the minutes of a span, as arrays, with gaps where nobody looked."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from services.backends.minutes import Minutes
from services.domain.frozen import Frozen
from services.domain.histogram import added, quantile_s
from services.domain.lateness import FINISHED
from services.domain.minute import Levels, Minute, QueueLevel, minute_of
from services.flow.overview_answer import At

Span = Literal["1h", "6h", "24h", "7d"]

Points = tuple[float | None, ...]
"""One value for each point in time; null where nobody looked."""


class _Grain(NamedTuple):
    length: timedelta
    points: int


_GRAINS: Final[dict[Span, _Grain]] = {
    "1h": _Grain(timedelta(minutes=1), 60),
    "6h": _Grain(timedelta(minutes=5), 72),
    "24h": _Grain(timedelta(minutes=15), 96),
    "7d": _Grain(timedelta(hours=2), 84),
}


class QueueSeries(Frozen):
    """A queue over time. Within a point the most counts, so that no peak is lost."""

    name: str
    visible: Points
    in_flight: Points
    oldest_age_s: Points
    """0 while none waits."""
    throughput_per_min: Points


class Series(Frozen):
    """A span of time up to the last whole minute."""

    span: Span
    step_s: float
    at: tuple[At, ...]
    """When each point begins."""
    queues: tuple[QueueSeries, ...]
    workers_running: Points
    workers_wanted: Points
    failures: Points
    """Open ones."""
    order_to_mail_p95_s: Points
    """Null also where no mail was sent."""


_Point = Sequence[Minute]


def series(minutes: Minutes, span: Span, now: datetime) -> Series:
    """Return how everything stood over a span."""
    grain = _GRAINS[span]
    end = minute_of(now)
    first = end - grain.points * grain.length
    points: list[list[Minute]] = [[] for _ in range(grain.points)]
    for minute in minutes.between(first, end - timedelta(minutes=1)):
        points[(minute.at - first) // grain.length].append(minute)
    return Series(
        span=span,
        step_s=grain.length.total_seconds(),
        at=tuple(first + n * grain.length for n in range(grain.points)),
        queues=tuple(_queue(name, points) for name in FINISHED),
        workers_running=_most(points, lambda levels: levels.workers_running),
        workers_wanted=_most(points, lambda levels: levels.workers_wanted),
        failures=_most(points, lambda levels: levels.open_failures),
        order_to_mail_p95_s=tuple(_p95(point) for point in points),
    )


def _queue(name: str, points: Sequence[_Point]) -> QueueSeries:
    def of(figure: Callable[[QueueLevel], float]) -> Points:
        return _most(points, lambda levels: figure(_level(levels, name)))

    return QueueSeries(
        name=name,
        visible=of(lambda level: level.visible),
        in_flight=of(lambda level: level.in_flight),
        oldest_age_s=of(lambda level: level.oldest_age_s or 0.0),
        throughput_per_min=tuple(_per_min(point, name) for point in points),
    )


def _level(levels: Levels, name: str) -> QueueLevel:
    return next(level for level in levels.queues if level.name == name)


def _most(points: Sequence[_Point], figure: Callable[[Levels], float]) -> Points:
    looked = ([minute.levels for minute in point if minute.levels] for point in points)
    return tuple(max(map(figure, found)) if found else None for found in looked)


def _per_min(point: _Point, queue: str) -> float | None:
    if not point:
        return None
    return sum(minute.counts.get(FINISHED[queue], 0) for minute in point) / len(point)


def _p95(point: _Point) -> float | None:
    return quantile_s(added(minute.spans.get("order_to_mail_s", {}) for minute in point), 0.95)
