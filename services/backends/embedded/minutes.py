"""Minutes: one row each, read, added to and written back under the lock of the file."""

import sqlite3
from datetime import datetime

from services.backends.embedded.database import Database
from services.backends.minutes import tallied
from services.backends.times import utc_text
from services.domain.measures import Tally
from services.domain.minute import Levels, Minute, minute_of

SCHEMA = ("create table if not exists minutes (at text primary key, value text not null)",)

_READ = "select value from minutes where at = ?"
_WRITE = """
    insert into minutes (at, value) values (?, ?)
    on conflict (at) do update set value = excluded.value"""
_BETWEEN = "select value from minutes where at between ? and ? order by at"


class SqliteMinutes:
    """Minutes in the ledger file: a commit every few seconds and process, beside the orders'."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def add(self, tally: Tally) -> None:
        """See `Minutes.add`."""
        with self._database.write() as connection:
            _write(connection, tallied(_read(connection, tally.at), tally))

    def put(self, levels: Levels) -> None:
        """See `Minutes.put`."""
        with self._database.write() as connection:
            minute = _read(connection, levels.at)
            _write(connection, minute.model_copy(update={"levels": levels}))

    def between(self, first: datetime, last: datetime) -> list[Minute]:
        """See `Minutes.between`."""
        with self._database.read() as connection:
            rows = connection.execute(_BETWEEN, (_key(first), _key(last))).fetchall()
        return [Minute.model_validate_json(value) for (value,) in rows]

    def forget(self, before: datetime) -> None:
        """See `Minutes.forget`."""
        with self._database.write() as connection:
            connection.execute("delete from minutes where at < ?", (_key(before),))


def _key(moment: datetime) -> str:
    return utc_text(minute_of(moment))


def _read(connection: sqlite3.Connection, moment: datetime) -> Minute:
    row = connection.execute(_READ, (_key(moment),)).fetchone()
    if row is None:
        return Minute(at=minute_of(moment), levels=None)
    return Minute.model_validate_json(row[0])


def _write(connection: sqlite3.Connection, minute: Minute) -> None:
    connection.execute(_WRITE, (_key(minute.at), minute.model_dump_json()))
