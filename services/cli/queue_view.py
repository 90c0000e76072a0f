"""The overview as a terminal shows it: the sentence first, then what it rests on."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.backends.times import utc_text
from services.cli.order_view import short_time
from services.cli.screen import table
from services.domain.lateness import ON_TIME_S, duration
from services.flow.overview_answer import (
    AlarmShown,
    DecisionShown,
    LatencyShown,
    Overview,
    QueueShown,
    ScalingShown,
    WorkerShown,
)

_MOST_HELD = 1
_SHOWN_DECISIONS = 3


def overview_view(seen: Overview) -> Group:
    """Return the overview for people; sections without anything to tell are left out."""
    parts: list[RenderableType] = [
        Text(seen.sentence, style=f"bold {_colour(seen)}"),
        Text(short_time(utc_text(seen.as_of)), style="dim"),
        Text(),
        _queues(seen.queues),
        Text(),
        _lines(seen),
    ]
    raised = [alarm for alarm in seen.alarms if alarm.state == "alarm"]
    if raised:
        parts += [Text(), _alarms(raised)]
    if seen.workers:
        parts += [Text(), _workers(seen.workers, seen.as_of)]
    if seen.decisions:
        parts += [Text(), _decisions(seen.decisions[:_SHOWN_DECISIONS])]
    return Group(*parts)


def _colour(seen: Overview) -> str:
    if seen.paused:
        return "yellow"
    deserted = not seen.scaling.running and seen.scaling.backlog
    return "red" if deserted or seen.late_s > ON_TIME_S else "green"


def _queues(queues: Sequence[QueueShown]) -> Table:
    columns = ("Waiting", "In flight", "Oldest", "Dead", "Per min", "Done in")
    rows = table("Queue", *columns, "", right=columns)
    for queue in queues:
        about = "≈" if queue.approximate else ""
        rows.add_row(
            queue.name,
            f"{about}{queue.visible:,}",
            f"{about}{queue.in_flight:,}",
            "-" if queue.oldest_age_s is None else duration(queue.oldest_age_s),
            Text(f"{about}{queue.dlq}", style="red" if queue.dlq else ""),
            f"{queue.throughput_per_min:,.0f}",
            duration(queue.drain_s),
            _pause(queue),
        )
    return rows


def _pause(queue: QueueShown) -> Text:
    if queue.paused is None:
        return Text()
    return Text(f"paused by {queue.paused.who}: {queue.paused.reason}", style="yellow")


def _lines(seen: Overview) -> Table:
    lines = Table(box=None, show_header=False, pad_edge=False)
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column(overflow="fold")
    lines.add_row("workers", _scaling(seen.scaling))
    lines.add_row("next step", seen.scaling.next_step)
    lines.add_row("order to mail", _latency(seen.latency_s))
    for name, count in (("open failures", seen.failures), ("stuck orders", seen.stuck)):
        if count:
            lines.add_row(name, Text(f"{count:,}", style="red"))
    return lines


def _scaling(seen: ScalingShown) -> str:
    return (
        f"{seen.running} running, {seen.decided} to be, {seen.wanted} needed;"
        f" {seen.backlog_per_worker:,.0f} orders for each, up to {seen.target_per_worker:,.0f}"
        " are fine"
    )


def _latency(seen: LatencyShown) -> str:
    if not seen.measured:
        return "none in the last hour"
    p50, p95, p99 = (f"{value:.1f} s" for value in (seen.p50, seen.p95, seen.p99))
    return f"p50 {p50}, p95 {p95}, p99 {p99} ({seen.measured:,} in the last hour)"


def _alarms(raised: Sequence[AlarmShown]) -> Table:
    rows = table("Alarm", "Since (UTC)", "What")
    for alarm in raised:
        since = "over an hour" if alarm.since is None else f"{alarm.since:%H:%M}"
        style = "yellow" if alarm.severity == "warning" else "red"
        rows.add_row(Text(alarm.name, style=style), since, alarm.what)
    return rows


def _workers(workers: Sequence[WorkerShown], as_of: datetime) -> Table:
    rows = table("Worker", "Queue", "Heard of", "Done", "Holds", right=("Heard of", "Done"))
    for worker in workers:
        silent_s = max(0.0, (as_of - worker.seen_at).total_seconds())
        rows.add_row(
            worker.id, worker.queue, f"{silent_s:.0f} s ago", f"{worker.done:,}", _held(worker)
        )
    return rows


def _held(worker: WorkerShown) -> str:
    more = len(worker.holds) - _MOST_HELD
    shown = " ".join(worker.holds[:_MOST_HELD])
    return f"{shown} and {more} more" if more > 0 else shown


def _decisions(made: Sequence[DecisionShown]) -> Table:
    rows = table("Decided (UTC)", "What and why")
    for decision in made:
        rows.add_row(f"{decision.at:%H:%M:%S}", decision.next_step)
    return rows
