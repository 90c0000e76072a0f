"""Charts have a point for every step, keep their peaks, and gaps where nobody looked."""

from datetime import timedelta
from typing import get_args

import pytest

from services.domain.histogram import bucket
from services.domain.measures import Tally
from services.domain.minute import Levels
from services.flow.series import Span, series
from tests.minutes import a_level, some_levels
from tests.pipeline import Pipeline

LENGTHS = {"1h": 3_600, "6h": 6 * 3_600, "24h": 24 * 3_600, "7d": 7 * 24 * 3_600}


def put(pipeline: Pipeline, levels: Levels, *, ago_min: int) -> None:
    at = pipeline.clock() - timedelta(minutes=ago_min)
    pipeline.backends.minutes.put(levels.model_copy(update={"at": at}))


def tell(pipeline: Pipeline, *, ago_min: int, mail_s: float | None = None, **counts: int) -> None:
    at = pipeline.clock() - timedelta(minutes=ago_min)
    spans = {} if mail_s is None else {"order_to_mail_s": {bucket(mail_s): 1}}
    told = {"at": at, "service": "notifier", "counts": counts, "spans": spans}
    pipeline.backends.minutes.add(Tally.model_validate(told))


@pytest.mark.parametrize("span", get_args(Span))
def test_a_span_ends_with_the_last_whole_minute_and_is_as_long_as_it_says(
    pipeline: Pipeline, span: Span
) -> None:
    pipeline.clock.advance(42)
    drawn = series(pipeline.backends.minutes, span, pipeline.clock())
    first, last = drawn.at[0], drawn.at[-1] + timedelta(seconds=drawn.step_s)
    assert last == pipeline.clock() - timedelta(seconds=42)
    assert (last - first).total_seconds() == LENGTHS[span]
    assert 60 <= len(drawn.at) <= 100
    for queue in drawn.queues:
        for points in (queue.visible, queue.in_flight, queue.oldest_age_s):
            assert points == (None,) * len(drawn.at)
        assert queue.throughput_per_min == (None,) * len(drawn.at)
    assert drawn.workers_running == (None,) * len(drawn.at)


def test_minutes_become_points_of_their_queue(pipeline: Pipeline) -> None:
    levels = some_levels(
        orders=a_level(visible=7, in_flight=3, oldest_age_s=12.5), running=2, wanted=4
    )
    put(pipeline, levels, ago_min=1)
    tell(pipeline, ago_min=1, mail_s=4.0, archived=30, mailed=20)
    drawn = series(pipeline.backends.minutes, "1h", pipeline.clock())
    orders, archived = drawn.queues
    assert (orders.name, archived.name) == ("orders", "archived")
    assert [orders.visible[-1], orders.in_flight[-1], orders.oldest_age_s[-1]] == [7, 3, 12.5]
    assert archived.oldest_age_s[-1] == 0
    assert (orders.throughput_per_min[-1], archived.throughput_per_min[-1]) == (30, 20)
    assert (drawn.workers_running[-1], drawn.workers_wanted[-1]) == (2, 4)
    assert drawn.order_to_mail_p95_s[-1] == pytest.approx(4.0, rel=0.19)
    assert orders.visible[-2] is None


def test_the_minute_that_is_not_over_is_not_drawn(pipeline: Pipeline) -> None:
    put(pipeline, some_levels(running=9), ago_min=0)
    drawn = series(pipeline.backends.minutes, "1h", pipeline.clock())
    assert set(drawn.workers_running) == {None}


def test_a_point_of_many_minutes_keeps_the_peak_and_the_mean_pace(pipeline: Pipeline) -> None:
    for ago in range(1, 6):
        put(pipeline, some_levels(orders=a_level(visible=10 * ago)), ago_min=ago)
        tell(pipeline, ago_min=ago, archived=6 * ago)
    drawn = series(pipeline.backends.minutes, "6h", pipeline.clock())
    assert drawn.queues[0].visible[-1] == 50
    assert drawn.queues[0].throughput_per_min[-1] == 18


def test_work_that_was_done_while_nobody_looked_is_drawn_beside_a_gap(pipeline: Pipeline) -> None:
    tell(pipeline, ago_min=1, archived=5)
    drawn = series(pipeline.backends.minutes, "1h", pipeline.clock())
    assert drawn.queues[0].throughput_per_min[-1] == 5
    assert drawn.queues[0].visible[-1] is None
    assert drawn.order_to_mail_p95_s[-1] is None


def test_history_survives_a_restart(pipeline: Pipeline) -> None:
    put(pipeline, some_levels(running=3), ago_min=2)
    again = Pipeline(pipeline.state)
    drawn = series(again.backends.minutes, "1h", again.clock())
    assert drawn.workers_running[-2] == 3


def test_the_json_has_gaps_as_null_and_times_of_one_width(pipeline: Pipeline) -> None:
    seen = series(pipeline.backends.minutes, "1h", pipeline.clock()).model_dump(mode="json")
    assert seen["at"][-1] == "2026-11-21T09:29:00.000000Z"
    assert seen["queues"][0]["visible"][0] is None
