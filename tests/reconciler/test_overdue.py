"""What got stuck is sent on once, and an outage never multiplies what already waits."""

from dataclasses import replace
from typing import Any

import pytest

from services.domain.order import Order
from services.reconciler import main as reconciler
from services.reconciler.overdue import send_on_overdue
from tests.pipeline import Pipeline


class SlowOrders:
    """The orders of a busy disk: an order is dispatched a moment after it was accepted."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._real = pipeline.backends.orders
        self._clock = pipeline.clock

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def accept(self, order: Order) -> Order | None:
        standing = self._real.accept(order)
        self._clock.advance(0.2)
        return standing


@pytest.fixture
def slow(pipeline: Pipeline) -> Pipeline:
    orders: Any = SlowOrders(pipeline)
    pipeline.backends = replace(pipeline.backends, orders=orders)
    return pipeline


def lose_messages(pipeline: Pipeline) -> None:
    queue = pipeline.backends.orders_queue
    queue.delete(queue.receive(10, visibility_s=60, wait_s=0))


@pytest.mark.parametrize("orders", [1, 5])
def test_a_day_without_workers_sends_no_message_twice(slow: Pipeline, orders: int) -> None:
    for n in range(orders):
        slow.place(f"k{n}")
    for _ in range(24 * 60):
        slow.clock.advance(60)
        slow.reconcile()
    assert slow.backends.orders_queue.figures().visible == orders


def test_a_day_without_the_notifier_sends_no_message_twice(slow: Pipeline) -> None:
    slow.place("k1")
    slow.work_once()
    for _ in range(24 * 60):
        slow.clock.advance(60)
        slow.reconcile()
    assert slow.backends.archived_queue.figures().visible == 1


def test_a_lost_message_is_not_excused_by_those_that_came_later(slow: Pipeline) -> None:
    lost = slow.place("lost").order.id
    lose_messages(slow)
    slow.clock.advance(50)
    slow.place("later")
    slow.clock.advance(11)
    assert slow.reconcile() == 1
    slow.settle()
    assert slow.order(lost).status == "sent"


def test_two_reconcilers_at_once_send_an_order_on_once(pipeline: Pipeline) -> None:
    lost = pipeline.place("k1").order.id
    lose_messages(pipeline)
    pipeline.clock.advance(61)
    now = pipeline.clock()
    mine, others = (reconciler.desk(pipeline.backends) for _ in range(2))

    class Raced:
        """Lets the other reconciler go its whole round after the look at what is due."""

        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders, name)

        def due(self, *look: object) -> object:
            found = pipeline.backends.orders.due(now, 10)
            assert send_on_overdue(others, now) == 1
            return found

    raced = replace(mine, orders=Raced())  # type: ignore[arg-type]
    assert send_on_overdue(raced, now) == 0
    assert pipeline.backends.orders_queue.figures().visible == 1
    pipeline.settle()
    assert pipeline.order(lost).status == "sent"
