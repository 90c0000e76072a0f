"""Links: one row each."""

import sqlite3
from datetime import datetime

from services.backends.conflict import Conflict
from services.backends.embedded.database import Database
from services.domain.link import Link

SCHEMA = ("create table if not exists links (id text primary key, value text not null)",)


def insert_link(connection: sqlite3.Connection, link: Link) -> None:
    """Write a row within the caller's transaction. Raises Conflict when the id exists."""
    inserted = connection.execute(
        "insert into links (id, value) values (?, ?) on conflict do nothing",
        (link.id, link.model_dump_json()),
    )
    if inserted.rowcount == 0:
        raise Conflict("a link with this id exists")


def _read(connection: sqlite3.Connection, link_id: str) -> Link | None:
    row = connection.execute("select value from links where id = ?", (link_id,)).fetchone()
    return Link.model_validate_json(row[0]) if row else None


class SqliteLinks:
    """Links in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def read(self, link_id: str) -> Link | None:
        """See `Links.read`."""
        with self._database.read() as connection:
            return _read(connection, link_id)

    def create(self, link: Link) -> None:
        """See `Links.create`."""
        with self._database.write() as connection:
            insert_link(connection, link)

    def revoke(self, link_id: str, at: datetime) -> None:
        """See `Links.revoke`."""
        with self._database.write() as connection:
            link = _read(connection, link_id)
            if link is None or link.revoked_at is not None:
                return
            revoked = link.model_copy(update={"revoked_at": at})
            connection.execute(
                "update links set value = ? where id = ?", (revoked.model_dump_json(), link_id)
            )
