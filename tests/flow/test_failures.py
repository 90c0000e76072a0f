"""Which failures there are, seen through a window."""

import pytest

from services.domain.failure_groups import group_key
from services.flow.failures import FailureFilter, in_words, window
from services.flow.redrive import redrive_order
from tests.flow.mending import failure, poisoned, unmailed
from tests.pipeline import Pipeline


def found(pipeline: Pipeline, chosen: FailureFilter) -> list[str]:
    return [order.id for order in window(chosen, pipeline.backends.orders).found]


def test_the_latest_failure_comes_first_and_nothing_is_left_to_see(pipeline: Pipeline) -> None:
    first, second = poisoned(pipeline, "a", "b")
    seen = window(FailureFilter(), pipeline.backends.orders)
    assert [order.id for order in seen.found] == [second, first]
    assert (seen.scanned, seen.end) == (2, None)


def test_failures_are_chosen_by_everything_that_is_set(pipeline: Pipeline) -> None:
    pipeline.put_seller("harbor", legal_name="Harbor Ltd")
    (poison,) = poisoned(pipeline, "a")
    (foreign,) = poisoned(pipeline, "b", seller_id="harbor")
    (of_test,) = poisoned(pipeline, "c", livemode=False)
    mail = unmailed(pipeline, "d")
    group = group_key(failure(pipeline.order(poison)))
    assert found(pipeline, FailureFilter(kind="mail")) == [mail]
    assert found(pipeline, FailureFilter(code="mail_refused")) == [mail]
    assert found(pipeline, FailureFilter("harbor")) == [foreign]
    assert found(pipeline, FailureFilter("aurora", livemode=False)) == [of_test]
    assert found(pipeline, FailureFilter(group=group)) == [of_test, foreign, poison]
    assert found(pipeline, FailureFilter("aurora", True, group=group)) == [poison]  # noqa: FBT003
    assert found(pipeline, FailureFilter(state="discarded")) == []


def test_named_failures_are_read_directly_and_still_filtered(pipeline: Pipeline) -> None:
    first, second = poisoned(pipeline, "a", "b")
    ids = (first.replace("ord_", "fail_"), second, f"fail_{'0' * 40}", "nonsense")
    assert found(pipeline, FailureFilter(ids=ids)) == [second, first]
    assert found(pipeline, FailureFilter("harbor", ids=ids)) == []


def test_a_page_that_is_full_says_where_the_next_one_begins(pipeline: Pipeline) -> None:
    ids = poisoned(pipeline, "a", "b", "c")[::-1]
    orders = pipeline.backends.orders
    page = window(FailureFilter(), orders, limit=2)
    assert [order.id for order in page.found] == ids[:2]
    rest = window(FailureFilter(), orders, limit=2, after=page.end)
    assert ([order.id for order in rest.found], rest.end) == (ids[2:], None)


def test_a_window_ends_where_enough_was_looked_at_and_goes_on_from_there(
    pipeline: Pipeline,
) -> None:
    ids = poisoned(pipeline, "a", "b", "c")[::-1]
    rare = FailureFilter(kind="mail")
    first = window(rare, pipeline.backends.orders, most=2)
    assert (first.found, first.scanned) == ((), 2)
    assert first.end is not None
    assert first.end[1] == ids[1]
    rest = window(rare, pipeline.backends.orders, most=2, after=first.end)
    assert (rest.found, rest.scanned, rest.end) == ((), 1, None)


def test_a_redriven_failure_is_found_by_its_state(pipeline: Pipeline) -> None:
    first, second = poisoned(pipeline, "a", "b")
    backends = pipeline.backends
    redrive_order(
        first,
        "mended",
        orders=backends.orders,
        orders_queue=backends.orders_queue,
        archived_queue=backends.archived_queue,
        now=pipeline.clock(),
    )
    assert found(pipeline, FailureFilter(state="open")) == [second]
    assert found(pipeline, FailureFilter(state="redriven")) == [first]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (FailureFilter("aurora"), "all"),
        (FailureFilter(code="blank", group="grp_1"), "code=blank group=grp_1"),
        (FailureFilter(ids=("fail_1", "fail_2")), "fail_1 fail_2"),
        (FailureFilter(ids=tuple(f"fail_{n}" for n in range(30))), "30 failures, the first fail_0"),
    ],
)
def test_the_action_log_names_what_was_matched(chosen: FailureFilter, words: str) -> None:
    assert in_words(chosen) == words
