"""API keys: one row each."""

from services.backends.conflict import Conflict
from services.backends.embedded.database import Database
from services.backends.keys import Key

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
            row = connection.execute(
                "select value from keys where digest = ?", (digest,)
            ).fetchone()
        return Key.model_validate_json(row[0]) if row else None
