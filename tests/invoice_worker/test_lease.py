from collections.abc import Sequence

from services.backends.queue import LeaseLost, Message
from services.invoice_worker.lease import VISIBILITY_S, Leases
from tests.pipeline import Pipeline


def received(pipeline: Pipeline, orders: int) -> Sequence[Message]:
    for n in range(orders):
        pipeline.place(f"k{n}")
    return pipeline.backends.orders_queue.receive(10, visibility_s=VISIBILITY_S, wait_s=0)


def test_a_beating_lease_keeps_messages_from_others_for_as_long_as_it_takes(
    pipeline: Pipeline,
) -> None:
    messages = received(pipeline, 2)
    with Leases(pipeline.backends.orders_queue, messages) as leases:
        for _ in range(10):
            pipeline.clock.advance(20)
            leases.beat()
            assert not pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
        assert all(leases.holds(message) for message in messages)


def test_a_lease_somebody_else_took_is_no_longer_held(pipeline: Pipeline) -> None:
    messages = received(pipeline, 1)
    with Leases(pipeline.backends.orders_queue, messages) as leases:
        pipeline.clock.advance(VISIBILITY_S + 1)
        assert pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
        leases.beat()
        assert not leases.holds(messages[0])


def test_a_queue_that_is_busy_for_a_moment_costs_no_lease(pipeline: Pipeline) -> None:
    messages = received(pipeline, 1)
    real = pipeline.backends.orders_queue

    class Busy:
        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def extend(self, message: Message, visibility_s: float) -> None:
            raise TimeoutError

    with Leases(Busy(), messages) as leases:  # type: ignore[arg-type]
        leases.beat()
        assert leases.holds(messages[0])


def test_work_on_a_message_that_was_lost_stops_before_it_is_archived(pipeline: Pipeline) -> None:
    messages = received(pipeline, 1)

    class Lost:
        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders_queue, name)

        def extend(self, message: Message, visibility_s: float) -> None:
            raise LeaseLost("somebody else has it")

    with Leases(Lost(), messages) as leases:  # type: ignore[arg-type]
        leases.beat()
        assert not leases.holds(messages[0])
