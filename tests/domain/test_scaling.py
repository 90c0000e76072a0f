from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.scaling import (
    LATENCY_GOAL_S,
    MAX_STEPS,
    MAX_WORKERS,
    METRIC_PERIOD_S,
    SCALE_IN_AFTER_S,
    Decision,
    next_step,
    steady,
    step_for,
    steps,
    workers_needed,
)
from tests.domain.generated import modestly

RATES = st.floats(0.1, 1000)
COUNTS = st.integers(0, 1_000_000)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def a_decision(**given: object) -> Decision:
    figures = {"arrivals": 40.0, "backlog": 120, "rate": 20.0, "latency_goal_s": 10.0}
    workers = {"wanted": 3, "running": 3, "decided": 3}
    return Decision.model_validate({"at": NOON, **figures, **workers, **given})


def test_nothing_to_do_needs_one_worker() -> None:
    assert workers_needed(0, 0, 0, 20, LATENCY_GOAL_S) == 1


def test_workers_keep_up_with_arrivals_and_clear_the_backlog_in_time() -> None:
    assert workers_needed(40, 0, 0, 20, 10) == 2
    assert workers_needed(0, 300, 100, 20, 10) == 2
    assert workers_needed(40, 300, 101, 20, 10) == 5


@given(st.floats(0, 1000), COUNTS, COUNTS, RATES)
@modestly
def test_what_is_started_is_enough_and_one_less_would_not_be(
    arrivals: float, visible: int, in_flight: int, rate: float
) -> None:
    workers = workers_needed(arrivals, visible, in_flight, rate, LATENCY_GOAL_S)
    need = arrivals * LATENCY_GOAL_S + visible + in_flight
    assert workers * rate * LATENCY_GOAL_S >= need * (1 - 1e-9)
    assert workers == 1 or (workers - 1) * rate * LATENCY_GOAL_S <= need * (1 + 1e-9)


@given(COUNTS, COUNTS, RATES)
@modestly
def test_more_backlog_never_needs_fewer_workers(one: int, other: int, rate: float) -> None:
    low, high = sorted((one, other))
    assert workers_needed(5, low, 0, rate, 10) <= workers_needed(5, high, 0, rate, 10)


def test_workers_in_flight_count_as_backlog() -> None:
    assert workers_needed(0, 10, 0, 1, 1) == workers_needed(0, 0, 10, 1, 1) == 10


def test_workers_are_taken_away_only_when_they_were_not_needed_for_a_while() -> None:
    assert steady([1, 4, 2]) == 4


def test_the_time_to_scale_in_is_a_whole_number_of_metric_periods() -> None:
    assert SCALE_IN_AFTER_S % METRIC_PERIOD_S == 0
    assert SCALE_IN_AFTER_S > METRIC_PERIOD_S


@pytest.mark.parametrize("most", [1, 2, 7, 19, 20, 21, 22, 40, MAX_WORKERS, 250, 5000])
def test_every_need_gets_the_next_rung_and_a_policy_has_no_more_steps_than_aws_allows(
    most: int,
) -> None:
    ladder = steps(most)
    rungs = [step.workers for step in ladder]
    assert len(ladder) <= MAX_STEPS
    assert (rungs[0], rungs[-1]) == (1, most)
    assert rungs == sorted(set(rungs))
    for needed in range(1, most + 20):
        next_rung = min((rung for rung in rungs if rung >= needed), default=most)
        assert step_for(needed, ladder) == next_rung


def test_steps_leave_neither_gap_nor_overlap_and_only_the_ends_are_open() -> None:
    ladder = steps(MAX_WORKERS)
    assert (ladder[0].lower, ladder[-1].upper) == (None, None)
    for step, after in pairwise(ladder):
        assert step.upper == after.lower == step.workers + 0.5


def test_a_small_fleet_has_a_step_for_every_number() -> None:
    assert [step.workers for step in steps(20)] == list(range(1, 21))


def test_no_rung_of_a_large_fleet_is_far_above_the_one_before() -> None:
    rungs = [step.workers for step in steps(MAX_WORKERS)]
    assert all(b <= a + 1 or b <= 1.3 * a for a, b in pairwise(rungs))


@given(st.floats(0, 5000), COUNTS)
@modestly
def test_the_steps_run_what_is_needed_or_the_most_there_may_be(
    arrivals: float, visible: int
) -> None:
    needed = workers_needed(arrivals, visible, 0, 20, LATENCY_GOAL_S)
    run = step_for(needed, steps(MAX_WORKERS))
    assert min(needed, MAX_WORKERS) <= run <= MAX_WORKERS


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"wanted": 6, "decided": 6, "backlog": 800},
            "scaling out to 6: 800 orders wait, 40.0 come each second, a worker does 20.0",
        ),
        ({"wanted": 1, "decided": 1}, "scaling in to 1: no more were needed for 180 s"),
        (
            {"wanted": 2, "lower_for_s": 40.0},
            "keeping 3: 2 would do, but only since 40 s",
        ),
        ({"wanted": 2}, "keeping 3: 2 would do, but not for 180 s yet"),
        ({"wanted": 9}, "keeping 3: 9 are needed, but no more are allowed"),
        ({}, "keeping 3: as many as are needed"),
    ],
)
def test_a_decision_says_what_is_done_and_why(given: dict[str, Any], words: str) -> None:
    assert next_step(a_decision(**given)) == words


def test_a_decision_tells_the_backlog_of_each_worker_and_what_it_should_be() -> None:
    decision = a_decision(backlog=120, running=3, rate=20.0, latency_goal_s=10.0)
    assert (decision.backlog_per_worker, decision.target_per_worker) == (40.0, 200.0)
    assert a_decision(running=0).backlog_per_worker == 120.0


def test_only_a_decision_to_run_more_or_fewer_changes_something() -> None:
    assert a_decision(decided=4).changes
    assert a_decision(decided=2).changes
    assert not a_decision(wanted=2).changes


def test_a_decision_survives_being_stored() -> None:
    decision = a_decision(lower_for_s=12.5)
    assert Decision.model_validate_json(decision.model_dump_json()) == decision
