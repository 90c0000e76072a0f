from hypothesis import given
from hypothesis import strategies as st

from services.domain.histogram import LONGEST_BUCKET, added, bound_s, bucket, quantile_s

durations = st.floats(min_value=0, max_value=86_400, allow_nan=False)


def histogram(seconds: list[float]) -> dict[int, int]:
    return added({bucket(one): 1} for one in seconds)


@given(durations)
def test_a_bucket_never_ends_before_what_is_in_it_and_at_most_a_fifth_after(seconds: float) -> None:
    bound = bound_s(bucket(seconds))
    assert bound >= seconds * (1 - 1e-9)
    assert bound <= max(seconds * 1.19, 0.001)


@given(st.lists(durations, min_size=1, max_size=200), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_never_too_short_and_at_most_a_fifth_too_long(
    seconds: list[float], share: float
) -> None:
    ordered = sorted(seconds)
    exact = ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]
    found = quantile_s(histogram(seconds), share)
    assert found is not None
    assert exact * (1 - 1e-9) <= found <= max(exact * 1.19, 0.001)


@given(st.lists(durations, max_size=50), st.lists(durations, max_size=50))
def test_histograms_of_two_processes_add_up_to_that_of_both(
    first: list[float], second: list[float]
) -> None:
    assert added([histogram(first), histogram(second)]) == histogram(first + second)


def test_without_durations_there_is_no_percentile() -> None:
    assert quantile_s({}, 0.95) is None


def test_what_takes_weeks_counts_in_the_last_bucket() -> None:
    assert bucket(10_000_000) == LONGEST_BUCKET
