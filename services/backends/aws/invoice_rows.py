"""How an invoice lies in the table: its record, its receipt, and its place in its series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.table import Key, keyed, packed, text, unpacked
from services.domain.invoice import Invoice

if TYPE_CHECKING:
    from services.backends.aws.logos import Logos
    from services.backends.aws.table import Item

SERIES_SHARDS = 8
"""A series' entries in the index are spread over this many partitions, by sequence."""


def record_key(seller_id: str, number: str) -> Key:
    """Return where a record lies: never in its counter's partition, which is written all day."""
    return Key(f"invoice#{seller_id}#{number}", "record")


def number_of(key: Key) -> str:
    """Return the number of the invoice whose record or receipt lies there."""
    return key.partition.rpartition("#")[2]


def receipt_key(seller_id: str, number: str) -> Key:
    """Return where the receipt lies."""
    return Key(f"invoice#{seller_id}#{number}", "receipt")


def series_shard(series_key: str, shard: int) -> str:
    """Return an index partition of a series."""
    return f"series/{series_key}/{shard}"


def series_place(sequence: int) -> str:
    """Return a sequence number as text of one width."""
    return f"{sequence:012d}"


def invoice_item(invoice: Invoice, logos: Logos) -> Item:
    """Return the whole item of a record; its logo is kept beside, once for all records."""
    logo = invoice.bill.seller.logo
    item: Item = {
        **keyed(record_key(invoice.seller_id, invoice.number)),
        "value": packed(_with_logo(invoice, None)),
        "listed_in": text(series_shard(invoice.series, invoice.sequence % SERIES_SHARDS)),
        "listed_by": text(series_place(invoice.sequence)),
    }
    return {**item, "logo": text(logos.keep(logo))} if logo else item


def read_invoice(item: Item, logos: Logos) -> Invoice:
    """Read a record out of its item, as it was issued."""
    invoice = unpacked(Invoice, item)
    return _with_logo(invoice, logos.read(item["logo"]["S"])) if "logo" in item else invoice


def _with_logo(invoice: Invoice, logo: str | None) -> Invoice:
    seller = invoice.bill.seller.model_copy(update={"logo": logo})
    bill = invoice.bill.model_copy(update={"seller": seller})
    return invoice.model_copy(update={"bill": bill})
