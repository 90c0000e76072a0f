"""One decision about many failures."""

from typing import Any

import pytest

from services.backends.conflict import Conflict
from services.domain.order import postpone
from services.flow.accept import IdempotencyKeyReused
from services.flow.decide import discard_one
from services.flow.decide_all import discard_all, redrive_all
from services.flow.failures import FailureFilter
from tests.flow.mending import actions, an_ask, fail_again, poisoned, unmailed
from tests.pipeline import Pipeline

OURS = FailureFilter("aurora", livemode=True)


def states(pipeline: Pipeline, ids: list[str]) -> list[str | None]:
    found = [pipeline.order(id_).failure for id_ in ids]
    return [failure.state if failure else None for failure in found]


def test_all_that_match_are_redriven_and_the_log_has_one_entry(pipeline: Pipeline) -> None:
    ids = poisoned(pipeline, "a", "b", "c")
    mail = unmailed(pipeline, "d")
    ask = an_ask(pipeline)
    chosen = OURS._replace(code="simulated_render_failure")
    done = redrive_all(chosen, ask, pipeline.backends)
    assert (done.matched, done.done, done.skipped) == (3, tuple(ids[::-1]), ())
    assert (done.more, done.replayed) == (False, False)
    assert states(pipeline, [*ids, mail]) == ["redriven"] * 3 + ["open"]
    (action,) = actions(pipeline)
    assert (action.what, action.count) == ("redrive", 3)
    assert action.target == "code=simulated_render_failure"


def test_asked_again_the_answer_is_the_same_and_nothing_is_done(pipeline: Pipeline) -> None:
    poisoned(pipeline, "a", "b")
    ask = an_ask(pipeline)
    first = redrive_all(OURS, ask, pipeline.backends)
    pipeline.settle()
    poisoned(pipeline, "failed since")
    orders = [pipeline.order(id_) for id_ in first.done]
    again = redrive_all(OURS, ask, pipeline.backends)
    assert (again.matched, set(again.done), again.replayed) == (2, set(first.done), True)
    assert [pipeline.order(id_) for id_ in first.done] == orders
    assert len(actions(pipeline)) == 1


def test_what_a_crash_left_undone_is_finished_and_no_more(pipeline: Pipeline) -> None:
    ids = poisoned(pipeline, "a", "b", "c")
    ask = an_ask(pipeline)

    class Gone(Exception):  # noqa: N818 - the process ends
        pass

    class DiesAfterOne:
        saved = 0

        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders, name)

        def save(self, order: Any) -> object:  # noqa: ANN401
            if self.saved:
                raise Gone
            self.saved += 1
            return pipeline.backends.orders.save(order)

    with pytest.raises(Gone):
        redrive_all(OURS, ask, pipeline.with_orders(DiesAfterOne()))
    assert states(pipeline, ids).count("redriven") == 1
    pipeline.clock.advance(60)
    (since,) = poisoned(pipeline, "failed since")
    done = redrive_all(OURS, ask, pipeline.backends)
    assert (done.matched, set(done.done), done.replayed) == (3, set(ids), True)
    assert states(pipeline, [since]) == ["open"]


def test_a_limit_leaves_the_rest_for_another_request(pipeline: Pipeline) -> None:
    ids = poisoned(pipeline, "a", "b", "c")
    first = redrive_all(OURS, an_ask(pipeline), pipeline.backends, limit=2)
    assert (first.matched, first.more) == (2, True)
    rest = redrive_all(OURS, an_ask(pipeline, "a2"), pipeline.backends, limit=2)
    assert (rest.done, rest.more) == ((ids[0],), False)


def test_nothing_to_decide_is_nothing_done_and_nothing_logged(pipeline: Pipeline) -> None:
    done = redrive_all(OURS, an_ask(pipeline), pipeline.backends)
    assert (done.matched, done.done, done.replayed) == (0, (), False)
    assert actions(pipeline) == []


def test_who_is_faster_is_not_undone_and_the_order_is_skipped(pipeline: Pipeline) -> None:
    ids = poisoned(pipeline, "a", "b")

    class Overtaken:
        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders, name)

        def save(self, order: Any) -> object:  # noqa: ANN401
            if order.id == ids[0] and pipeline.order(ids[0]).open_failure:
                discard_one(ids[0], an_ask(pipeline, "other"), pipeline.backends)
                raise Conflict
            return pipeline.backends.orders.save(order)

    done = redrive_all(OURS, an_ask(pipeline), pipeline.with_orders(Overtaken()))
    assert (done.matched, done.done) == (2, (ids[1],))
    assert done.skipped == ((ids[0], "not_open"),)
    assert states(pipeline, ids) == ["discarded", "redriven"]


def test_an_order_that_others_change_meanwhile_is_read_again(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "a")

    class Moving:
        moved = False

        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders, name)

        def save(self, order: Any) -> object:  # noqa: ANN401
            if not self.moved:
                self.moved = True
                pipeline.backends.orders.save(postpone(pipeline.order(order_id), pipeline.clock()))
            return pipeline.backends.orders.save(order)

    done = redrive_all(OURS, an_ask(pipeline), pipeline.with_orders(Moving()))
    assert done.done == (order_id,)


def test_another_match_or_reason_under_the_same_key_is_refused(pipeline: Pipeline) -> None:
    poisoned(pipeline, "a")
    redrive_all(OURS, an_ask(pipeline), pipeline.backends)
    with pytest.raises(IdempotencyKeyReused):
        redrive_all(OURS._replace(code="x"), an_ask(pipeline), pipeline.backends)
    with pytest.raises(IdempotencyKeyReused):
        redrive_all(OURS, an_ask(pipeline, reason="other"), pipeline.backends)


def test_what_is_stuck_stays_open_when_all_is_discarded(pipeline: Pipeline) -> None:
    (poison,) = poisoned(pipeline, "a")
    numbered = unmailed(pipeline, "b")
    fail_again(pipeline, numbered, "stuck")
    done = discard_all(OURS, an_ask(pipeline), pipeline.backends)
    assert (done.done, done.skipped) == ((poison,), ((numbered, "stuck"),))
    assert states(pipeline, [poison, numbered]) == ["discarded", "open"]
    assert actions(pipeline)[0].what == "discard"
