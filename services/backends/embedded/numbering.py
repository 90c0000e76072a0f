"""Numbering: counters, and the transaction that moves them with what they count."""

import sqlite3

from services.backends.conflict import Conflict
from services.backends.embedded.database import Database
from services.backends.embedded.invoices import insert_invoice
from services.backends.embedded.links import insert_link
from services.backends.embedded.orders import store_successor
from services.backends.numbering import Issuance, SeriesFrozen, checked_counters
from services.domain.numbering import Counter, Series

SCHEMA = ("create table if not exists counters (series text primary key, value text not null)",)


def _read(connection: sqlite3.Connection, series: Series) -> Counter | None:
    row = connection.execute(
        "select cast(value as blob) from counters where series = ?", (series.key,)
    ).fetchone()
    return Counter.model_validate_json(row[0]) if row else None


def _store(connection: sqlite3.Connection, counter: Counter) -> None:
    connection.execute(
        "insert into counters (series, value) values (?, ?)"
        " on conflict (series) do update set value = excluded.value",
        (counter.series.key, counter.model_dump_json()),
    )


def _move(connection: sqlite3.Connection, issuance: Issuance) -> None:
    series = issuance.after.series
    stored = _read(connection, series)
    if stored and stored.frozen is not None:
        raise SeriesFrozen(
            f"series {series.key} gives no numbers: {stored.frozen}; "
            "look into it, then run `counterfoil audit --rebuild`"
        )
    if stored != issuance.before:
        raise Conflict(f"the counter of series {series.key} has moved")
    _store(connection, issuance.after)


class SqliteNumbering:
    """Counters in the ledger file, beside the orders and invoices they move with."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def read(self, series: Series) -> Counter | None:
        """See `Numbering.read`."""
        with self._database.read() as connection:
            return _read(connection, series)

    def commit(self, issuance: Issuance) -> None:
        """See `Numbering.commit`."""
        with self._database.write() as connection:
            _move(connection, issuance)
            for invoice in issuance.invoices:
                insert_invoice(connection, invoice)
            for order in issuance.orders:
                store_successor(connection, order)
            for link in issuance.links:
                insert_link(connection, link)

    def counters(self) -> list[Counter]:
        """See `Numbering.counters`."""
        with self._database.read() as connection:
            rows = connection.execute(
                "select series, cast(value as blob) from counters order by series"
            )
            return checked_counters(dict(rows.fetchall()), Counter.model_validate_json)

    def freeze(self, series: Series, reason: str) -> None:
        """See `Numbering.freeze`."""
        with self._database.write() as connection:
            counter = _read(connection, series) or Counter(series=series, last=0)
            _store(connection, counter.model_copy(update={"frozen": reason}))

    def thaw(self, counter: Counter) -> None:
        """See `Numbering.thaw`."""
        with self._database.write() as connection:
            stored = _read(connection, counter.series)
            furthest = stored if stored and stored.last > counter.last else counter
            thawed = furthest.model_copy(update={"frozen": None})
            if thawed == Counter(series=counter.series, last=0):
                # A freeze made this counter: the series never gave a number and starts as its
                # seller says, which need not be at 1.
                connection.execute("delete from counters where series = ?", (counter.series.key,))
            else:
                _store(connection, thawed)
