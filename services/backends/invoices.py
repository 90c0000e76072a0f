"""Invoices: frozen records, and the receipts of what was archived for them."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from services.domain.invoice import Invoice, Receipt
from services.domain.order import Order


class Invoices(Protocol):
    """Records are written by `Numbering.commit` alone and never change."""

    def read(self, seller_id: str, number: str) -> Invoice | None:
        """Return the record, strongly consistent."""
        ...

    def of_series(self, series_key: str) -> Iterator[Invoice]:
        """Yield every record of a series by sequence, without loading all at once."""
        ...

    def receipt(self, seller_id: str, number: str) -> Receipt | None:
        """Return what was archived for an invoice."""
        ...

    def record(self, archived: Sequence[tuple[Receipt, Order]]) -> None:
        """Write receipts and the successors of their orders together.

        A receipt that already stands is left as it is. Each order is stored at the next version.
        Raises Conflict, with nothing written, when one of them has changed since it was read.
        """
        ...
