"""API keys: one row each."""

import sqlite3
from datetime import datetime

from services.backends.conflict import Conflict
from services.backends.embedded.database import Database
from services.backends.keys import Key, by_seller_and_age

SCHEMA = ("create table if not exists keys (digest text primary key, value text not null)",)


class SqliteKeys:
    """API keys in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def create(self, key: Key) -> None:
        """See `Keys.create`."""
        with self._database.write() as connection:
            inserted = connection.execute(
                "insert into keys (digest, value) values (?, ?) on conflict do nothing",
                (key.digest, key.model_dump_json()),
            )
            if inserted.rowcount == 0:
                raise Conflict(f"a key with the digest of {key.prefix} exists")

    def find(self, digest: str) -> Key | None:
        """See `Keys.find`."""
        with self._database.read() as connection:
            return _read(connection, digest)

    def all(self, seller_id: str | None) -> list[Key]:
        """See `Keys.all`."""
        with self._database.read() as connection:
            # Keys are few, so this may look at all of them.
            rows = connection.execute("select value from keys").fetchall()
        keys = [Key.model_validate_json(value) for (value,) in rows]
        wanted = [key for key in keys if seller_id in (None, key.seller_id)]
        return sorted(wanted, key=by_seller_and_age)

    def revoke(self, digest: str, at: datetime) -> None:
        """See `Keys.revoke`."""
        with self._database.write() as connection:
            key = _read(connection, digest)
            if key and key.revoked_at is None:
                _replace(connection, key.model_copy(update={"revoked_at": at}))

    def used(self, digest: str, at: datetime) -> None:
        """See `Keys.used`."""
        with self._database.write() as connection:
            if key := _read(connection, digest):
                _replace(connection, key.model_copy(update={"last_used_at": at}))


def _read(connection: sqlite3.Connection, digest: str) -> Key | None:
    row = connection.execute("select value from keys where digest = ?", (digest,)).fetchone()
    return Key.model_validate_json(row[0]) if row else None


def _replace(connection: sqlite3.Connection, key: Key) -> None:
    connection.execute(
        "update keys set value = ? where digest = ?", (key.model_dump_json(), key.digest)
    )
