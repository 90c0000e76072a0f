"""A queue that does not know its age, as SQS: a backlog excuses a wait, though not for ever."""

from dataclasses import replace
from typing import Any

import pytest

from services.backends.queue import Figures, Queue
from tests.pipeline import Pipeline


class Ageless:
    """A queue as SQS tells of it."""

    def __init__(self, real: Queue) -> None:
        self._real = real
        self.looks = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def figures(self) -> Figures:
        self.looks += 1
        return self._real.figures()._replace(oldest_age_s=None, sent=0, deleted=0)


@pytest.fixture
def orders(pipeline: Pipeline) -> Ageless:
    orders = Ageless(pipeline.backends.orders_queue)
    queue: Any = orders
    pipeline.backends = replace(pipeline.backends, orders_queue=queue)
    return orders


def _lose_message(pipeline: Pipeline) -> None:
    queue = pipeline.backends.orders_queue
    queue.delete(queue.receive(10, visibility_s=60, wait_s=0))


def _bodies(pipeline: Pipeline) -> list[str]:
    queue, bodies = pipeline.backends.orders_queue, list[str]()
    while messages := queue.receive(10, visibility_s=60, wait_s=0):
        bodies += [message.body for message in messages]
    return bodies


def _pass(pipeline: Pipeline, minutes: int) -> int:
    sent = 0
    for _ in range(minutes):
        pipeline.clock.advance(60)
        sent += pipeline.reconcile()
    return sent


@pytest.mark.usefixtures("orders")
def test_an_order_whose_message_was_lost_from_an_empty_queue_is_sent_on_at_once(
    pipeline: Pipeline,
) -> None:
    pipeline.place("lost")
    _lose_message(pipeline)
    assert _pass(pipeline, 1) == 1


@pytest.mark.usefixtures("orders")
def test_on_a_queue_that_is_never_empty_a_lost_message_is_replaced_within_ten_minutes(
    pipeline: Pipeline,
) -> None:
    lost = pipeline.place("lost").order.id
    _lose_message(pipeline)
    for minute in range(10):
        pipeline.place(f"busy-{minute}")
        _pass(pipeline, 1)
    assert any(lost in body for body in _bodies(pipeline))


@pytest.mark.usefixtures("orders")
def test_a_short_outage_sends_nothing_and_a_day_only_a_few_messages(pipeline: Pipeline) -> None:
    pipeline.place("k1")
    assert _pass(pipeline, 7) == 0
    assert _pass(pipeline, 24 * 60) < 12


def test_the_queue_is_asked_once_a_round_and_only_when_something_is_overdue(
    pipeline: Pipeline, orders: Ageless
) -> None:
    for n in range(5):
        pipeline.place(f"k{n}")
    pipeline.reconcile()
    assert orders.looks == 0
    pipeline.clock.advance(61)
    pipeline.reconcile()
    assert orders.looks == 1
