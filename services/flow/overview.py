"""The overview: are we late, why, and what is done about it. One answer for console and terminal.

Queues, workers and failures are asked live; pace, percentiles and alarms come from the minutes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from services.backends.pauses import Pause
from services.domain.alarm_states import NEEDED, AlarmState, State, states
from services.domain.costs import running_cost
from services.domain.lateness import (
    drain_s,
    late_s,
    order_to_mail,
    sentence,
    throughput_per_min,
)
from services.domain.minute import Levels, Minute, QueueLevel
from services.domain.scaling import (
    LATENCY_GOAL_S,
    LOCAL_LATENCY_GOAL_S,
    RATE,
    TRUST,
    Decision,
    next_step,
)
from services.domain.worker import GONE_AFTER, Worker, is_alive
from services.flow.levels import decision_now, levels
from services.flow.overview_answer import (
    AlarmShown,
    DecisionShown,
    LatencyShown,
    Overview,
    PauseShown,
    QueueShown,
    ScalingShown,
    WorkerShown,
)
from services.runtime.composition import Backends

LAST_HOUR: Final = timedelta(hours=1)
DECISIONS: Final = 10
"""How many scaling decisions are shown."""

_RAISED_FIRST: Final[tuple[State, ...]] = ("alarm", "no figures", "ok")


def overview(backends: Backends, now: datetime, *, worker_vcpus: int | None = None) -> Overview:
    """Look at everything. Raises Unavailable when queues, ledger or fleet do not answer.

    `worker_vcpus` is the size of a worker's task on AWS, where counts are approximate and
    requests cost money; None on one machine.
    """
    pauses = backends.pauses.all()
    stand = levels(backends, pauses, now)
    minutes = backends.minutes.between(now - NEEDED, now)
    hour = [minute for minute in minutes if minute.at > now - LAST_HOUR]
    pace = {queue.name: throughput_per_min(minutes, queue.name, now) for queue in stand.queues}
    since = {pause.queue: pause.at for pause in pauses}
    decisions = backends.decisions.latest(DECISIONS)
    rate, goal_s = _policy(decisions, worker_vcpus)
    return Overview(
        as_of=now,
        late_s=late_s(stand),
        sentence=sentence(stand, since, pace, now),
        queues=_queues(stand, pace, 60 * rate, pauses, approximate=worker_vcpus is not None),
        workers=_workers(backends, now),
        scaling=_scaling(decision_now(stand, minutes, rate=rate, latency_goal_s=goal_s)),
        latency_s=LatencyShown(**order_to_mail(hour)._asdict()),
        failures=stand.open_failures,
        stuck=stand.stuck,
        alarms=_alarms(minutes, now),
        paused=stand.paused,
        decisions=tuple(_decision(made) for made in decisions),
        cost=None if worker_vcpus is None else running_cost(hour, worker_vcpus),
    )


def _queues(
    stand: Levels,
    pace: Mapping[str, float],
    counted_on: float,
    pauses: Sequence[Pause],
    *,
    approximate: bool,
) -> tuple[QueueShown, ...]:
    """Return how each queue stands; both paces are orders a minute, `counted_on` a worker's."""
    otherwise = counted_on * max(stand.workers_running, 1)
    shown = {
        pause.queue: PauseShown(at=pause.at, who=pause.who, reason=pause.reason) for pause in pauses
    }
    return tuple(
        _queue(
            level,
            pace[level.name],
            otherwise,
            shown.get(level.name),
            approximate=approximate,
        )
        for level in stand.queues
    )


def _queue(
    level: QueueLevel,
    pace_per_min: float,
    otherwise_per_min: float,
    paused: PauseShown | None,
    *,
    approximate: bool,
) -> QueueShown:
    return QueueShown(
        name=level.name,
        visible=level.visible,
        in_flight=level.in_flight,
        oldest_age_s=level.oldest_age_s,
        dlq=level.dead_letters,
        throughput_per_min=pace_per_min,
        drain_s=drain_s(level, pace_per_min or otherwise_per_min) or 0.0,
        approximate=approximate,
        paused=paused,
    )


def _workers(backends: Backends, now: datetime) -> tuple[WorkerShown, ...]:
    seen = backends.workers.seen_since(now - GONE_AFTER)
    return tuple(_worker(worker) for worker in seen if is_alive(worker, now))


def _worker(worker: Worker) -> WorkerShown:
    return WorkerShown(
        id=worker.id,
        queue=worker.queue,
        started_at=worker.started_at,
        seen_at=worker.seen_at,
        holds=worker.holds,
        done=worker.done,
    )


def _policy(latest: Sequence[Decision], worker_vcpus: int | None) -> tuple[float, float]:
    """Return the rate and the latency goal that are counted on."""
    if latest:
        return latest[0].rate, latest[0].latency_goal_s
    if worker_vcpus is None:
        return TRUST * RATE, LOCAL_LATENCY_GOAL_S
    return TRUST * RATE * worker_vcpus, LATENCY_GOAL_S


def _decision(made: Decision) -> DecisionShown:
    return DecisionShown(at=made.at, **dict(_scaling(made)))


def _scaling(decision: Decision) -> ScalingShown:
    return ScalingShown(
        arrivals=decision.arrivals,
        backlog=decision.backlog,
        rate=decision.rate,
        wanted=decision.wanted,
        running=decision.running,
        decided=decision.decided,
        backlog_per_worker=decision.backlog_per_worker,
        target_per_worker=decision.target_per_worker,
        next_step=next_step(decision),
    )


def _alarms(minutes: list[Minute], now: datetime) -> tuple[AlarmShown, ...]:
    found = sorted(states(minutes, now), key=lambda found: _RAISED_FIRST.index(found.state))
    return tuple(_alarm(state) for state in found)


def _alarm(found: AlarmState) -> AlarmShown:
    alarm = found.alarm
    return AlarmShown(
        name=alarm.name,
        what=alarm.what,
        severity=alarm.severity,
        state=found.state,
        since=found.since,
        value=found.value,
        threshold=alarm.threshold,
        runbook=alarm.runbook,
    )
