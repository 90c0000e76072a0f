"""Pauses: a row for each queue that nobody takes from on purpose."""

from services.backends.embedded.database import Database
from services.backends.pauses import Pause

SCHEMA = ("create table if not exists pauses (queue text primary key, value text not null)",)

_PAUSE = "insert into pauses (queue, value) values (?, ?) on conflict do nothing"


class SqlitePauses:
    """Pauses in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def pause(self, pause: Pause) -> None:
        """See `Pauses.pause`."""
        with self._database.write() as connection:
            connection.execute(_PAUSE, (pause.queue, pause.model_dump_json()))

    def resume(self, queue: str) -> None:
        """See `Pauses.resume`."""
        with self._database.write() as connection:
            connection.execute("delete from pauses where queue = ?", (queue,))

    def all(self) -> list[Pause]:
        """See `Pauses.all`."""
        with self._database.read() as connection:
            rows = connection.execute("select value from pauses order by queue").fetchall()
        return [Pause.model_validate_json(value) for (value,) in rows]
