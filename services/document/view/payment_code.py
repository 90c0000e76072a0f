"""What a buyer pays by: a code beside the account, or the Swiss slip at the end."""

from typing import NamedTuple

from services.document.formatting import iban
from services.document.labels.slip import SLIP_WORDINGS, SlipWording
from services.document.language import Language
from services.document.qr.encoding import modules
from services.domain.invoice import Invoice
from services.domain.payment_code import EPC_LARGEST_VERSION, epc_content
from services.domain.qr_bill import (
    QR_BILL_LARGEST_VERSION,
    Party,
    QrBill,
    Reference,
    qr_bill_content,
    qr_bill_of,
)

_HOME = "CH"
_FALLBACK = "en"


class PaymentCode(NamedTuple):
    """A code that a banking app fills a transfer in from."""

    modules: tuple[str, ...]
    """Rows from the top; `1` is dark."""
    caption: str


class SlipParty(NamedTuple):
    """A name and an address as a slip prints them."""

    name: str
    street: str
    town: str


class Slip(NamedTuple):
    """The strings of a Swiss payment slip."""

    words: SlipWording
    modules: tuple[str, ...]
    iban: str
    creditor: SlipParty
    reference: str
    """In groups; empty where the bill has none."""
    message: str
    debtor: SlipParty | None
    currency: str
    amount: str


def payment_code_of(invoice: Invoice, language: Language) -> PaymentCode | None:
    """Return the code for the payment panel, None where no code can be right or a slip has one."""
    content = None if qr_bill_of(invoice) else epc_content(invoice)
    drawn = modules(content, EPC_LARGEST_VERSION) if content else None
    return PaymentCode(drawn, language.wording.scan_to_pay) if drawn else None


def slip_of(invoice: Invoice, language: Language) -> Slip | None:
    """Return the Swiss slip, None where there cannot be a valid one."""
    bill = qr_bill_of(invoice)
    drawn = modules(qr_bill_content(bill), QR_BILL_LARGEST_VERSION) if bill else None
    return _slip(bill, drawn, language) if bill and drawn else None


def _slip(bill: QrBill, drawn: tuple[str, ...], language: Language) -> Slip:
    words = SLIP_WORDINGS.get(language.locale.language, SLIP_WORDINGS[_FALLBACK])
    return Slip(
        words=words,
        modules=drawn,
        iban=iban(bill.iban),
        creditor=_printed(bill.creditor),
        reference=_grouped(bill.reference),
        message=bill.message,
        debtor=_printed(bill.debtor) if bill.debtor else None,
        currency=bill.currency,
        amount=_spaced(bill.amount),
    )


def _printed(party: Party) -> SlipParty:
    abroad = "" if party.country == _HOME else f"{party.country}-"
    return SlipParty(party.name, party.street, f"{abroad}{party.postal_code} {party.town}")


def _grouped(reference: Reference) -> str:
    """Return a QR reference in fives behind its first two digits, others as IBANs are written."""
    text = reference.text
    if reference.kind != "QRR":
        return iban(text)
    return " ".join((text[:2], *(text[i : i + 5] for i in range(2, len(text), 5))))


def _spaced(amount: str) -> str:
    """Write `1234567.50` as `1 234 567.50`, in every language (section 3.5.3)."""
    whole, _, cents = amount.partition(".")
    return f"{int(whole):,}.{cents}".replace(",", " ")
