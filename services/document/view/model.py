"""The strings of one document, in the order a reader meets them."""

from decimal import Decimal
from typing import Literal, NamedTuple

from services.document.formatting import Figure, FigureWriter
from services.document.view.payment_code import PaymentCode, Slip


class Pair(NamedTuple):
    """A label and what it labels."""

    label: str
    value: str


class Parties(NamedTuple):
    """Who invoices whom."""

    shown_name: str
    """The name buyers know the seller by."""
    sender: str
    """The seller in one line, for the window of the envelope."""
    seller: tuple[str, ...]
    """Legal name first, then address and mailbox."""
    buyer: tuple[str, ...]
    """Name first, then address."""
    ship_to: Pair | None


class Row(NamedTuple):
    """One row of the table: a line, or a discount or charge on the whole document."""

    position: str
    name: str
    sku: str
    """Labelled; empty when the line has none."""
    details: tuple[str, ...]
    quantity: Figure
    unit: str
    price: Figure
    discount: Figure
    discount_rate: str
    tax: str
    amount: Figure


class Columns(NamedTuple):
    """Heads of the table; an empty one stands for a column nobody needs."""

    position: str
    item: str
    quantity: str
    price: str
    discount: str
    tax: str
    amount: str


class Table(NamedTuple):
    """The priced rows."""

    caption: str
    """Currency, and whether prices include tax."""
    columns: Columns
    rows: tuple[Row, ...]
    carried_forward: str
    brought_forward: str
    running: tuple[Decimal, ...]
    """What the amounts come to down to each row."""
    written: FigureWriter
    """Writes one of them; only those at the ends of pages are needed."""

    def subtotal(self, row: int) -> Figure:
        """Return what the table comes to down to a row, for the foot of a page that ends there."""
        return self.written(self.running[row])

    def extreme_subtotals(self) -> tuple[Figure, Figure]:
        """Return the highest and the lowest subtotal: no other is wider."""
        return self.written(max(self.running)), self.written(min(self.running))


Weight = Literal["plain", "strong", "grand"]
"""How much a line of the totals stands out."""


class Sum(NamedTuple):
    """One line of the totals."""

    label: str
    value: str
    weight: Weight = "plain"


class TaxRow(NamedTuple):
    """One line of the tax summary."""

    rate: str
    base: str
    tax: str
    reason: str | None


class TaxSummary(NamedTuple):
    """Tax by category and rate."""

    heading: str
    rate: str
    base: str
    tax: str
    rows: tuple[TaxRow, ...]


class Payment(NamedTuple):
    """What the buyer still has to do, or need not do any more."""

    heading: str
    sentence: str
    pairs: tuple[Pair, ...]
    stamp: str | None
    """`Paid`, where that is so."""


class Footer(NamedTuple):
    """What stands at the foot of every page."""

    columns: tuple[tuple[str, ...], ...]
    text: str | None
    page: str
    """`Page {page} of {pages}`."""


class View(NamedTuple):
    """Everything a document says."""

    language: str
    """BCP 47."""
    rtl: bool
    """Read from right to left, and so laid out."""
    title: str
    number: str
    headline: str
    parties: Parties
    facts: tuple[Pair, ...]
    """Number, dates and references."""
    table: Table
    sums: tuple[Sum, ...]
    tax_summary: TaxSummary
    payment: Payment
    code: PaymentCode | None
    """Stands in the payment panel."""
    slip: Slip | None
    """Stands on the lower edge of the last page."""
    notes: Pair | None
    footer: Footer
    test: Pair | None
    """Watermark and notice of a document that is no invoice."""
