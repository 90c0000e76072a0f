"""The year, the month and the day of a number are the seller's, whatever a worker's clock says."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from services.domain.invoice import Invoice
from services.domain.seller import Seller
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.builders import a_seller
from tests.contention.workers import Shift, accept_many, number_as, opened


class Turn(NamedTuple):
    """A midnight at a seller."""

    zone: str
    last_moment: datetime
    day: date
    """That ends with it."""


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


TURNS = [
    Turn("Pacific/Kiritimati", _utc("2026-12-31T09:59:59"), date(2026, 12, 31)),
    Turn("Pacific/Niue", _utc("2027-01-01T10:59:59"), date(2026, 12, 31)),
    Turn("Europe/Berlin", _utc("2026-12-31T22:59:59"), date(2026, 12, 31)),
    Turn("Europe/Berlin", _utc("2026-03-28T22:59:59"), date(2026, 3, 28)),
    Turn("Europe/Berlin", _utc("2026-03-29T21:59:59"), date(2026, 3, 29)),
    Turn("Europe/Berlin", _utc("2026-10-24T21:59:59"), date(2026, 10, 24)),
    Turn("Europe/Berlin", _utc("2026-10-25T22:59:59"), date(2026, 10, 25)),
    Turn("Europe/Berlin", _utc("2028-02-28T22:59:59"), date(2028, 2, 28)),
    Turn("Europe/Berlin", _utc("2028-02-29T22:59:59"), date(2028, 2, 29)),
    Turn("Pacific/Kiritimati", _utc("2028-02-29T09:59:59"), date(2028, 2, 29)),
]
"""Ends of years, of days with 23 and with 25 hours, and of February in a leap year."""

RULES = {
    "yearly": {"pattern": "R{yyyy}-{seq:4}", "credit_note_pattern": "G{yyyy}-{seq:4}"},
    "monthly": {"pattern": "R{yyyy}-{mm}-{seq:4}", "credit_note_pattern": "G{yyyy}-{mm}-{seq:4}"},
}


def a_seller_in(zone: str, reset: str = "yearly") -> Seller:
    return a_seller(time_zone=zone, numbering={**RULES[reset], "reset": reset})


def numbered(state: Path, seller: Seller, *moments: datetime) -> list[Invoice]:
    """Number an order at each moment, in turn, as workers whose clocks say so."""
    backends = opened(state, moments[0])
    ids = accept_many(backends, seller, len(moments), moments[0])
    for order_id, now in zip(ids, moments, strict=True):
        number_as(Shift(state, [order_id], now))
    report = audit(books(backends))
    assert report.ok, report.faults
    records = {
        invoice.order_id: invoice
        for counter in backends.numbering.counters()
        for invoice in backends.invoices.of_series(counter.series.key)
    }
    return [records[order_id] for order_id in ids]


@pytest.mark.parametrize("reset", ["yearly", "monthly"])
@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: f"{turn.zone}-{turn.day}")
def test_a_day_ends_at_the_sellers_midnight_and_its_period_with_it(
    tmp_path: Path, turn: Turn, reset: str
) -> None:
    second = timedelta(seconds=1)
    before, after = numbered(
        tmp_path, a_seller_in(turn.zone, reset), turn.last_moment, turn.last_moment + second
    )
    next_day = turn.day + timedelta(days=1)
    assert (before.issued_on, after.issued_on) == (turn.day, next_day)
    form = "R{:%Y}-" if reset == "yearly" else "R{:%Y-%m}-"
    assert before.number.startswith(form.format(turn.day))
    assert after.number.startswith(form.format(next_day))
    new_period = form.format(turn.day) != form.format(next_day)
    assert after.sequence == (1 if new_period else 2)


def test_a_late_worker_with_a_slow_clock_never_dates_an_invoice_before_the_last(
    tmp_path: Path,
) -> None:
    noon = _utc("2026-05-10T12:00:00")
    clocks = [noon + timedelta(days=days) for days in (0, 1, -3, 0, 2, -30)]
    records = numbered(tmp_path, a_seller_in("Europe/Berlin"), *clocks)
    assert [record.sequence for record in records] == [1, 2, 3, 4, 5, 6]
    assert [record.issued_on.day for record in records] == [10, 11, 11, 11, 12, 12]


def test_a_worker_that_is_still_in_the_old_year_ends_it_without_a_gap(tmp_path: Path) -> None:
    midnight = _utc("2026-12-31T23:00:00")
    clocks = [midnight + timedelta(minutes=minutes) for minutes in (-9, 5, -2, 6, -20, 7)]
    records = numbered(tmp_path, a_seller_in("Europe/Berlin"), *clocks)
    assert [record.number for record in records] == [
        "R2026-0001",
        "R2027-0001",
        "R2026-0002",
        "R2027-0002",
        "R2026-0003",
        "R2027-0003",
    ]


def test_twelve_months_of_a_leap_year_are_twelve_series(tmp_path: Path) -> None:
    first = _utc("2028-01-31T12:00:00")
    moments = [first + timedelta(days=days) for days in range(0, 335, 9)]
    records = numbered(tmp_path, a_seller_in("Pacific/Niue", "monthly"), *moments)
    assert len({record.series for record in records}) == 12
    for one, other in pairwise(records):
        same = one.series == other.series
        assert other.sequence == (one.sequence + 1 if same else 1)
        assert one.issued_on <= other.issued_on
