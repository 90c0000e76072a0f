"""Sellers: every version of a profile has its row."""

import sqlite3
from datetime import datetime

from services.backends.embedded.database import Database
from services.domain.seller import Seller, SellerProfile

SCHEMA = (
    """create table if not exists sellers (
        id text not null,
        version integer not null,
        value text not null,
        primary key (id, version)
    )""",
)

# Sellers are few and versions fewer, so this may look at all of them.
_LATEST_OF_ALL = """
    select value from sellers as latest
    where version = (select max(version) from sellers where id = latest.id) order by id"""


def read_seller(connection: sqlite3.Connection, seller_id: str) -> Seller | None:
    """Return the latest version within the caller's transaction."""
    row = connection.execute(
        "select value from sellers where id = ? order by version desc limit 1", (seller_id,)
    ).fetchone()
    return Seller.model_validate_json(row[0]) if row else None


class SqliteSellers:
    """Sellers in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def put(
        self, seller_id: str, profile: SellerProfile, at: datetime, *, sample: bool = False
    ) -> Seller:
        """See `Sellers.put`."""
        with self._database.write() as connection:
            latest = read_seller(connection, seller_id)
            seller = Seller(
                id=seller_id,
                version=latest.version + 1 if latest else 1,
                valid_from=at,
                sample=sample,
                profile=profile,
            )
            connection.execute(
                "insert into sellers (id, version, value) values (?, ?, ?)",
                # The mail settings' sender is called `from`, which Python reserves.
                (seller.id, seller.version, seller.model_dump_json(by_alias=True)),
            )
        return seller

    def read(self, seller_id: str) -> Seller | None:
        """See `Sellers.read`."""
        with self._database.read() as connection:
            return read_seller(connection, seller_id)

    def all(self) -> list[Seller]:
        """See `Sellers.all`."""
        with self._database.read() as connection:
            rows = connection.execute(_LATEST_OF_ALL).fetchall()
        return [Seller.model_validate_json(value) for (value,) in rows]
