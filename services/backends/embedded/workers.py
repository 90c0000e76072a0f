"""Workers: one row each, replaced at every beat."""

from datetime import datetime

from services.backends.embedded.database import Database
from services.backends.times import utc_text
from services.backends.workers import KEPT
from services.domain.worker import Worker

SCHEMA = (
    """create table if not exists workers (
        id text primary key,
        seen_at text not null,
        value text not null
    )""",
    "create index if not exists workers_seen on workers (seen_at)",
)

_BEAT = """
    insert into workers (id, seen_at, value) values (?, ?, ?)
    on conflict (id) do update set seen_at = excluded.seen_at, value = excluded.value"""
_LONG_GONE = "delete from workers where seen_at < ?"


class SqliteWorkers:
    """Workers in the ledger file.

    A beat is one commit in ten seconds, beside the hundreds that a worker's orders take.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def beat(self, worker: Worker) -> None:
        """See `Workers.beat`."""
        with self._database.write() as connection:
            # Who was killed leaves its row behind.
            connection.execute(_LONG_GONE, (utc_text(worker.seen_at - KEPT),))
            row = (worker.id, utc_text(worker.seen_at), worker.model_dump_json())
            connection.execute(_BEAT, row)

    def leave(self, worker_id: str) -> None:
        """See `Workers.leave`."""
        with self._database.write() as connection:
            connection.execute("delete from workers where id = ?", (worker_id,))

    def seen_since(self, moment: datetime) -> list[Worker]:
        """See `Workers.seen_since`."""
        with self._database.read() as connection:
            rows = connection.execute(
                "select value from workers where seen_at >= ?", (utc_text(moment),)
            ).fetchall()
        workers = (Worker.model_validate_json(value) for (value,) in rows)
        return sorted(workers, key=lambda worker: worker.id)
