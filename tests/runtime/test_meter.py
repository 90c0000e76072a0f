from datetime import timedelta
from pathlib import Path

import pytest

from services.backends.embedded.database import Database
from services.backends.embedded.minutes import SqliteMinutes
from services.backends.unavailable import Unavailable
from services.domain.histogram import bucket
from services.domain.measures import Tally
from services.domain.minute import Minute
from services.runtime.meter import TELL_EVERY, Meter
from tests.clock import START, SettableClock


class BusyMinutes(SqliteMinutes):
    def add(self, tally: Tally) -> None:
        raise Unavailable("the ledger is locked")


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def database(tmp_path: Path, clock: SettableClock) -> Database:
    return Database(tmp_path / "ledger.db", clock)


def told(minutes: SqliteMinutes) -> list[Minute]:
    return minutes.between(START - timedelta(hours=1), START + timedelta(hours=1))


def test_what_was_counted_is_told_once_and_counts_for_its_minute(
    database: Database, clock: SettableClock
) -> None:
    minutes, lines = SqliteMinutes(database), list[Tally]()
    meter = Meter("order_api", minutes, clock, lines.append)
    meter.count("accepted", 2, seller_id="sel_a")
    meter.count("accepted", seller_id="sel_b")
    with meter.timed("request_s"):
        clock.advance(0.5)
    meter.tell()
    meter.tell()
    (minute,) = told(minutes)
    assert minute.counts == {"accepted": 3}
    assert minute.spans == {"request_s": {bucket(0.5): 1}}
    assert [tally.sellers for tally in lines] == [
        {"sel_a": {"accepted": 2}, "sel_b": {"accepted": 1}}
    ]


def test_figures_are_told_every_ten_seconds_and_not_with_every_request(
    database: Database, clock: SettableClock
) -> None:
    minutes = SqliteMinutes(database)
    meter = Meter("order_api", minutes, clock)
    meter.count("requests")
    meter.tell_when_due()
    assert told(minutes) == []
    clock.advance(TELL_EVERY.total_seconds())
    meter.tell_when_due()
    assert [minute.counts for minute in told(minutes)] == [{"requests": 1}]


def test_two_processes_add_up_in_one_minute(database: Database, clock: SettableClock) -> None:
    minutes = SqliteMinutes(database)
    for _ in range(2):
        meter = Meter("invoice_worker", minutes, clock)
        meter.count("issued", 5)
        meter.observe("order_to_mail_s", 2.0)
        meter.tell()
    (minute,) = told(minutes)
    assert minute.counts == {"issued": 10}
    assert minute.spans == {"order_to_mail_s": {bucket(2.0): 2}}


def test_a_ledger_that_takes_no_figures_stops_no_work(
    database: Database, clock: SettableClock
) -> None:
    meter = Meter("order_api", BusyMinutes(database), clock)
    meter.count("requests")
    meter.tell()
    assert told(SqliteMinutes(database)) == []


def test_a_request_that_raises_is_timed_too(database: Database, clock: SettableClock) -> None:
    minutes = SqliteMinutes(database)
    meter = Meter("order_api", minutes, clock)
    with pytest.raises(ValueError, match="broken"), meter.timed("request_s"):
        raise ValueError("broken")
    meter.tell()
    assert [list(minute.spans) for minute in told(minutes)] == [["request_s"]]
