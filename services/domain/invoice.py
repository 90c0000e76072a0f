"""The invoice: a frozen record that copies every party, price, rate and text it needs.

Rendering it adds nothing up and asks nobody. Business terms (BT, BG) are those of EN 16931.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from services.domain.frozen import Frozen
from services.domain.ids import canonical_json, sha256_hex
from services.domain.numbering import TEST_PREFIX, DocumentType
from services.domain.order_request import TaxCategory


class PostalAddress(Frozen):
    """An address as it was at issue; rules that come later do not make it unreadable."""

    line1: str
    line2: str | None = None
    postal_code: str
    city: str
    region: str | None = None
    country: str


class SellerParty(Frozen):
    """The seller as printed (BG-4), with the profile version it was copied from."""

    id: str
    profile_version: int
    legal_name: str
    trading_name: str | None
    registration_number: str | None
    vat_ids: tuple[str, ...]
    tax_scheme: Literal["standard", "small_business", "none"]
    address: PostalAddress
    email: str
    accent_colour: str
    logo: str | None
    footer: str | None
    bank_holder: str | None
    bank_iban: str | None
    bank_bic: str | None
    locale: str = "en"
    """Whose words are used where the order's language has none."""
    retention_years: int = 10
    """How long the invoice is kept, see `kept_until`."""


class BuyerParty(Frozen):
    """The buyer as printed (BG-7)."""

    name: str
    email: str
    vat_id: str | None
    reference: str | None
    address: PostalAddress


class DeliveryParty(Frozen):
    """Where the goods went (BG-13)."""

    name: str
    address: PostalAddress


class BilledLine(Frozen):
    """One row (BG-25). Amounts are in the invoice's currency, rounded to its decimals.

    `net` = `quantity` x `net_unit_price` - `net_discount` within 0.02 (PEPPOL-EN16931-R120).
    `amount` and `discount` are in the order's price mode, as the buyer saw them in the shop.
    """

    position: int
    sku: str | None
    name: str
    description: str | None
    quantity: Decimal
    unit: str
    unit_price: Decimal
    """As ordered, in the order's price mode."""
    discount: Decimal
    discount_percent: Decimal | None
    discount_reason: str | None
    amount: Decimal
    """quantity x unit_price - discount, rounded, in the order's price mode."""
    net_unit_price: Decimal
    """BT-146: keeps the decimals it needs."""
    net_discount: Decimal
    """BT-136."""
    net: Decimal
    """BT-131."""
    category: TaxCategory
    rate: Decimal


class BilledAdjustment(Frozen):
    """A charge or discount on the whole document (BG-21, BG-20)."""

    reason: str
    amount: Decimal
    """As ordered, in the order's price mode, never negative."""
    net: Decimal
    """BT-99 or BT-92."""
    category: TaxCategory
    rate: Decimal


class TaxGroup(Frozen):
    """Tax per (category, rate) (BG-23)."""

    category: TaxCategory
    rate: Decimal
    base: Decimal
    """BT-116."""
    tax: Decimal
    """BT-117."""
    reason: str | None
    """BT-120: why no tax is charged, in the buyer's language where wording is standard."""


class Totals(Frozen):
    """Sums of the document (BG-22)."""

    lines_net: Decimal
    """BT-106."""
    discounts_net: Decimal
    """BT-107."""
    charges_net: Decimal
    """BT-108."""
    net: Decimal
    """BT-109."""
    tax: Decimal
    """BT-110."""
    gross: Decimal
    """BT-112."""
    paid: Decimal
    """BT-113."""
    due: Decimal
    """BT-115."""


class ForeignTax(Frozen):
    """The tax once more in the seller's currency (BT-6, BT-111; Article 230)."""

    currency: str
    exchange_rate: Decimal
    tax: Decimal


class Correction(Frozen):
    """The invoice that a credit note takes back, wholly or in part (BG-3)."""

    number: str
    """BT-25."""
    issued_on: date
    """BT-26."""
    reason: str


class Bill(Frozen):
    """What an invoice says but its number and day: the priced order and both parties."""

    reference: str
    currency: str
    locale: str
    price_mode: Literal["net", "gross"]
    seller: SellerParty
    buyer: BuyerParty
    ship_to: DeliveryParty | None
    supply_date: date | None
    purchase_order: str | None
    notes: str | None
    lines: tuple[BilledLine, ...]
    charges: tuple[BilledAdjustment, ...]
    discounts: tuple[BilledAdjustment, ...]
    tax_groups: tuple[TaxGroup, ...]
    totals: Totals
    foreign_tax: ForeignTax | None
    payment_status: Literal["paid", "due"]
    payment_method: str
    payment_reference: str | None
    terms_days: int
    corrects: Correction | None = None
    """What a credit note (381) takes back; None on an invoice."""
    e_invoice: Literal["en16931"] | None = None
    """The standard its XML claims; None where amounts need more decimals than EN 16931 allows."""


class Invoice(Frozen):
    """A numbered document, never changed. `record_hash` of it is what the next one carries."""

    number: str
    """BT-1."""
    type: DocumentType
    """BT-3."""
    series: str
    sequence: int
    order_id: str
    livemode: bool
    issued_on: date
    """BT-2."""
    issued_at: datetime
    due_on: date | None
    """BT-9; None when nothing is due."""
    previous_hash: str
    bill: Bill

    @property
    def seller_id(self) -> str:
        """Return whose invoice it is."""
        return self.bill.seller.id

    @property
    def archive_key(self) -> str:
        """Return where the archive keeps the rendition."""
        return archive_key(self.seller_id, self.issued_on, self.number)


class Receipt(Frozen):
    """What was archived for an invoice. Written once."""

    seller_id: str
    number: str
    key: str
    sha256: str
    size: int
    version_id: str | None
    renderer: str
    """Name and version of the code that made the bytes."""
    archived_at: datetime


def record_hash(invoice: Invoice) -> str:
    """Return SHA-256 over the whole record, its predecessor's hash included.

    Fields at their default are left out, so that a field which a later release adds with a default
    changes the hash of no earlier record.
    """
    return sha256_hex(canonical_json(invoice.model_dump(mode="json", exclude_defaults=True)))


def archive_key(seller_id: str, issued_on: date, number: str) -> str:
    """Return where the archive keeps the rendition of an invoice."""
    return f"{seller_id}/{issued_on:%Y}/{number}.pdf"


def is_test_key(archive_key: str) -> bool:
    """Tell whether the archive keeps an invoice of test mode under a key."""
    return archive_key.rpartition("/")[2].startswith(TEST_PREFIX)


def archive_metadata(invoice: Invoice, hash_: str | None = None) -> dict[str, str]:
    """Return what the archive keeps beside the bytes: enough to find the counters again.

    `hash_` is the record's hash where it is known already: it is the dear part.
    """
    return {
        "order-id": invoice.order_id,
        "record-hash": hash_ or record_hash(invoice),
        "series": invoice.series,
        "sequence": str(invoice.sequence),
        "issued-on": invoice.issued_on.isoformat(),
    }


def seller_and_number(archive_key: str) -> tuple[str, str] | None:
    """Read the seller id and invoice number back out of an archive key, None for a foreign key."""
    parts = archive_key.split("/")
    if len(parts) != 3 or not parts[2].endswith(".pdf"):  # noqa: PLR2004 - seller/year/number.pdf
        return None
    return parts[0], parts[2].removesuffix(".pdf")
