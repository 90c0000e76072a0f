"""A clock that is set, forth or back, may delay an order; it loses none and doubles none."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.pipeline import Pipeline

HOUR, DAY = 3_600.0, 86_400.0


def deliver_to_nobody(pipeline: Pipeline) -> None:
    pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)


def lose_the_message(pipeline: Pipeline) -> None:
    queue = pipeline.backends.orders_queue
    queue.delete(queue.receive(10, visibility_s=60, wait_s=0))


def number_and_archive(pipeline: Pipeline) -> None:
    pipeline.work_once()


def mail_to_nobody(pipeline: Pipeline) -> None:
    pipeline.work_once()
    pipeline.backends.archived_queue.receive(10, visibility_s=60, wait_s=0)


Stage = Callable[[Pipeline], None]
STAGES: list[Stage] = [
    lambda _pipeline: None,
    deliver_to_nobody,
    lose_the_message,
    number_and_archive,
    mail_to_nobody,
]


def let_pass(pipeline: Pipeline, time: timedelta) -> None:
    end = pipeline.clock() + time
    while pipeline.clock() < end:
        pipeline.work_once()
        pipeline.notify_once()
        pipeline.clock.advance(900)
        pipeline.reconcile()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("jumps", [(HOUR,), (-HOUR,), (DAY, -DAY), (-DAY, DAY), (40 * DAY,)])
def test_an_order_is_sent_once_whenever_the_clock_is_set(
    pipeline: Pipeline, stage: Stage, jumps: tuple[float, ...]
) -> None:
    early = pipeline.place("early").order.id
    for jump in jumps:
        pipeline.clock.advance(jump)
        stage(pipeline)
    late = pipeline.place("late").order.id
    let_pass(pipeline, timedelta(days=2))

    orders = [pipeline.order(order_id) for order_id in (early, late)]
    assert [order.status for order in orders] == ["sent", "sent"]
    assert [order.due_at for order in orders] == [None, None]
    assert len(pipeline.mails()) == 2
    assert audit(books(pipeline.backends)).ok
    days = [i.issued_on for i in pipeline.backends.invoices.of_series("aurora/live/380/2026")]
    assert all(first <= second for first, second in pairwise(days))


def test_a_year_that_began_too_early_ends_and_both_years_stay_whole(pipeline: Pipeline) -> None:
    pipeline.clock.now = datetime(2026, 12, 30, 12, tzinfo=UTC)
    for key, days in (("a", 0), ("b", 3), ("c", -3), ("d", 3)):
        pipeline.clock.advance(days * DAY)
        pipeline.place(key)
        pipeline.settle()

    report = audit(books(pipeline.backends))
    assert report.ok
    assert [(span.series, span.count) for span in report.series] == [
        ("aurora/live/380/2026", 2),
        ("aurora/live/380/2027", 2),
    ]
