"""Invoices and receipts: written once, read by number and by series."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.backends.conflict import Conflict
from services.backends.embedded.database import Database
from services.backends.embedded.orders import store_successor
from services.backends.invoices import UnreadableRecord
from services.domain.invoice import Invoice, Receipt
from services.domain.order import Order

SCHEMA = (
    """create table if not exists invoices (
        seller_id text not null,
        number text not null,
        series text not null,
        sequence integer not null,
        value text not null,
        primary key (seller_id, number),
        unique (series, sequence)
    )""",
    """create table if not exists receipts (
        seller_id text not null,
        number text not null,
        value text not null,
        primary key (seller_id, number),
        foreign key (seller_id, number) references invoices (seller_id, number)
    )""",
)

_CHUNK = 100
_OF_SERIES = """
    select cast(value as blob), seller_id, number, series, sequence from invoices
    where series = ? and sequence > ? order by sequence limit ?"""


class _Row(NamedTuple):
    value: bytes
    """As bytes, here and below: what is no text any more is a bad record, not a bad disk."""

    seller_id: str
    number: str
    series: str
    sequence: int


def insert_invoice(connection: sqlite3.Connection, invoice: Invoice) -> None:
    """Write a record within the caller's transaction. Raises Conflict when its number is given."""
    inserted = connection.execute(
        "insert into invoices (seller_id, number, series, sequence, value)"
        " values (?, ?, ?, ?, ?) on conflict do nothing",
        (
            invoice.seller_id,
            invoice.number,
            invoice.series,
            invoice.sequence,
            invoice.model_dump_json(),
        ),
    )
    if inserted.rowcount == 0:
        raise Conflict(f"number {invoice.number} of {invoice.seller_id} is given already")


class SqliteInvoices:
    """Invoices and receipts in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def read(self, seller_id: str, number: str) -> Invoice | None:
        """See `Invoices.read`."""
        with self._database.read() as connection:
            row = connection.execute(
                "select cast(value as blob) from invoices where seller_id = ? and number = ?",
                (seller_id, number),
            ).fetchone()
        return Invoice.model_validate_json(row[0]) if row else None

    def of_series(self, series_key: str) -> Iterator[Invoice]:
        """See `Invoices.of_series`."""
        # A map goes on after what its function raised, as a generator does not.
        return map(_of_row, self._rows(series_key))

    def receipt(self, seller_id: str, number: str) -> Receipt | None:
        """See `Invoices.receipt`."""
        with self._database.read() as connection:
            row = connection.execute(
                "select cast(value as blob) from receipts where seller_id = ? and number = ?",
                (seller_id, number),
            ).fetchone()
        return Receipt.model_validate_json(row[0]) if row else None

    def record(self, archived: Sequence[tuple[Receipt, Order]]) -> None:
        """See `Invoices.record`."""
        with self._database.write() as connection:
            for receipt, order in archived:
                connection.execute(
                    "insert into receipts (seller_id, number, value) values (?, ?, ?)"
                    " on conflict do nothing",
                    (receipt.seller_id, receipt.number, receipt.model_dump_json()),
                )
                store_successor(connection, order)

    def _rows(self, series_key: str) -> Iterator[_Row]:
        sequence = -1
        while rows := self._chunk(series_key, sequence):
            yield from rows
            sequence = rows[-1].sequence

    # Each chunk is its own read: a long walk must not keep SQLite from trimming its WAL.
    def _chunk(self, series_key: str, after: int) -> list[_Row]:
        with self._database.read() as connection:
            found = connection.execute(_OF_SERIES, (series_key, after, _CHUNK)).fetchall()
        return [_Row(*row) for row in found]


def _of_row(row: _Row) -> Invoice:
    value, *columns = row
    try:
        invoice = Invoice.model_validate_json(value)
    except ValueError:
        raise UnreadableRecord(row.number, row.sequence) from None
    if [invoice.seller_id, invoice.number, invoice.series, invoice.sequence] != columns:
        raise UnreadableRecord(row.number, row.sequence)
    return invoice
