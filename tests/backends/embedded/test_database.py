"""The SQLite file: durable, safe under several processes, and never misread."""

import multiprocessing
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from services.backends.embedded.database import (
    SCHEMA_VERSION,
    Database,
    DatabaseBusy,
    SchemaTooNew,
)
from services.runtime.composition import open_backends
from services.runtime.settings import DeployableSettings
from tests.clock import SettableClock

SPAWN = multiprocessing.get_context("spawn")
FULL = 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def _open(path: Path) -> Database:
    database = Database(path, SettableClock(), busy_timeout_s=0.2)
    database.create(["create table if not exists words (word text primary key)"])
    return database


def _add(database: Database, word: str) -> None:
    with database.write() as connection:
        connection.execute("insert into words values (?)", (word,))


def _words(database: Database) -> list[str]:
    with database.read() as connection:
        return [word for (word,) in connection.execute("select word from words order by word")]


def _pragmas(database: Database) -> dict[str, object]:
    names = ("journal_mode", "synchronous", "foreign_keys")
    with database.read() as connection:
        return {name: connection.execute(f"pragma {name}").fetchone()[0] for name in names}


def test_every_thread_writes_through_to_the_disk(path: Path) -> None:
    database = _open(path)
    wanted = {"journal_mode": "wal", "synchronous": FULL, "foreign_keys": 1}
    assert _pragmas(database) == wanted
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_pragmas, database).result() == wanted


def test_what_an_exception_interrupts_leaves_nothing(path: Path) -> None:
    database = _open(path)

    def write_half() -> None:
        with database.write() as connection:
            connection.execute("insert into words values ('half')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    _add(database, "whole")
    assert _words(database) == ["whole"]


def _die_while_writing(path: Path) -> None:
    with _open(path).write() as connection:
        connection.execute("insert into words values ('half')")
        os._exit(9)


def test_a_kill_in_the_middle_of_a_write_leaves_nothing_and_no_lock(path: Path) -> None:
    database = _open(path)
    victim = SPAWN.Process(target=_die_while_writing, args=(path,))
    victim.start()
    victim.join()
    assert victim.exitcode == 9
    _add(database, "whole")
    assert _words(database) == ["whole"]


def _die_after_writing(path: Path) -> None:
    _add(_open(path), "whole")
    os._exit(9)


def test_what_was_committed_survives_a_kill_right_after(path: Path) -> None:
    victim = SPAWN.Process(target=_die_after_writing, args=(path,))
    victim.start()
    victim.join()
    assert victim.exitcode == 9
    assert _words(_open(path)) == ["whole"]


def test_readers_go_on_while_somebody_writes_and_see_what_was_before(path: Path) -> None:
    database, reader = _open(path), _open(path)
    _add(database, "before")
    with database.write() as connection:
        connection.execute("insert into words values ('new')")
        assert _words(reader) == ["before"]
    assert _words(reader) == ["before", "new"]


def test_a_lock_that_is_held_too_long_is_named_with_a_way_out(path: Path) -> None:
    holder, database = _open(path), _open(path)
    with holder.write(), pytest.raises(DatabaseBusy, match=r"ledger\.db was locked .* end it"):
        _add(database, "word")
    _add(database, "word")
    assert _words(database) == ["word"]


def _open_state(state: Path) -> str:
    backends = open_backends(DeployableSettings(state=state))
    return f"{len(backends.orders.read(['ord_1']))} {backends.secrets.cursors.hex()}"


def test_processes_that_start_on_an_empty_folder_at_once_share_one_state(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=SPAWN) as pool:
        answers = set(pool.map(_open_state, [tmp_path / "state"] * 8))
    assert len(answers) == 1


def test_a_file_of_a_newer_release_is_refused_and_left_alone(path: Path) -> None:
    _add(_open(path), "word")
    with sqlite3.connect(path) as connection:
        connection.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(SchemaTooNew, match="run the newer release"):
        Database(path, SettableClock())
    assert path.read_bytes() == before


@pytest.mark.parametrize("again", [Database.write, Database.read])
def test_a_transaction_within_a_transaction_is_refused(
    path: Path, again: Callable[[Database], object]
) -> None:
    database = _open(path)
    with database.read(), pytest.raises(RuntimeError, match="pass its connection on"):
        again(database).__enter__()  # type: ignore[attr-defined]
    assert _words(database) == []


def _fork_and_read(path: Path) -> None:
    database = _open(path)
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status))
    try:
        _words(database)
    except RuntimeError:
        os._exit(7)


def test_a_file_opened_before_a_fork_is_refused_in_the_child(path: Path) -> None:
    parent = SPAWN.Process(target=_fork_and_read, args=(path,))
    parent.start()
    parent.join()
    assert parent.exitcode == 7


def test_threads_take_turns_within_one_process(path: Path) -> None:
    database = _open(path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: _add(database, f"{n:03}"), range(200)))
    assert _words(database) == [f"{n:03}" for n in range(200)]
