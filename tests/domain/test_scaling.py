from hypothesis import given
from hypothesis import strategies as st

from services.domain.scaling import LATENCY_GOAL_S, steady, workers_needed
from tests.domain.generated import modestly

RATES = st.floats(0.1, 1000)
COUNTS = st.integers(0, 1_000_000)


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
