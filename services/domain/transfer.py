"""Which invoices a buyer pays by a transfer of their own, so that a code can fill it in."""

from decimal import Decimal
from typing import Final

from services.domain.invoice import Invoice

_LEAST: Final = Decimal("0.01")
_MOST: Final = Decimal("999999999.99")
"""Both bounds are those of EPC069-12 and of the Swiss QR-bill alike."""

_QR_IIDS = range(30000, 32000)
"""Numbers of institutions within a QR-IBAN (SIX, QR-bill guidelines, section 4.2.2)."""


def awaits_transfer(invoice: Invoice) -> bool:
    """Tell whether money is due that the buyer has to send to the seller's account.

    Never for a test invoice: people see its watermark, a banking app would just pay it.
    """
    bill = invoice.bill
    return (
        invoice.livemode
        and invoice.type == "380"
        and bill.seller.bank_iban is not None
        and bill.payment_method != "direct_debit"
        and _LEAST <= bill.totals.due <= _MOST
    )


def payment_text(invoice: Invoice) -> str:
    """Return what the buyer is asked to quote: the shop's reference, else the invoice's number."""
    return invoice.bill.payment_reference or invoice.number


def is_qr_iban(iban: str) -> bool:
    """Tell whether an account takes only payments with a Swiss QR reference."""
    institution = iban[4:9]
    return iban[:2] in {"CH", "LI"} and institution.isdecimal() and int(institution) in _QR_IIDS
