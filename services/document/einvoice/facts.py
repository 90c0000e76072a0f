"""What a record says in the terms of EN 16931, whichever syntax it is then written in."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from services.domain.invoice import Bill, BilledLine, Invoice
from services.domain.order_request import TaxCategory

TEST_NOTE: Final = "TEST - not an invoice. Made with a test key; nothing is owed or paid."
"""EN 16931 has no field for it, so the first note of a document of a test key says it (BT-22)."""

_PERCENT_ERROR = Decimal("0.02")
"""What base x percent may miss an allowance by (PEPPOL-EN16931-R040)."""


class Taxed(Protocol):
    """A row or a group that has a tax category and a rate."""

    @property
    def category(self) -> TaxCategory:
        """Return BT-151, BT-95, BT-102 or BT-118."""

    @property
    def rate(self) -> Decimal:
        """Return the rate in percent: BT-152, BT-96, BT-103 or BT-119."""


class Address(NamedTuple):
    """An electronic address: BT-34 or BT-49."""

    scheme: str
    """Of the EAS code list."""
    id: str


def claimed(invoice: Invoice) -> Bill:
    """Return the bill of an invoice whose record claims EN 16931, else raise ValueError."""
    if invoice.bill.e_invoice != "en16931":
        raise ValueError(f"{invoice.number} claims no e-invoice standard; send its PDF alone")
    return invoice.bill


def notes_of(invoice: Invoice) -> Iterator[str]:
    """Yield the notes of a document (BT-22)."""
    bill = invoice.bill
    if not invoice.livemode:
        yield TEST_NOTE
    if bill.corrects:
        yield bill.corrects.reason
    if bill.notes:
        yield bill.notes


def remittance(invoice: Invoice) -> str | None:
    """Return what a payment is known by (BT-83): its own reference, else the number if due."""
    bill = invoice.bill
    return bill.payment_reference or (invoice.number if bill.totals.due else None)


def stated_percent(row: BilledLine) -> Decimal | None:
    """Return the percentage of a line's discount (BT-138), if it still fits the net amounts.

    Taking the tax out of a gross price rounds both; where that shows, the amount stands alone.
    """
    percent = row.discount_percent
    if percent is None:
        return None
    share = (row.net + row.net_discount) * percent / 100
    return percent if abs(share - row.net_discount) <= _PERCENT_ERROR else None
