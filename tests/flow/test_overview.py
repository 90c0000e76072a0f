"""The overview is asked live, keeps the shape that is promised, and is honest about what it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.backends.fleet import FleetFigures
from services.backends.orders import Waiting
from services.backends.pauses import Pause
from services.domain.alarms import ALARMS
from services.domain.costs import requests_usd_per_thousand
from services.domain.histogram import bucket
from services.domain.measures import Tally
from services.domain.scaling import RATE, TRUST
from services.domain.worker import GONE_AFTER, Worker
from services.flow.overview import overview
from services.flow.overview_answer import Overview
from tests.decisions import a_decision
from tests.minutes import a_level, some_levels
from tests.pipeline import Pipeline


def look(pipeline: Pipeline, *, worker_vcpus: int | None = None) -> Overview:
    return overview(pipeline.backends, pipeline.clock(), worker_vcpus=worker_vcpus)


def work_as(pipeline: Pipeline, name: str = "worker-1.77", *, queue: str = "orders") -> None:
    now = pipeline.clock()
    pipeline.backends.workers.beat(
        Worker(id=name, queue=queue, started_at=now, seen_at=now, holds=("ord_a",), done=5)
    )


def tell(pipeline: Pipeline, *, mail_s: tuple[float, ...] = (), **counts: int) -> None:
    spans: dict[str, dict[int, int]] = {}
    for seconds in mail_s:
        buckets = spans.setdefault("order_to_mail_s", {})
        buckets[bucket(seconds)] = buckets.get(bucket(seconds), 0) + 1
    told = {"at": pipeline.clock(), "service": "notifier", "counts": counts, "spans": spans}
    pipeline.backends.minutes.add(Tally.model_validate(told))


def test_the_json_has_the_shape_that_is_promised(pipeline: Pipeline) -> None:
    work_as(pipeline)
    seen = look(pipeline).model_dump(mode="json")
    assert seen["as_of"] == "2026-11-21T09:30:00.000000Z"
    assert seen["workers"][0]["seen_at"] == "2026-11-21T09:30:00.000000Z"
    for queue in seen["queues"]:
        assert queue.keys() >= {
            "name",
            "visible",
            "in_flight",
            "oldest_age_s",
            "dlq",
            "throughput_per_min",
            "drain_s",
        }
    assert seen["workers"][0].keys() >= {"id", "seen_at", "holds"}
    assert seen["scaling"].keys() >= {"arrivals", "backlog", "rate", "wanted", "running"}
    assert seen["latency_s"].keys() >= {"p50", "p95", "p99"}
    assert isinstance(seen["failures"], int)


def test_an_idle_system_has_no_age_and_only_numbers(pipeline: Pipeline) -> None:
    seen = look(pipeline).model_dump(mode="json")
    assert [queue["oldest_age_s"] for queue in seen["queues"]] == [None, None]
    assert [queue["drain_s"] for queue in seen["queues"]] == [0.0, 0.0]
    assert seen["late_s"] == 0
    assert seen["latency_s"] == {"p50": 0.0, "p95": 0.0, "p99": 0.0, "measured": 0}
    for name in ("arrivals", "backlog", "rate", "wanted", "running"):
        assert isinstance(seen["scaling"][name], int | float)


def test_figures_are_of_now_and_not_of_the_last_minute(pipeline: Pipeline) -> None:
    stale = some_levels(orders=a_level(visible=99, oldest_age_s=999))
    pipeline.backends.minutes.put(stale)
    pipeline.place("k1")
    pipeline.clock.advance(3)
    seen = look(pipeline)
    assert (seen.queues[0].visible, seen.queues[0].oldest_age_s, seen.late_s) == (1, 3, 3)


def test_pace_drain_and_arrivals_are_of_the_last_minutes(pipeline: Pipeline) -> None:
    work_as(pipeline)
    tell(pipeline, accepted=90, archived=60, mailed=30)
    for key in range(10):
        pipeline.place(f"k{key}")
    pipeline.clock.advance(60)
    orders, archived = look(pipeline).queues
    assert (orders.throughput_per_min, archived.throughput_per_min) == (60, 30)
    assert (orders.drain_s, archived.drain_s) == (10, 0)
    assert look(pipeline).scaling.arrivals == 1.5


def test_scaling_shows_what_is_needed_now_and_what_was_decided(pipeline: Pipeline) -> None:
    made = a_decision(at=pipeline.clock(), rate=2.0, latency_goal_s=10.0, decided=2)
    pipeline.backends.decisions.append(made)
    work_as(pipeline, "worker-1.77")
    work_as(pipeline, "notifier.78", queue="archived")
    for key in range(50):
        pipeline.place(f"k{key}")
    seen = look(pipeline).scaling
    assert (seen.backlog, seen.wanted, seen.running, seen.decided) == (50, 3, 1, 2)
    assert (seen.backlog_per_worker, seen.target_per_worker) == (50, 20)
    assert seen.next_step.startswith("scaling out to 2")


def test_the_last_ten_decisions_are_shown_latest_first(pipeline: Pipeline) -> None:
    for n in range(12):
        at = pipeline.clock() + timedelta(seconds=n)
        pipeline.backends.decisions.append(a_decision(at=at, decided=n + 1))
    shown = look(pipeline).decisions
    assert [made.decided for made in shown] == list(range(12, 2, -1))
    assert shown[0].next_step.startswith("scaling out to 12")


def test_workers_that_were_not_heard_of_are_gone(pipeline: Pipeline) -> None:
    work_as(pipeline)
    pipeline.clock.advance(GONE_AFTER.total_seconds() - 1)
    assert [worker.id for worker in look(pipeline).workers] == ["worker-1.77"]
    pipeline.clock.advance(1)
    assert look(pipeline).workers == ()
    pipeline.place("k1")
    assert look(pipeline).sentence.startswith("No workers: 1 order waits")


def test_a_pause_is_shown_with_who_and_why(pipeline: Pipeline) -> None:
    pause = Pause(queue="orders", at=pipeline.clock(), who="cli:ada", reason="stock-taking")
    pipeline.backends.pauses.pause(pause)
    pipeline.place("k1")
    seen = look(pipeline)
    assert seen.sentence == "Orders are paused since 09:30 UTC; 1 waits."
    assert seen.paused == ("orders",)
    assert seen.queues[0].paused is not None
    assert seen.queues[0].paused.reason == "stock-taking"
    assert seen.queues[1].paused is None


def test_percentiles_are_of_the_last_hour(pipeline: Pipeline) -> None:
    tell(pipeline, mail_s=(500.0,) * 50)
    pipeline.clock.advance(3_600)
    tell(pipeline, mail_s=(1.0,) * 98 + (60.0,) * 2)
    seen = look(pipeline).latency_s
    assert seen.measured == 100
    assert 1.0 <= seen.p95 < 1.2
    assert 60.0 <= seen.p99 < 72.0


def test_raised_alarms_come_first_and_lead_to_their_runbook_entry(pipeline: Pipeline) -> None:
    late = some_levels(orders=a_level(visible=5, oldest_age_s=400))
    for ago in range(20, 0, -1):
        at = pipeline.clock() - timedelta(minutes=ago)
        pipeline.backends.minutes.put(late.model_copy(update={"at": at}))
    shown = look(pipeline).alarms
    assert (shown[0].name, shown[0].state, shown[0].runbook) == (
        "orders-late",
        "alarm",
        "orders-late",
    )
    assert shown[0].value == 400
    assert {alarm.name for alarm in shown} == {alarm.name for alarm in ALARMS}


def test_open_failures_are_counted_until_they_are_redriven(pipeline: Pipeline) -> None:
    pipeline.place("poison", metadata={"simulate": "fail_render"})
    pipeline.work_once()
    assert (look(pipeline).failures, look(pipeline).stuck) == (1, 0)


@pytest.mark.parametrize(("worker_vcpus", "approximate"), [(None, False), (2, True)])
def test_counts_are_called_approximate_where_they_are(
    pipeline: Pipeline, worker_vcpus: int | None, *, approximate: bool
) -> None:
    seen = look(pipeline, worker_vcpus=worker_vcpus)
    assert [queue.approximate for queue in seen.queues] == [approximate] * 2
    assert (seen.cost is not None) == approximate


def test_on_aws_a_thousand_invoices_have_a_price(pipeline: Pipeline) -> None:
    two = some_levels(running=2)
    for _ in range(30):
        pipeline.backends.minutes.put(two.model_copy(update={"at": pipeline.clock()}))
        tell(pipeline, archived=100)
        pipeline.clock.advance(60)
    cost = look(pipeline, worker_vcpus=1).cost
    assert cost is not None
    assert cost.requests_usd == requests_usd_per_thousand()
    # Two tasks for half an hour are one task hour, over 3,000 invoices.
    assert cost.workers_usd == pytest.approx((0.03238 + 2 * 0.00356) / 3)


def test_without_invoices_workers_have_no_price_for_one(pipeline: Pipeline) -> None:
    cost = look(pipeline, worker_vcpus=1).cost
    assert cost is not None
    assert cost.workers_usd is None


class Behind:
    """Clocks of two machines need not agree: an order comes from a moment ahead."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._real = pipeline.backends.orders
        self._ahead = pipeline.clock() + timedelta(seconds=2)

    def waiting_since(self) -> Waiting:
        return Waiting(orders=self._ahead, archived=None)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def test_an_order_of_a_clock_ahead_waits_for_no_negative_time(pipeline: Pipeline) -> None:
    pipeline.backends = replace(pipeline.backends, orders=Behind(pipeline))  # type: ignore[arg-type]
    assert look(pipeline).queues[0].oldest_age_s == 0


class Tasks:
    """A fleet that runs fewer tasks than it wants."""

    def figures(self) -> FleetFigures:
        return FleetFigures(running=1, starting=3, wanted=4)


def test_who_runs_the_workers_says_how_many_there_are(pipeline: Pipeline) -> None:
    pipeline.backends = replace(pipeline.backends, fleet=Tasks())
    assert (look(pipeline).scaling.running, look(pipeline).scaling.decided) == (1, 4)


def test_a_queue_that_nothing_gets_through_is_reckoned_at_what_its_workers_are_counted_on(
    pipeline: Pipeline,
) -> None:
    for n in range(45):
        pipeline.place(f"k{n}")
    orders, archived = look(pipeline).queues
    assert orders.throughput_per_min == 0
    assert orders.drain_s == 45 / (TRUST * RATE)
    assert archived.drain_s == 0
