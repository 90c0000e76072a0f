"""Which alarms are raised: a pure function of the minutes, so nothing has to be remembered."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from services.domain.alarms import ALARMS, Alarm
from services.domain.histogram import quantile_s
from services.domain.measures import Count
from services.domain.minute import Levels, Minute, QueueLevel, minute_of

State = Literal["ok", "alarm", "no figures"]

LOOKED_BACK: Final = 60
"""Minutes over which the beginning of a state is searched."""

NEEDED: Final = timedelta(minutes=LOOKED_BACK + max(alarm.minutes for alarm in ALARMS))
"""How far back minutes matter to `states`."""

_MINUTE: Final = timedelta(minutes=1)
_SUMS: Final[Mapping[str, Count]] = {"errors": "errors", "failed": "failed", "repairs": "repairs"}
_OF_QUEUE: Final[Mapping[str, Callable[[QueueLevel], float | None]]] = {
    "visible": lambda level: level.visible,
    "oldest_age_s": lambda level: level.oldest_age_s,
    "dead_letters": lambda level: level.dead_letters,
}


class AlarmState(NamedTuple):
    """How an alarm stands."""

    alarm: Alarm
    state: State
    since: datetime | None
    """When the state began; None when it is older than `LOOKED_BACK` minutes."""
    value: float | None
    """The signal in the last whole minute; None when there was nothing to measure."""


def states(minutes: Sequence[Minute], now: datetime) -> tuple[AlarmState, ...]:
    """Return how every alarm stands, by the whole minutes before `now`.

    A minute without figures is neither good nor bad. Where the missing ones could make the
    difference, the state is "no figures": a sampler that died never looks like a healthy system.
    """
    rows = {minute.at: minute for minute in minutes}
    last = minute_of(now) - _MINUTE
    return tuple(_state(alarm, rows, last) for alarm in ALARMS)


def _state(alarm: Alarm, rows: Mapping[datetime, Minute], last: datetime) -> AlarmState:
    marks = [
        is_beyond(alarm, rows.get(last - back * _MINUTE))
        for back in range(LOOKED_BACK + alarm.minutes)
    ]
    verdicts = [
        _verdict(alarm, marks[back : back + alarm.minutes]) for back in range(LOOKED_BACK + 1)
    ]
    state, lasted = verdicts[0], _lasted(verdicts)
    since = None if lasted > LOOKED_BACK else last + _MINUTE - (lasted - 1) * _MINUTE
    newest = rows.get(last)
    return AlarmState(alarm, state, since, None if newest is None else _value(alarm, newest))


def _verdict(alarm: Alarm, marks: Sequence[bool | None]) -> State:
    if marks.count(True) >= alarm.of_them:
        return "alarm"
    could_be = marks.count(True) + marks.count(None)
    return "no figures" if could_be >= alarm.of_them else "ok"


def _lasted(verdicts: Sequence[State]) -> int:
    changes = (back for back, verdict in enumerate(verdicts) if verdict != verdicts[0])
    return next(changes, len(verdicts))


def is_beyond(alarm: Alarm, minute: Minute | None) -> bool | None:
    """Tell whether a minute's signal is beyond the alarm's threshold; None when nobody knows."""
    if minute is None or (minute.levels is None and not _is_counted(alarm)):
        return None
    value = _value(alarm, minute)
    if value is None:
        return False
    if not alarm.below:
        return value > alarm.threshold
    return value < alarm.threshold and _somebody_should_work(alarm, minute.levels)


def _is_counted(alarm: Alarm) -> bool:
    return alarm.signal in _SUMS or alarm.signal == "order_to_mail_p95_s"


def _value(alarm: Alarm, minute: Minute) -> float | None:
    if alarm.signal in _SUMS:
        return minute.counts.get(_SUMS[alarm.signal], 0)
    if alarm.signal == "order_to_mail_p95_s":
        return quantile_s(minute.spans.get("order_to_mail_s", {}), 0.95)
    levels = minute.levels
    if levels is None:
        return None
    if alarm.signal == "stuck":
        return levels.stuck
    if alarm.signal == "workers_running":
        return levels.workers_running
    level = _level(alarm, levels)
    return None if level is None else _OF_QUEUE[alarm.signal](level)


def _level(alarm: Alarm, levels: Levels) -> QueueLevel | None:
    return next((level for level in levels.queues if level.name == alarm.queue), None)


def _somebody_should_work(alarm: Alarm, levels: Levels | None) -> bool:
    level = None if levels is None else _level(alarm, levels)
    if levels is None or level is None or alarm.queue in levels.paused:
        return False
    return level.backlog > 0 or level.oldest_age_s is not None
