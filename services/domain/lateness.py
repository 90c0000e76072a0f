"""Are we late, by how much, and for how long still: pure functions of levels and minutes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from services.domain.histogram import added, quantile_s
from services.domain.measures import Count
from services.domain.minute import Levels, Minute, QueueLevel, minute_of

ON_TIME_S: Final = 60.0
"""Seconds an order may have waited and still be on time."""

PACE_OVER: Final = timedelta(minutes=2)
"""The pace is what was done in this minute and the one before: shorter jumps, longer lags."""

_AT_LEAST: Final = timedelta(seconds=15)
"""What a minute that just began is taken to have lasted; tallies come every ten seconds."""

FINISHED: Final[Mapping[str, Count]] = {"orders": "archived", "archived": "mailed"}
"""What it means that an order is done with a queue."""


class Percentiles(NamedTuple):
    """Seconds within which half, 19 of 20 and 99 of 100 stayed; 0 while nothing was measured."""

    p50: float
    p95: float
    p99: float
    measured: int
    """How many durations they rest on."""


def late_s(levels: Levels) -> float:
    """Return for how many seconds the oldest order that waits for anything has waited."""
    return max((queue.oldest_age_s or 0.0 for queue in levels.queues), default=0.0)


def throughput_per_min(minutes: Sequence[Minute], queue: str, now: datetime) -> float:
    """Return how many orders a minute got through a queue lately."""
    return per_min(minutes, (FINISHED[queue],), now)


def per_min(minutes: Sequence[Minute], counts: Iterable[Count], now: datetime) -> float:
    """Return the sum of some counts a minute, over `PACE_OVER`.

    `minutes` are ascending. Time before the first of them counts for nothing: nobody ran then.
    """
    first = minute_of(now) - PACE_OVER + timedelta(minutes=1)
    recent = [minute for minute in minutes if first <= minute.at <= now]
    if not recent:
        return 0.0
    total = sum(minute.counts.get(count, 0) for count in counts for minute in recent)
    return total / (max(now - recent[0].at, _AT_LEAST) / timedelta(minutes=1))


def drain_s(level: QueueLevel, per_min: float) -> float | None:
    """Return in how many seconds what is in a queue now is done, at this pace; None is never."""
    if not level.backlog:
        return 0.0
    return 60 * level.backlog / per_min if per_min else None


def order_to_mail(minutes: Iterable[Minute]) -> Percentiles:
    """Return how long mailed orders took from being accepted; never too short, at most 19 % long.

    The percentiles of all durations together: percentiles of minutes cannot be averaged.
    """
    histogram = added(minute.spans.get("order_to_mail_s", {}) for minute in minutes)
    p50, p95, p99 = (quantile_s(histogram, share) or 0.0 for share in (0.50, 0.95, 0.99))
    return Percentiles(p50, p95, p99, sum(histogram.values()))


def sentence(
    levels: Levels, paused: Mapping[str, datetime], per_min: Mapping[str, float], now: datetime
) -> str:
    """Return the one sentence that answers "are we late" first, and then why.

    `paused` has since when a queue is paused, `per_min` the pace of each queue. What cannot mend
    itself is told before what can: nobody works, then the queue that waits longest, then a pause.
    """
    orders = next(queue for queue in levels.queues if queue.name == "orders")
    waits = orders.backlog or orders.oldest_age_s is not None
    if not levels.workers_running and waits and "orders" not in paused:
        return _nobody_works(orders)
    worst = max(levels.queues, key=lambda queue: queue.oldest_age_s or 0.0)
    age_s = worst.oldest_age_s
    if age_s is not None and age_s > ON_TIME_S:
        if worst.name in paused:
            return _paused(worst, paused[worst.name], now)
        return f"{duration(age_s)} late: {_why(worst, levels, per_min[worst.name])}"
    for queue in levels.queues:
        if queue.name in paused:
            return _paused(queue, paused[queue.name], now)
    if age_s is None:
        return "On time: no order waits."
    return f"On time: the oldest order has waited {duration(age_s)}."


def _nobody_works(orders: QueueLevel) -> str:
    what = _counted(max(orders.backlog, 1), "order waits", "orders wait")
    if orders.oldest_age_s is None:
        return f"No workers: {what}."
    return f"No workers: {what}, the oldest for {duration(orders.oldest_age_s)}."


def _paused(level: QueueLevel, since: datetime, now: datetime) -> str:
    what = "Orders" if level.name == "orders" else "Mails"
    day = "" if since.date() == now.date() else f"{since.day} {since:%b} "
    waiting = _counted(level.backlog, "waits", "wait") if level.backlog else "none waits"
    return f"{what} are paused since {day}{since:%H:%M} UTC; {waiting}."


def _why(level: QueueLevel, levels: Levels, per_min: float) -> str:
    if not level.backlog:
        return "the oldest order has lost its message; the reconciler sends it on."
    remaining_s = drain_s(level, per_min)
    lately = duration(PACE_OVER.total_seconds())
    if level.name == "archived":
        waits = _counted(level.backlog, "invoice waits", "invoices wait")
        if remaining_s is None:
            return f"{waits} for mail, and none was sent in the last {lately}."
        return f"{waits} for mail, done in about {duration(remaining_s)}."
    waits = _counted(level.backlog, "order waits", "orders wait")
    running, them = levels.workers_running, "it" if level.backlog == 1 else "them"
    if remaining_s is None:
        workers = _counted(running, "worker", "workers")
        return f"{waits}, and {workers} finished none in the last {lately}."
    workers = _counted(running, "worker clears", "workers clear")
    return f"{waits} and {workers} {them} in about {duration(remaining_s)}."


def _counted(count: int, one: str, many: str) -> str:
    return f"1 {one}" if count == 1 else f"{count:,} {many}"


def duration(seconds: float) -> str:
    """Return a duration as people say it: 4 s, 12 min, 3 h 20 min, 2 d 5 h."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.0f} s" if round(seconds) < 60 else "1 min"  # noqa: PLR2004
    minutes = round(seconds / 60)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:  # noqa: PLR2004 - a day
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"
