"""An invoice as strings, for engines that only draw: written as applications do, by babel."""

from decimal import Decimal
from typing import Final, NamedTuple

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from services.domain.invoice import BilledLine, Invoice, PostalAddress

HEADS: Final = ("Pos.", "Beschreibung", "Menge", "Einzelpreis", "USt.", "Betrag")
TAX_HEADS: Final = ("Aufstellung USt.", "Bemessungsgrundlage", "USt.")

# Parsed once: that is dear, and no application would do it for each figure.
_LOCALE: Final = Locale("de", "DE")


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
    """The strings of an invoice."""

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


def plain_of(record: Invoice) -> Plain:
    """Return the strings of a record; every peer asks for them while it is measured."""
    billed = record.bill
    owner, totals, currency = billed.seller, billed.totals, billed.currency
    return Plain(
        number=record.number,
        issued_on=format_date(record.issued_on, "long", _LOCALE),
        reference=billed.reference,
        vat_id=owner.vat_ids[0],
        seller=(owner.legal_name, *_lines_of(owner.address), owner.email),
        buyer=(billed.buyer.name, *_lines_of(billed.buyer.address)),
        rows=tuple(_row(line, currency) for line in billed.lines),
        taxes=tuple(
            (_rate(group.rate), _amount(group.base, currency), _amount(group.tax, currency))
            for group in billed.tax_groups
        ),
        net=_amount(totals.net, currency),
        tax=_amount(totals.tax, currency),
        gross=_amount(totals.gross, currency),
        payment=f"Zahlungsart: Karte · Zahlungsreferenz: {billed.payment_reference}",
        imprint=(
            f"{owner.legal_name} · {owner.address.line1} · {owner.address.city}",
            f"{owner.registration_number} · {owner.vat_ids[0]} · {owner.email}",
            f"{owner.bank_holder} · IBAN {owner.bank_iban} · BIC {owner.bank_bic}",
        ),
    )


def _row(line: BilledLine, currency: str) -> PlainRow:
    return PlainRow(
        position=str(line.position),
        name=line.name,
        sku=f"Art.-Nr. {line.sku}",
        description=line.description or "",
        quantity=f"{format_decimal(line.quantity, locale=_LOCALE)} Stk.",
        price=_amount(line.unit_price, currency),
        rate=_rate(line.rate),
        amount=_amount(line.amount, currency),
    )


def _lines_of(address: PostalAddress) -> tuple[str, ...]:
    town = f"{address.postal_code} {address.city}"
    return address.line1, town, _LOCALE.territories[address.country]


def _amount(value: Decimal, currency: str) -> str:
    return str(format_currency(value, currency, locale=_LOCALE))


def _rate(value: Decimal) -> str:
    return f"{format_decimal(value, locale=_LOCALE)} %"
