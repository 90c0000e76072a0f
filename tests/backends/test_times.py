"""Times in columns."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from services.backends.times import from_utc_text, utc_text

MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis adds the time zone
    timezones=st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours))),
    max_value=datetime(2999, 12, 31),  # noqa: DTZ001 - the same
)


def test_a_time_is_written_in_utc_with_microseconds() -> None:
    moment = datetime(2026, 11, 21, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert utc_text(moment) == "2026-11-21T09:30:00.000000Z"


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert (utc_text(one) < utc_text(other)) == (one < other)
    assert len(utc_text(one)) == len(utc_text(other))


@given(MOMENTS)
def test_a_time_comes_back_as_it_was(moment: datetime) -> None:
    assert from_utc_text(utc_text(moment)) == moment
    assert from_utc_text(utc_text(moment)).tzinfo == UTC
