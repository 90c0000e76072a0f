"""Scaling decisions: one row each, by their time."""

from services.backends.decisions import KEPT
from services.backends.embedded.database import Database
from services.backends.times import utc_text
from services.domain.scaling import Decision

SCHEMA = ("create table if not exists decisions (at text primary key, value text not null)",)

_APPEND = """
    insert into decisions (at, value) values (?, ?)
    on conflict (at) do update set value = excluded.value"""
_LATEST = "select value from decisions order by at desc limit ?"


class SqliteDecisions:
    """Decisions in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def append(self, decision: Decision) -> None:
        """See `Decisions.append`. Drops what is older than they are kept."""
        row = (utc_text(decision.at), decision.model_dump_json())
        with self._database.write() as connection:
            connection.execute(_APPEND, row)
            connection.execute(
                "delete from decisions where at < ?", (utc_text(decision.at - KEPT),)
            )

    def latest(self, limit: int) -> list[Decision]:
        """See `Decisions.latest`."""
        with self._database.read() as connection:
            rows = connection.execute(_LATEST, (limit,)).fetchall()
        return [Decision.model_validate_json(value) for (value,) in rows]
