"""What a start sends on that a killed system had accepted."""

from services.local.start import dispatch_again
from tests.pipeline import Pipeline


def _waiting(pipeline: Pipeline) -> tuple[int, int]:
    queues = (pipeline.backends.orders_queue, pipeline.backends.archived_queue)
    orders, archived = (queue.figures().undeleted for queue in queues)
    return orders, archived


def _lose(pipeline: Pipeline, name: str) -> None:
    queue = getattr(pipeline.backends, name)
    queue.delete(queue.receive(10, visibility_s=60, wait_s=0))


def test_a_start_after_a_clean_stop_doubles_no_message(pipeline: Pipeline) -> None:
    pipeline.place("a")
    pipeline.work_once()
    pipeline.place("b")
    assert _waiting(pipeline) == (1, 1)
    assert dispatch_again(pipeline.backends, pipeline.clock()) == 0
    assert _waiting(pipeline) == (1, 1)


def test_an_order_that_was_accepted_and_not_sent_is_sent_at_the_next_start(
    pipeline: Pipeline,
) -> None:
    pipeline.place("a")
    _lose(pipeline, "orders_queue")
    assert dispatch_again(pipeline.backends, pipeline.clock()) == 1
    assert _waiting(pipeline) == (1, 0)


def test_an_invoice_that_was_archived_and_not_announced_is_announced_at_the_next_start(
    pipeline: Pipeline,
) -> None:
    pipeline.place("a")
    pipeline.work_once()
    _lose(pipeline, "archived_queue")
    pipeline.place("b")
    assert dispatch_again(pipeline.backends, pipeline.clock()) == 1
    assert _waiting(pipeline) == (1, 1)


def test_a_lost_message_beside_others_is_left_to_the_reconciler(pipeline: Pipeline) -> None:
    pipeline.place("a")
    _lose(pipeline, "orders_queue")
    pipeline.clock.advance(30)
    pipeline.place("b")
    assert dispatch_again(pipeline.backends, pipeline.clock()) == 0
    pipeline.clock.advance(40)
    assert pipeline.reconcile() == 1
    assert _waiting(pipeline) == (2, 0)
