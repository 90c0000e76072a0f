"""What the overview answers, in words and in JSON. `GET /ops/api/overview` has this shape."""

from datetime import datetime
from typing import Annotated

from pydantic import PlainSerializer

from services.backends.times import utc_text
from services.domain.alarm_states import State
from services.domain.alarms import Severity
from services.domain.costs import RunningCost
from services.domain.frozen import Frozen

At = Annotated[datetime, PlainSerializer(utc_text, when_used="json")]
"""A time; in JSON RFC 3339, UTC, of fixed width."""


class PauseShown(Frozen):
    """Since when a queue is paused, by whom and why."""

    at: At
    who: str
    reason: str


class QueueShown(Frozen):
    """How a queue stands."""

    name: str
    visible: int
    in_flight: int
    oldest_age_s: float | None
    """Seconds since the oldest order that waits here was accepted; null when none waits."""
    dlq: int
    throughput_per_min: float
    """Orders that got through it, in this minute and the one before."""
    drain_s: float
    """Seconds until what is in it now is done: at this pace, or when nothing got through lately
    at what the workers are counted on."""
    approximate: bool
    """Whether `visible`, `in_flight` and `dlq` are what SQS takes them for. Ages never are."""
    paused: PauseShown | None


class WorkerShown(Frozen):
    """A process that was heard of lately."""

    id: str
    queue: str
    started_at: At
    seen_at: At
    holds: tuple[str, ...]
    """The ids of the orders it has in hand."""
    done: int


class ScalingShown(Frozen):
    """What the policy sees, and what it leads to."""

    arrivals: float
    """Orders per second."""
    backlog: int
    rate: float
    """Orders per second and worker that are counted on."""
    wanted: int
    """Workers the backlog needs, however many there may be."""
    running: int
    decided: int
    """Workers there are to be."""
    backlog_per_worker: float
    target_per_worker: float
    next_step: str


class DecisionShown(ScalingShown):
    """A scaling decision that was made."""

    at: At


class LatencyShown(Frozen):
    """Seconds from accepting an order to its mail, over the last hour: upper bounds of buckets.

    All are 0 while `measured` is 0.
    """

    p50: float
    p95: float
    p99: float
    measured: int


class AlarmShown(Frozen):
    """How an alarm stands."""

    name: str
    what: str
    severity: Severity
    state: State
    since: At | None
    """When the state began; null when that was more than an hour ago."""
    value: float | None
    threshold: float
    runbook: str
    """The anchor of its entry in docs/operations.md."""


class Overview(Frozen):
    """Everything the overview shows."""

    as_of: At
    late_s: float
    """For how many seconds the oldest waiting order has waited; 0 when none waits."""
    sentence: str
    queues: tuple[QueueShown, ...]
    workers: tuple[WorkerShown, ...]
    scaling: ScalingShown
    latency_s: LatencyShown
    failures: int
    """Open ones, of all sellers."""
    stuck: int
    alarms: tuple[AlarmShown, ...]
    """All there are; those that are raised come first."""
    paused: tuple[str, ...]
    decisions: tuple[DecisionShown, ...]
    """The last ones, latest first."""
    cost: RunningCost | None
    """What invoices cost on AWS; null on one machine."""
