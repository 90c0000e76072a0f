"""An invoice is kept to the end of its last year, wherever its seller is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.domain.retention import kept_until


@pytest.mark.parametrize("issued_on", [date(2026, 1, 1), date(2026, 12, 31)])
def test_years_are_counted_from_the_end_of_the_one_it_was_issued_in(issued_on: date) -> None:
    assert kept_until(issued_on, 8).year == 2035


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Europe/Berlin", "Etc/GMT-14"])
def test_the_last_day_is_over_in_every_time_zone(zone: str) -> None:
    until = kept_until(date(2026, 5, 3), 10)
    assert until.astimezone(ZoneInfo(zone)).date() >= date(2037, 1, 1)
    assert until.tzinfo is UTC


def test_an_invoice_of_a_leap_day_is_kept_in_years_without_one() -> None:
    assert kept_until(date(2028, 2, 29), 1) == datetime(2030, 1, 2, tzinfo=UTC)
