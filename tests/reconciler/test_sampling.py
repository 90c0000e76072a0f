"""The sampler keeps how everything stood, and stands in nobody's way."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import NoReturn

import pytest
from structlog.testing import capture_logs

from services.backends.fleet import FleetFigures
from services.backends.pauses import Pause
from services.domain.alarm_states import NEEDED
from services.domain.measures import Tally
from services.domain.minute import KEPT, Levels, minute_of
from services.domain.worker import Worker
from services.reconciler import main as reconciler
from services.reconciler.desk import Desk
from services.reconciler.sampling import sample, sample_here, sample_on_aws
from tests.minutes import a_level, some_levels
from tests.pipeline import Pipeline

LATE = some_levels(orders=a_level(visible=5, oldest_age_s=400))


class Tasks:
    """A fleet of so many tasks."""

    def __init__(self, running: int, wanted: int) -> None:
        self.running = running
        self.wanted = wanted

    def figures(self) -> FleetFigures:
        return FleetFigures(self.running, max(0, self.wanted - self.running), self.wanted)


class Silent:
    """Whatever is asked does not answer."""

    def __getattr__(self, name: str) -> NoReturn:
        raise OSError(name)


def desk(pipeline: Pipeline, **stands_in: object) -> Desk:
    backends = replace(pipeline.backends, **stands_in)  # type: ignore[arg-type]
    return reconciler.desk(backends, pipeline.clock)


def go_round(pipeline: Pipeline, **stands_in: object) -> None:
    reconciler.go_round(desk(pipeline, **stands_in), pipeline.clock, sample_here)


def stood(pipeline: Pipeline) -> Levels:
    now = pipeline.clock()
    (minute,) = pipeline.backends.minutes.between(now, now)
    assert minute.levels is not None
    return minute.levels


def work_as(pipeline: Pipeline, name: str, *, queue: str = "orders") -> None:
    now = pipeline.clock()
    pipeline.backends.workers.beat(Worker(id=name, queue=queue, started_at=now, seen_at=now))


def test_an_order_is_seen_waiting_first_for_its_number_then_for_its_mail(
    pipeline: Pipeline,
) -> None:
    pipeline.place("k1")
    pipeline.clock.advance(7)
    orders, archived = sample(desk(pipeline), pipeline.clock()).queues
    assert (orders.name, orders.visible, orders.oldest_age_s) == ("orders", 1, 7)
    assert (archived.name, archived.backlog, archived.oldest_age_s) == ("archived", 0, None)

    pipeline.work_once()
    pipeline.clock.advance(5)
    orders, archived = sample(desk(pipeline), pipeline.clock()).queues
    assert (orders.backlog, orders.oldest_age_s) == (0, None)
    assert (archived.visible, archived.oldest_age_s) == (1, 12)

    pipeline.notify_once()
    assert [queue.oldest_age_s for queue in sample(desk(pipeline), pipeline.clock()).queues] == [
        None,
        None,
    ]


def test_age_counts_from_the_order_also_when_its_message_is_lost(pipeline: Pipeline) -> None:
    pipeline.place("k1")
    queue = pipeline.backends.orders_queue
    queue.delete(queue.receive(10, visibility_s=60, wait_s=0))
    pipeline.clock.advance(30)
    orders, _ = sample(desk(pipeline), pipeline.clock()).queues
    assert (orders.backlog, orders.oldest_age_s) == (0, 30)


def test_what_is_in_hand_or_delayed_is_in_flight(pipeline: Pipeline) -> None:
    for key in ("k1", "k2", "k3"):
        pipeline.place(key)
    queue = pipeline.backends.orders_queue
    first, *_ = queue.receive(2, visibility_s=60, wait_s=0)
    queue.release(first, delay_s=30)
    orders, _ = sample(desk(pipeline), pipeline.clock()).queues
    assert (orders.visible, orders.in_flight) == (1, 2)


def test_workers_failures_and_pauses_are_seen(pipeline: Pipeline) -> None:
    work_as(pipeline, "worker-1")
    work_as(pipeline, "notifier", queue="archived")
    pipeline.place("poison", metadata={"simulate": "fail_render"})
    pipeline.work_once()
    pipeline.backends.pauses.pause(
        Pause(queue="archived", at=pipeline.clock(), who="cli:ada", reason="a bad template")
    )
    found = sample(desk(pipeline), pipeline.clock())
    assert (found.workers_running, found.open_failures, found.stuck) == (1, 1, 0)
    assert found.paused == ("archived",)
    assert found.queues[0].oldest_age_s is None


def test_dead_letters_are_seen_before_they_are_drained(pipeline: Pipeline) -> None:
    pipeline.backends.orders_dead_letters.send(["{}"])
    go_round(pipeline)
    assert stood(pipeline).queues[0].dead_letters == 1
    pipeline.clock.advance(15)
    go_round(pipeline)
    assert stood(pipeline).queues[0].dead_letters == 0


def test_a_minute_holds_its_last_look(pipeline: Pipeline) -> None:
    go_round(pipeline)
    pipeline.place("k1")
    pipeline.clock.advance(15)
    go_round(pipeline)
    assert stood(pipeline).queues[0].visible == 1
    assert stood(pipeline).at == pipeline.clock()


def test_a_sampler_that_fails_stops_no_repair(pipeline: Pipeline) -> None:
    pipeline.place("k1")
    queue = pipeline.backends.orders_queue
    queue.delete(queue.receive(10, visibility_s=60, wait_s=0))
    pipeline.clock.advance(61)
    with capture_logs() as logs:
        go_round(pipeline, fleet=Silent())
    assert queue.figures().visible == 1
    assert "figures.not_sampled" in [line["event"] for line in logs]
    now = pipeline.clock()
    (minute,) = pipeline.backends.minutes.between(now, now)
    assert minute.levels is None
    assert minute.counts == {"errors": 1, "repairs": 1}


def test_a_repair_that_fails_stops_no_sampler(pipeline: Pipeline) -> None:
    broken = replace(desk(pipeline), orders_dead_letters=Silent())
    with pytest.raises(OSError, match="receive"):
        reconciler.go_round(broken, pipeline.clock, sample_here)
    assert stood(pipeline).queues[0].backlog == 0
    now = pipeline.clock()
    assert pipeline.backends.minutes.between(now, now)[0].counts == {"errors": 1}


def test_a_quiet_round_counts_nothing(pipeline: Pipeline) -> None:
    go_round(pipeline)
    now = pipeline.clock()
    assert pipeline.backends.minutes.between(now, now)[0].counts == {}


def test_what_is_older_than_thirty_days_is_forgotten_with_the_hour(pipeline: Pipeline) -> None:
    minutes, began = pipeline.backends.minutes, minute_of(pipeline.clock())
    minutes.put(some_levels().model_copy(update={"at": began - KEPT}))
    pipeline.clock.advance(29 * 60)
    go_round(pipeline)
    assert len(minutes.between(began - KEPT, began - KEPT)) == 1
    pipeline.clock.advance(60)
    assert pipeline.clock().minute == 0
    go_round(pipeline)
    assert minutes.between(began - KEPT, began - KEPT) == []


def put(pipeline: Pipeline, levels: Levels, *, ago_min: int) -> None:
    at = pipeline.clock() - timedelta(minutes=ago_min)
    pipeline.backends.minutes.put(levels.model_copy(update={"at": at}))


def alarms_told(pipeline: Pipeline) -> list[tuple[str, str]]:
    with capture_logs() as logs:
        go_round(pipeline)
    return [(line["event"], line["alarm"]) for line in logs if line["event"].startswith("alarm.")]


def test_operators_are_told_once_that_an_alarm_began_and_once_that_it_ended(
    pipeline: Pipeline,
) -> None:
    for ago in range(int(NEEDED / timedelta(minutes=1)), 0, -1):
        put(pipeline, LATE if ago <= 3 else some_levels(), ago_min=ago)
    assert alarms_told(pipeline) == [("alarm.raised", "orders-late")]
    pipeline.clock.advance(15)
    assert alarms_told(pipeline) == []

    told = []
    for _ in range(5):
        pipeline.clock.advance(60)
        told += alarms_told(pipeline)
    assert told == [("alarm.over", "orders-late")]


def test_a_new_installation_tells_no_alarms(pipeline: Pipeline) -> None:
    told = []
    for _ in range(20):
        told += alarms_told(pipeline)
        pipeline.clock.advance(60)
    assert told == []


def test_on_aws_a_decision_is_kept_whenever_it_is_another(pipeline: Pipeline) -> None:
    pipeline.backends.minutes.add(
        Tally(at=pipeline.clock(), service="order_api", counts={"accepted": 90})
    )
    pipeline.clock.advance(60)
    go = partial(sample_on_aws, worker_vcpus=2)
    for key in range(30):
        pipeline.place(f"k{key}")
    go(desk(pipeline, fleet=Tasks(1, 1)), pipeline.clock())
    pipeline.clock.advance(60)
    go(desk(pipeline, fleet=Tasks(1, 1)), pipeline.clock())
    pipeline.clock.advance(60)
    go(desk(pipeline, fleet=Tasks(1, 4)), pipeline.clock())

    latest, first = pipeline.backends.decisions.latest(10)
    assert (first.running, first.decided, first.backlog) == (1, 1, 30)
    assert first.arrivals == 1.5
    assert first.rate == 45
    assert (latest.running, latest.decided, latest.at) == (1, 4, pipeline.clock())


def test_on_aws_cloudwatch_tells_alarms_and_not_the_sampler(pipeline: Pipeline) -> None:
    for ago in range(80, 0, -1):
        put(pipeline, LATE if ago <= 3 else some_levels(), ago_min=ago)
    with capture_logs() as logs:
        sample_on_aws(desk(pipeline), pipeline.clock(), worker_vcpus=1)
    assert [line for line in logs if line["event"].startswith("alarm.")] == []


def test_on_aws_the_log_says_how_many_orders_are_stuck(pipeline: Pipeline) -> None:
    with capture_logs() as logs:
        sample_on_aws(desk(pipeline), pipeline.clock(), worker_vcpus=1)
    (line,) = [line for line in logs if line["event"] == "figures.sampled"]
    assert (line["stuck"], line["open_failures"]) == (0, 0)
