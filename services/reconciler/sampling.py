"""The sampler: how everything stands, once a round; what charts, alarms and decisions come from."""

from datetime import datetime, timedelta

import structlog

from services.domain.alarm_states import NEEDED, AlarmState, states
from services.domain.lateness import PACE_OVER
from services.domain.minute import KEPT, Levels, Minute, minute_of
from services.domain.scaling import LATENCY_GOAL_S, RATE, TRUST, Decision
from services.flow.levels import decision_now, levels
from services.reconciler.desk import Desk

_MINUTE = timedelta(minutes=1)

log = structlog.get_logger()


def sample(desk: Desk, now: datetime) -> Levels:
    """Return how everything stands."""
    return levels(desk.backends, desk.backends.pauses.all(), now)


def sample_here(desk: Desk, now: datetime) -> None:
    """Look and store it; in the first round of a minute, tell which alarms began and ended.

    Only minutes that are over count for alarms, so there is nothing new to tell until the next.
    """
    minutes = desk.backends.minutes
    first_round = _is_first_round(desk, now)
    minutes.put(sample(desk, now))
    if first_round:
        tell_alarms(minutes.between(now - NEEDED - _MINUTE, now), now)
        _forget(desk, now)


def sample_on_aws(desk: Desk, now: datetime, worker_vcpus: int) -> None:
    """Look and store it, and what the policy makes of it when that is something new.

    Alarms are CloudWatch's there, and so is scaling: what is stored as decided is what it did.
    """
    first_round = _is_first_round(desk, now)
    stand = sample(desk, now)
    desk.backends.minutes.put(stand)
    # A level is no sum, so no tally tells it; CloudWatch reads what nothing else knows out of this.
    log.info("figures.sampled", stuck=stand.stuck, open_failures=stand.open_failures)
    made = decision_now(
        stand,
        desk.backends.minutes.between(now - PACE_OVER, now),
        rate=TRUST * RATE * worker_vcpus,
        latency_goal_s=LATENCY_GOAL_S,
    )
    if _is_news(made, desk.backends.decisions.latest(1)):
        desk.backends.decisions.append(made)
    if first_round:
        _forget(desk, now)


def _is_news(made: Decision, latest: list[Decision]) -> bool:
    def outcome(one: Decision) -> tuple[int, int, int]:
        return one.wanted, one.running, one.decided

    return not latest or outcome(made) != outcome(latest[0])


def _is_first_round(desk: Desk, now: datetime) -> bool:
    return not any(minute.levels for minute in desk.backends.minutes.between(now, now))


def _forget(desk: Desk, now: datetime) -> None:
    # Once an hour is often enough, and needs no memory of when it was done last.
    if minute_of(now).minute == 0:
        desk.backends.minutes.forget(now - KEPT)


def tell_alarms(minutes: list[Minute], now: datetime) -> None:
    """Write a line for every alarm that began or ended with the last minute.

    On one machine the log is where operators look, as it is for all news to them.
    """
    before = {found.alarm.name: found for found in states(minutes, now - _MINUTE)}
    for found in states(minutes, now):
        was = before[found.alarm.name].state
        if found.state == "alarm" and was != "alarm":
            log.error("alarm.raised", **_about(found), value=found.value)
        elif found.state != "alarm" and was == "alarm":
            log.warning("alarm.over", **_about(found), state=found.state)


def _about(found: AlarmState) -> dict[str, str]:
    alarm = found.alarm
    return {
        "alarm": alarm.name,
        "what": alarm.what,
        "severity": alarm.severity,
        "see": f"docs/operations.md#{alarm.runbook}",
    }
