"""One decision about one failure."""

import pytest

from services.flow.accept import IdempotencyKeyReused
from services.flow.decide import NotOpen, discard_one, redrive_one, redriven
from tests.flow.mending import actions, an_ask, corrected, fail_again, failure, poisoned, unmailed
from tests.pipeline import Pipeline


def test_a_redriven_order_names_its_action_and_the_log_says_who_and_why(
    pipeline: Pipeline,
) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    ask = an_ask(pipeline, reason="fonts installed")
    order, replayed = redrive_one(order_id, ask, pipeline.backends)
    assert not replayed
    assert (order.status, order.history[-1].action) == ("accepted", ask.id)
    (action,) = actions(pipeline)
    assert (action.id, action.what, action.target) == (ask.id, "redrive", failure(order).id)
    assert (action.who, action.role, action.reason) == ("sk_live_op", "operator", ask.reason)
    assert (action.seller_id, action.count, action.at) == ("aurora", 1, ask.at)


def test_asked_again_it_is_done_once_and_logged_once(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    ask = an_ask(pipeline)
    first = redrive_one(order_id, ask, pipeline.backends).order
    again = redrive_one(order_id, ask, pipeline.backends)
    assert again == (first, True)
    assert len(actions(pipeline)) == 1
    assert pipeline.backends.orders_queue.figures().visible == 1


def test_asked_again_after_it_failed_anew_nothing_is_done(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    ask = an_ask(pipeline)
    redrive_one(order_id, ask, pipeline.backends)
    pipeline.settle()
    failed_anew = pipeline.order(order_id)
    assert failed_anew.open_failure is not None
    assert redrive_one(order_id, ask, pipeline.backends) == (failed_anew, True)
    assert pipeline.order(order_id) == failed_anew


def test_another_decision_under_the_same_key_is_refused(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    redrive_one(order_id, an_ask(pipeline), pipeline.backends)
    fail_again(pipeline, order_id)
    with pytest.raises(IdempotencyKeyReused):
        redrive_one(order_id, an_ask(pipeline, reason="other"), pipeline.backends)
    with pytest.raises(IdempotencyKeyReused):
        discard_one(order_id, an_ask(pipeline), pipeline.backends)
    with pytest.raises(IdempotencyKeyReused):
        corrected(pipeline, order_id, reason="mended")
    assert len(actions(pipeline)) == 1


def test_what_is_not_open_any_more_is_not_decided_and_not_logged(pipeline: Pipeline) -> None:
    sound = pipeline.place("sound").order.id
    (order_id,) = poisoned(pipeline, "k1")
    discard_one(order_id, an_ask(pipeline), pipeline.backends)
    for target in (order_id, sound, f"ord_{'0' * 40}"):
        with pytest.raises(NotOpen):
            redrive_one(target, an_ask(pipeline, "a2"), pipeline.backends)
    assert len(actions(pipeline)) == 1


def test_a_failure_whose_action_was_logged_before_a_crash_is_still_redriven(
    pipeline: Pipeline,
) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    ask = an_ask(pipeline)

    class Gone(Exception):  # noqa: N818 - the process ends
        pass

    class DiesAfterwards:
        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders, name)

        def save(self, _order: object) -> None:
            raise Gone

    dying = pipeline.with_orders(DiesAfterwards())
    with pytest.raises(Gone):
        redrive_one(order_id, ask, dying)
    assert [action.id for action in actions(pipeline)] == [ask.id]
    assert pipeline.order(order_id).open_failure is not None
    assert not redrive_one(order_id, ask, pipeline.backends).replayed
    assert pipeline.order(order_id).status == "accepted"
    assert len(actions(pipeline)) == 1


def test_late_messages_of_a_discarded_order_are_dropped(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    (late,) = pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
    fail_again(pipeline, order_id)
    discarded = discard_one(order_id, an_ask(pipeline), pipeline.backends).order
    pipeline.clock.advance(120)
    assert pipeline.work_once() == 1
    pipeline.backends.orders_dead_letters.send([late.body])
    pipeline.reconcile()
    assert pipeline.order(order_id) == discarded
    assert pipeline.backends.orders_queue.figures().undeleted == 0
    assert pipeline.backends.orders.due(pipeline.clock(), 10) == []


def test_a_discarded_mail_is_never_sent(pipeline: Pipeline) -> None:
    order_id = unmailed(pipeline, "k1")
    discard_one(order_id, an_ask(pipeline), pipeline.backends)
    (key,) = pipeline.backends.archive.keys()
    pipeline.announce(key)
    assert pipeline.notify_once() == 1
    assert pipeline.mails() == []
    order = pipeline.order(order_id)
    assert (order.status, failure(order).state) == ("invoiced", "discarded")


def test_two_at_once_under_one_key_redrive_an_order_only_once(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    ask = an_ask(pipeline)
    assert redriven(order_id, ask, pipeline.backends)
    fail_again(pipeline, order_id)
    assert redriven(order_id, ask, pipeline.backends) is None
    assert pipeline.order(order_id).open_failure is not None
