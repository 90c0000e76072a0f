"""Invoices: frozen records, and the receipts of what was archived for them."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from services.domain.invoice import Invoice, Receipt
from services.domain.order import Order


class UnreadableRecord(ValueError):  # noqa: N818 - a verdict on the record
    """A stored record is none, or is that of another number: somebody or a newer release did it."""

    def __init__(self, number: str, sequence: int) -> None:
        self.number = number
        """The number under which it is stored."""
        self.sequence = sequence
        super().__init__(f"the record of {number} cannot be read")


class Invoices(Protocol):
    """Records are written by `Numbering.commit` alone and never change."""

    def read(self, seller_id: str, number: str) -> Invoice | None:
        """Return the record, strongly consistent."""
        ...

    def of_series(self, series_key: str) -> Iterator[Invoice]:
        """Yield every record of a series by sequence, without loading all at once.

        Raises UnreadableRecord at a record that is not what it must be; the next call goes on
        behind it.
        """
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
