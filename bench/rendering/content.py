"""What every engine draws: one record, and its strings for the engines that format nothing."""

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image

from bench.rendering.orders import order
from services.document import fonts
from services.domain.billing import bill, invoice
from services.domain.ids import order_id
from services.domain.invoice import BilledLine, Invoice, PostalAddress
from services.domain.numbering import FIRST_PREVIOUS_HASH, print_number, series_for
from services.domain.order_request import OrderRequest
from services.domain.seller import Seller
from services.domain.validation import validated
from services.local.seller_file import read_profile

ROOT: Final = Path(__file__).resolve().parents[2]
FONTS: Final = Path(fonts.__file__).parent
REGULAR: Final = FONTS / "NotoSans-Regular.ttf"
SEMIBOLD: Final = FONTS / "NotoSans-SemiBold.ttf"
_PROFILE: Final = ROOT / "services/local/samples/aurora.toml"
_LOGO: Final = ROOT / "services/local/sample_logos/aurora.png"
_ISSUED_AT: Final = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_ISSUED_ON: Final = date(2026, 11, 21)


class PlainRow(NamedTuple):
    """A line of the table."""

    position: str
    name: str
    sku: str
    """Labelled; stands behind the name."""
    description: str
    """Empty where the line has none."""
    quantity: str
    price: str
    rate: str
    amount: str


class Plain(NamedTuple):
    """The strings of an invoice. Peers get them ready made: formatting costs them nothing."""

    number: str
    issued_on: str
    reference: str
    vat_id: str
    seller: tuple[str, ...]
    """Legal name, street, town, mailbox."""
    buyer: tuple[str, ...]
    rows: tuple[PlainRow, ...]
    taxes: tuple[tuple[str, str, str], ...]
    """Rate, base and tax of each group."""
    net: str
    tax: str
    gross: str
    payment: str
    imprint: tuple[str, ...]


class Document(NamedTuple):
    """One document to draw."""

    record: Invoice
    """What our renderer is given."""
    plain: Plain
    """What peers are given."""


Draw = Callable[[Document], bytes]
"""Returns the PDF of a document."""

HEADS: Final = ("Pos.", "Beschreibung", "Menge", "Einzelpreis", "USt.", "Betrag")
TAX_HEADS: Final = ("Aufstellung USt.", "Bemessungsgrundlage", "USt.")


@cache
def logo_png() -> bytes:
    """Return the sample seller's logo with an alpha channel, the way designers save it."""
    target = BytesIO()
    Image.open(_LOGO).convert("RGBA").save(target, "PNG", optimize=True)
    return target.getvalue()


@cache
def seller() -> Seller:
    """Return the seller of all documents."""
    profile = read_profile(_PROFILE)
    logo = base64.b64encode(logo_png()).decode()
    return Seller(
        id="aurora",
        version=1,
        valid_from=_ISSUED_AT,
        profile=profile.model_copy(update={"logo": logo}),
    )


def document(index: int, lines: int) -> Document:
    """Return the `index`-th document of some lines; equal arguments give equal documents."""
    owner, request = seller(), validated(OrderRequest, order(index, lines))
    rules = owner.profile.numbering
    series = series_for(owner.id, rules, "380", _ISSUED_ON, livemode=True)
    record = invoice(
        bill(request, owner),
        number=print_number(rules, series, index + 1, _ISSUED_ON),
        series=series,
        sequence=index + 1,
        order_id=order_id(owner.id, livemode=True, channel="api", idempotency_key=str(index)),
        issued_on=_ISSUED_ON,
        issued_at=_ISSUED_AT,
        previous_hash=FIRST_PREVIOUS_HASH,
    )
    return Document(record, _plain(record))


def _plain(record: Invoice) -> Plain:
    billed = record.bill
    owner, totals = billed.seller, billed.totals
    return Plain(
        number=record.number,
        issued_on="21. November 2026",
        reference=billed.reference,
        vat_id=owner.vat_ids[0],
        seller=(owner.legal_name, *_lines_of(owner.address), owner.email),
        buyer=(billed.buyer.name, *_lines_of(billed.buyer.address)),
        rows=tuple(_row(line) for line in billed.lines),
        taxes=tuple(
            (f"{group.rate} %", _amount(group.base), _amount(group.tax))
            for group in billed.tax_groups
        ),
        net=_amount(totals.net),
        tax=_amount(totals.tax),
        gross=_amount(totals.gross),
        payment=f"Zahlungsart: Karte · Zahlungsreferenz: {billed.payment_reference}",
        imprint=(
            f"{owner.legal_name} · {owner.address.line1} · {owner.address.city}",
            f"{owner.registration_number} · {owner.vat_ids[0]} · {owner.email}",
            f"{owner.bank_holder} · IBAN {owner.bank_iban} · BIC {owner.bank_bic}",
        ),
    )


def _row(line: BilledLine) -> PlainRow:
    return PlainRow(
        position=str(line.position),
        name=line.name,
        sku=f"Art.-Nr. {line.sku}",
        description=line.description or "",
        quantity=f"{line.quantity} Stk.",
        price=_amount(line.unit_price),
        rate=f"{line.rate} %",
        amount=_amount(line.amount),
    )


def _lines_of(address: PostalAddress) -> tuple[str, ...]:
    return address.line1, f"{address.postal_code} {address.city}", "Deutschland"


def _amount(value: Decimal) -> str:
    """Return an amount as it is written in Germany, with the euro sign."""
    return f"{value:,.2f} €".translate(str.maketrans(",.", ".,"))
