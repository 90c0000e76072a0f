"""How long an invoice is kept: as many years as its seller's law asks for."""

from datetime import UTC, date, datetime, time, timedelta

MAX_RETENTION_YEARS = 30

_TIME_ZONES_APART = timedelta(days=1)


def kept_until(begun_on: date, years: int) -> datetime:
    """Return when the last day is over, in every time zone, on which something must be kept.

    Years count from the end of the one that they begin in, as laws of bookkeeping mostly say (in
    Germany § 147 Abs. 4 AO, § 14b UStG); where they count from the day itself that is long enough.
    """
    over = date(begun_on.year + 1 + years, 1, 1)
    return datetime.combine(over, time(), UTC) + _TIME_ZONES_APART
