"""Eight real processes on one series: every order one number, every number one order."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services.domain.invoice import Invoice, record_hash
from services.domain.numbering import FIRST_PREVIOUS_HASH
from services.runtime.composition import Backends
from tests.builders import a_seller
from tests.contention.workers import PROCESSES, Shift, accept_many, opened, race
from tests.models.exploring import MEMORY

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def state() -> Iterator[Path]:
    """Return a folder in memory: what is shown here is who wins, not what a disk keeps."""
    parent = MEMORY if MEMORY.is_dir() else None
    with TemporaryDirectory(dir=parent) as folder:
        yield Path(folder)


def turned(ids: Sequence[str], n: int) -> list[str]:
    """Begin elsewhere in the same orders, so that any two processes meet and then overlap."""
    start = n * len(ids) // PROCESSES
    return [*ids[start:], *ids[:start]]


def assert_whole(backends: Backends, series: str) -> list[Invoice]:
    """Assert that a series is contiguous and its chain unbroken; return its records."""
    records = list(backends.invoices.of_series(series))
    assert [record.sequence for record in records] == list(range(1, len(records) + 1))
    hashes = [FIRST_PREVIOUS_HASH, *map(record_hash, records)]
    assert [record.previous_hash for record in records] == hashes[:-1]
    assert all(one.issued_on <= other.issued_on for one, other in pairwise(records))
    (counter,) = [c for c in backends.numbering.counters() if c.series.key == series]
    assert (counter.last, counter.last_hash) == (len(records), hashes[-1])
    return records


def assert_one_each(backends: Backends, ids: Sequence[str], records: Sequence[Invoice]) -> None:
    """Assert that every order has exactly the one number its record says."""
    numbers = {record.order_id: record.number for record in records}
    assert len(numbers) == len(records) == len(ids)
    for order in backends.orders.read(ids):
        assert order.issued
        assert order.issued.number == numbers[order.id]


def test_eight_processes_on_one_series_leave_no_gap_and_no_double(state: Path) -> None:
    backends = opened(state, NOON)
    ids = accept_many(backends, a_seller(), 1000, NOON)
    race([Shift(state, turned(ids, n), NOON) for n in range(PROCESSES)])
    assert_one_each(backends, ids, assert_whole(backends, "papierhaus/live/380/2026"))


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("Pacific/Kiritimati", datetime(2026, 12, 31, 10, tzinfo=UTC)),
        ("Pacific/Niue", datetime(2027, 1, 1, 11, tzinfo=UTC)),
    ],
)
def test_eight_clocks_around_the_new_year_fill_two_whole_years(
    state: Path, zone: str, midnight: datetime
) -> None:
    backends = opened(state, midnight)
    ids = accept_many(backends, a_seller(time_zone=zone), 160, midnight)
    clocks = [midnight + timedelta(minutes=5 * n - 18) for n in range(PROCESSES)]
    own, shared = ids[:PROCESSES], ids[PROCESSES:]
    # In the same order: the years fight for the same orders, and share no counter.
    race([Shift(state, [mine, *shared], now) for mine, now in zip(own, clocks, strict=True)])
    old, new = (assert_whole(backends, f"papierhaus/live/380/{year}") for year in (2026, 2027))
    assert {record.issued_on for record in old} == {date(2026, 12, 31)}
    assert {record.issued_on for record in new} == {date(2027, 1, 1)}
    assert_one_each(backends, ids, [*old, *new])
