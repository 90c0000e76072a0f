"""The action log: one row each, which nothing here changes or deletes."""

from services.backends.actions import ActionQuery
from services.backends.conflict import Conflict
from services.backends.embedded.database import Database
from services.backends.times import utc_text
from services.domain.action import Action

SCHEMA = (
    """create table if not exists actions (
        id text primary key,
        at text not null,
        seller_id text,
        value text not null
    )""",
    "create index if not exists actions_by_time on actions (at, id)",
    "create index if not exists actions_of_seller on actions (seller_id, at, id)",
)

_APPEND = """
    insert into actions (id, at, seller_id, value) values (?, ?, ?, ?) on conflict do nothing"""


class SqliteActions:
    """The action log in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def append(self, action: Action) -> None:
        """See `Actions.append`."""
        row = (action.id, utc_text(action.at), action.seller_id, action.model_dump_json())
        with self._database.write() as connection:
            if connection.execute(_APPEND, row).rowcount == 0:
                raise Conflict(f"{action.id} stands already")

    def find(self, query: ActionQuery) -> list[Action]:
        """See `Actions.find`."""
        select, values = _find(query)
        with self._database.read() as connection:
            rows = connection.execute(select, values).fetchall()
        return [Action.model_validate_json(value) for (value,) in rows]


def _find(query: ActionQuery) -> tuple[str, dict[str, str | int]]:
    terms, values = ["true"], dict[str, str | int](limit=query.limit)
    if query.seller_id is not None:
        terms.append("seller_id = :seller_id")
        values["seller_id"] = query.seller_id
    if query.after:
        terms.append("(at, id) < (:after_at, :after_id)")
        values |= {"after_at": utc_text(query.after[0]), "after_id": query.after[1]}
    # Terms are written in this file; every value is bound.
    where = " and ".join(terms)
    return f"select value from actions where {where} order by at desc, id desc limit :limit", values  # noqa: S608
