from pathlib import Path

import pytest

from services.backends.embedded.database import Database
from services.backends.embedded.workers import SqliteWorkers
from services.backends.unavailable import Unavailable
from services.domain.worker import GONE_AFTER, Worker, is_alive
from services.runtime.heartbeat import Heartbeat
from tests.clock import START, SettableClock


class UnheardWorkers(SqliteWorkers):
    def beat(self, worker: Worker) -> None:
        raise Unavailable("the ledger is locked")

    def leave(self, worker_id: str) -> None:
        raise Unavailable("the ledger is locked")


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def database(tmp_path: Path, clock: SettableClock) -> Database:
    return Database(tmp_path / "ledger.db", clock)


def test_a_worker_is_there_from_its_start_and_gone_when_it_stops(
    database: Database, clock: SettableClock
) -> None:
    workers = SqliteWorkers(database)
    with Heartbeat("worker-1", "orders", workers, clock):
        (seen,) = workers.seen_since(START)
        assert seen.id.startswith("worker-1.")
        assert (seen.queue, seen.started_at, seen.holds) == ("orders", START, ())
    assert workers.seen_since(START) == []


def test_a_worker_shows_what_it_holds_while_it_does(
    database: Database, clock: SettableClock
) -> None:
    workers = SqliteWorkers(database)
    heartbeat = Heartbeat("worker-1", "orders", workers, clock)
    with heartbeat.holding(["ord_a", "ord_b"]):
        heartbeat.beat()
        assert workers.seen_since(START)[0].holds == ("ord_a", "ord_b")
    heartbeat.beat()
    assert workers.seen_since(START)[0].holds == ()
    assert workers.seen_since(START)[0].done == 2


def test_what_broke_in_hand_is_neither_held_any_more_nor_done(
    database: Database, clock: SettableClock
) -> None:
    workers = SqliteWorkers(database)
    heartbeat = Heartbeat("worker-1", "orders", workers, clock)
    with pytest.raises(ValueError, match="broken"), heartbeat.holding(["ord_a"]):
        raise ValueError("broken")
    heartbeat.beat()
    assert workers.seen_since(START)[0].holds == ()
    assert workers.seen_since(START)[0].done == 0


def test_a_worker_that_cannot_be_heard_works_on(database: Database, clock: SettableClock) -> None:
    with Heartbeat("worker-1", "orders", UnheardWorkers(database), clock) as heartbeat:
        heartbeat.beat()
    assert SqliteWorkers(database).seen_since(START) == []


def test_a_worker_that_was_not_heard_of_for_long_is_gone(
    database: Database, clock: SettableClock
) -> None:
    workers = SqliteWorkers(database)
    Heartbeat("worker-1", "orders", workers, clock).beat()
    (seen,) = workers.seen_since(START)
    assert is_alive(seen, clock())
    clock.advance(GONE_AFTER.total_seconds())
    assert not is_alive(seen, clock())
