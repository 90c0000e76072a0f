"""The Swiss QR-bill: what its code holds (SIX, QR-bill guidelines 2.3, chapter 4)."""

import re
from typing import Final, Literal, NamedTuple

from services.domain.creditor_reference import qr_reference, rf_reference
from services.domain.invoice import Invoice, PostalAddress
from services.domain.money import amount_text
from services.domain.transfer import awaits_transfer, is_qr_iban, payment_text

QR_BILL_LARGEST_VERSION: Final = 25
"""Of the QR code (chapter 5)."""

_SWISS = {"CH", "LI"}
_MOST_NAME = 70
_MOST_STREET = 70
_MOST_POSTAL_CODE = 16
_MOST_TOWN = 35
_NO_PARTY = ("",) * 7
_FOREIGN = re.compile("[^\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u20ac]")
"""What section 4.1.1 leaves out of Unicode's Latin."""
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u2002\u2003\u2007\u2009\u202f", " "),
        "\u2026": "...",
    }
)
"""Typographic signs that are missing there, by those that typewriters have for them."""


class Party(NamedTuple):
    """A structured address (type S, the only one since November 2025)."""

    name: str
    street: str
    """With the number of the house."""
    postal_code: str
    town: str
    country: str
    """ISO 3166-1 alpha-2."""


class Reference(NamedTuple):
    """What the seller finds the payment by."""

    kind: Literal["QRR", "SCOR", "NON"]
    text: str


class QrBill(NamedTuple):
    """A bill that can be paid at every Swiss bank and post office."""

    iban: str
    creditor: Party
    amount: str
    """With a dot and two decimals."""
    currency: str
    debtor: Party | None
    """None leaves the field to the payer."""
    reference: Reference
    message: str


def qr_bill_of(invoice: Invoice) -> QrBill | None:
    """Return the QR-bill of an invoice, None where there cannot be a valid one.

    Francs are paid by it wherever the buyer lives. Euros only by buyers in Switzerland and
    Liechtenstein: banks elsewhere read EPC codes instead.
    """
    bill, seller = invoice.bill, invoice.bill.seller
    iban = seller.bank_iban
    if not awaits_transfer(invoice) or iban is None or iban[:2] not in _SWISS:
        return None
    swiss_euros = bill.currency == "EUR" and bill.buyer.address.country in _SWISS
    creditor = _party(seller.bank_holder or seller.legal_name, seller.address)
    referred = _referred(iban, invoice)
    if not (bill.currency == "CHF" or swiss_euros) or creditor is None or referred is None:
        return None
    reference, message = referred
    return QrBill(
        iban=iban,
        creditor=creditor,
        amount=amount_text(bill.totals.due, bill.currency),
        currency=bill.currency,
        debtor=_party(bill.buyer.name, bill.buyer.address),
        reference=reference,
        message=message,
    )


def qr_bill_content(bill: QrBill) -> str:
    """Return what the code holds: 31 lines, ended by `EPD` (section 4.2.2)."""
    return "\n".join(
        (
            *("SPC", "0200", "1"),
            bill.iban,
            *_party_lines(bill.creditor),
            *_NO_PARTY,  # the ultimate creditor, for future use
            bill.amount,
            bill.currency,
            *(_party_lines(bill.debtor) if bill.debtor else _NO_PARTY),
            *bill.reference,
            bill.message,
            "EPD",
        )
    )


def _party_lines(party: Party) -> tuple[str, ...]:
    building = ""  # stands in the street, as the record has it
    return "S", party.name, party.street, building, party.postal_code, party.town, party.country


def _referred(iban: str, invoice: Invoice) -> tuple[Reference, str] | None:
    """Return reference and message. A reference hides the number, so the message repeats it."""
    text = payment_text(invoice)
    if is_qr_iban(iban):
        digits = qr_reference(text)
        return (Reference("QRR", digits), invoice.number) if digits else None
    creditor_reference = rf_reference(text)
    if creditor_reference:
        return Reference("SCOR", creditor_reference), invoice.number
    message = _latin(text)
    return (Reference("NON", ""), message) if message else None


def _party(name: str, address: PostalAddress) -> Party | None:
    """Return a party cut to the lengths allowed, None if it needs signs that are not."""
    parts = (
        (name, _MOST_NAME),
        (address.line1, _MOST_STREET),
        (address.postal_code, _MOST_POSTAL_CODE),
        (address.city, _MOST_TOWN),
    )
    texts = tuple(_latin(text)[:most].rstrip() for text, most in parts)
    return Party._make((*texts, address.country)) if all(texts) else None


def _latin(text: str) -> str:
    """Return text in the signs that are allowed, empty if it cannot be written in them."""
    plain = text.translate(_PLAIN).strip()
    return "" if _FOREIGN.search(plain) else plain
