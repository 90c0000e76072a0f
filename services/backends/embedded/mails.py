"""The mail ledger: one row for each mail, replaced only by its direct successor."""

from services.backends.conflict import Conflict
from services.backends.embedded.database import Database
from services.domain.mail import Mail

SCHEMA = (
    """create table if not exists mails (
        position integer primary key,
        id text not null unique,
        version integer not null,
        seller_id text not null,
        number text not null,
        value text not null
    )""",
    "create index if not exists mails_of_invoice on mails (seller_id, number, position)",
)

_INSERT = """
    insert into mails (id, version, seller_id, number, value)
    values (:id, :version, :seller_id, :number, :value) on conflict do nothing"""
_UPDATE = """
    update mails set version = :version, value = :value
    where id = :id and version = :version - 1"""
_OF_INVOICE = "select value from mails where seller_id = ? and number = ? order by position"


class SqliteMails:
    """The mail ledger in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def read(self, mail_id: str) -> Mail | None:
        """See `Mails.read`."""
        with self._database.read() as connection:
            row = connection.execute("select value from mails where id = ?", (mail_id,)).fetchone()
        return Mail.model_validate_json(row[0]) if row else None

    def save(self, mail: Mail) -> Mail:
        """See `Mails.save`."""
        successor = mail.model_copy(update={"version": mail.version + 1})
        columns = {
            "id": mail.id,
            "version": successor.version,
            "seller_id": mail.seller_id,
            "number": mail.number,
            "value": successor.model_dump_json(),
        }
        with self._database.write() as connection:
            written = connection.execute(_UPDATE if mail.version else _INSERT, columns)
            if written.rowcount == 0:
                raise Conflict(f"{mail.id} is no longer at version {mail.version}")
        return successor

    def of_invoice(self, seller_id: str, number: str) -> list[Mail]:
        """See `Mails.of_invoice`."""
        with self._database.read() as connection:
            rows = connection.execute(_OF_INVOICE, (seller_id, number)).fetchall()
        return [Mail.model_validate_json(value) for (value,) in rows]
