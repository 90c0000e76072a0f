"""What the embedded queue promises beyond the Protocol."""

from pathlib import Path

import pytest

from services.backends.embedded.database import Database
from services.backends.embedded.queue import SqliteQueue
from services.backends.queue import LeaseLost, Message
from tests.clock import SettableClock


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def database(tmp_path: Path, clock: SettableClock) -> Database:
    return Database(tmp_path / "queues.db", clock, busy_timeout_s=0.2)


@pytest.fixture
def queue(database: Database) -> SqliteQueue:
    return SqliteQueue(database, "orders", dead_letters="dead", max_receives=1)


def _receive(queue: SqliteQueue) -> list[Message]:
    return queue.receive(10, visibility_s=60, wait_s=0)


def test_looking_into_an_empty_queue_needs_no_write_lock(
    database: Database, queue: SqliteQueue, clock: SettableClock
) -> None:
    busy = Database(database.path, clock)
    with busy.write():
        assert _receive(queue) == []


def test_a_batch_is_sent_and_deleted_in_one_transaction_each(
    database: Database, queue: SqliteQueue
) -> None:
    statements: list[str] = []
    with database.read() as connection:
        connection.set_trace_callback(statements.append)
    queue.send([str(n) for n in range(10)])
    assert statements.count("begin immediate") == 1
    queue.delete(_receive(queue))
    assert statements.count("begin immediate") == 3


def test_a_delivery_that_ran_out_can_be_deleted_while_nobody_else_has_the_message(
    queue: SqliteQueue, clock: SettableClock
) -> None:
    queue.send(["ord_1"])
    late = _receive(queue)
    clock.advance(61)
    queue.delete(late)
    assert queue.figures().oldest_age_s is None


def test_an_old_receipt_never_names_a_newer_message(queue: SqliteQueue) -> None:
    queue.send(["old"])
    old = _receive(queue)
    queue.delete(old)
    queue.send(["new"])
    new = _receive(queue)
    queue.delete(old)
    assert old[0].receipt != new[0].receipt
    assert queue.figures().in_flight == 1


def test_a_move_to_the_dead_letters_counts_as_deleted_here_and_sent_there(
    database: Database, queue: SqliteQueue, clock: SettableClock
) -> None:
    dead = SqliteQueue(database, "dead")
    queue.send(["one", "two"])
    _receive(queue)
    clock.advance(61)
    assert _receive(queue) == []
    assert queue.figures() == (0, 0, 0, None, 2, 2)
    assert dead.figures() == (2, 0, 0, 61.0, 2, 0)


def test_waiting_looks_ever_less_often_up_to_ten_times_a_second(
    database: Database, clock: SettableClock
) -> None:
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        clock.advance(seconds)

    queue = SqliteQueue(database, "orders", sleep=sleep)
    assert queue.receive(10, visibility_s=60, wait_s=1) == []
    assert pauses[:5] == [0.01, 0.02, 0.04, 0.08, 0.1]
    assert sum(pauses) == pytest.approx(1)


def test_what_was_in_flight_when_everything_stopped_is_taken_back_at_the_next_start(
    queue: SqliteQueue, clock: SettableClock
) -> None:
    queue.send(["in flight", "to be released"])
    held, released = _receive(queue)
    queue.release(released, delay_s=30)
    queue.send(["waits"], delay_s=30)
    clock.advance(1)
    assert queue.take_back() == 1
    figures = queue.figures()
    assert (figures.visible, figures.in_flight, figures.delayed) == (1, 0, 2)
    with pytest.raises(LeaseLost):
        queue.extend(held, 60)
