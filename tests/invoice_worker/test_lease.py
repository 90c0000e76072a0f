from collections.abc import Sequence

import pytest

from services.backends.queue import LeaseLost, Message
from services.invoice_worker.lease import HANGS_AFTER_S, HEARTBEAT_S, VISIBILITY_S, Leases
from tests.pipeline import Pipeline


def received(pipeline: Pipeline, orders: int) -> Sequence[Message]:
    for n in range(orders):
        pipeline.place(f"k{n}")
    return pipeline.backends.orders_queue.receive(10, visibility_s=VISIBILITY_S, wait_s=0)


def never() -> None:
    pytest.fail("nothing hangs here")


def test_a_beating_lease_keeps_messages_from_others_for_as_long_as_it_takes(
    pipeline: Pipeline,
) -> None:
    messages = received(pipeline, 2)
    with Leases(pipeline.backends.orders_queue, messages, never) as leases:
        for _ in range(10):
            pipeline.clock.advance(20)
            leases.beat()
            assert not pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
        assert all(leases.begin(message) for message in messages)


def test_a_lease_somebody_else_took_is_no_longer_held(pipeline: Pipeline) -> None:
    messages = received(pipeline, 1)
    with Leases(pipeline.backends.orders_queue, messages, never) as leases:
        pipeline.clock.advance(VISIBILITY_S + 1)
        assert pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
        leases.beat()
        assert not leases.begin(messages[0])


def test_a_queue_that_is_busy_for_a_moment_costs_no_lease(pipeline: Pipeline) -> None:
    messages = received(pipeline, 1)
    real = pipeline.backends.orders_queue

    class Busy:
        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def extend(self, message: Message, visibility_s: float) -> None:
            raise TimeoutError

    with Leases(Busy(), messages, never) as leases:  # type: ignore[arg-type]
        leases.beat()
        assert leases.begin(messages[0])


def test_work_on_a_message_that_was_lost_stops_before_it_is_archived(pipeline: Pipeline) -> None:
    messages = received(pipeline, 1)

    class Lost:
        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders_queue, name)

        def extend(self, message: Message, visibility_s: float) -> None:
            raise LeaseLost("somebody else has it")

    with Leases(Lost(), messages, never) as leases:  # type: ignore[arg-type]
        leases.beat()
        assert not leases.begin(messages[0])


def test_a_worker_that_hangs_on_an_order_is_ended(pipeline: Pipeline) -> None:
    messages = received(pipeline, 2)
    ended: list[str] = []
    beats = int(HANGS_AFTER_S / HEARTBEAT_S)
    with Leases(
        pipeline.backends.orders_queue, messages, lambda: ended.append("the worker")
    ) as leases:
        for message in messages:
            leases.begin(message)
            for _ in range(beats):
                leases.beat()
        assert not ended, "two slow orders in a row are no hang"
        leases.beat()
    assert ended


def test_a_suspect_that_kills_its_worker_comes_back_after_its_mates(pipeline: Pipeline) -> None:
    queue = pipeline.backends.orders_queue
    messages = received(pipeline, 3)
    with Leases(queue, messages, never) as leases:
        leases.suspect(messages[1])
        leases.beat()
    pipeline.clock.advance(VISIBILITY_S)
    mates = queue.receive(10, visibility_s=VISIBILITY_S, wait_s=0)
    assert [mate.body for mate in mates] == [messages[0].body, messages[2].body]
    queue.delete(mates)
    pipeline.clock.advance(VISIBILITY_S)
    (suspect,) = queue.receive(10, visibility_s=VISIBILITY_S, wait_s=0)
    assert suspect.body == messages[1].body
