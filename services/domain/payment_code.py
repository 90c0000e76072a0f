"""What a banking app reads from the code on an invoice: a SEPA credit transfer (EPC069-12)."""

from typing import Final

from services.domain.creditor_reference import is_rf_reference
from services.domain.invoice import Invoice
from services.domain.money import amount_text
from services.domain.transfer import awaits_transfer, is_qr_iban, payment_text

EPC_LARGEST_VERSION: Final = 13
"""Of the QR code (EPC069-12, section 2)."""

_MOST_BYTES = 331
_MOST_NAME = 70
_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_SEPA_ELSEWHERE = "AD AL CH GB GI MC MD ME MK RS SM VA"
"""Countries of IBANs (EPC409-09); a transfer to the latter needs a BIC too."""


def epc_content(invoice: Invoice) -> str | None:
    """Return the content of an EPC code, version 002 in UTF-8, None where none can be right.

    Only euros go this way, into the SEPA area. A QR-IBAN takes no reference that the code has a
    place for. The name is cut to its 70 characters, as a transfer would cut it.
    """
    seller = invoice.bill.seller
    iban, bic = seller.bank_iban, seller.bank_bic
    if not awaits_transfer(invoice) or invoice.bill.currency != "EUR" or iban is None:
        return None
    country = iban[:2]
    reachable = country in _EEA.split() or (country in _SEPA_ELSEWHERE.split() and bic is not None)
    if not reachable or is_qr_iban(iban):
        return None
    content = "\n".join(
        (
            *("BCD", "002", "1", "SCT"),
            bic or "",
            _shortened(seller.bank_holder or seller.legal_name),
            iban,
            f"EUR{amount_text(invoice.bill.totals.due, 'EUR')}",
            "",  # no purpose code
            *_remittance(payment_text(invoice)),
        )
    )
    return content if len(content.encode()) <= _MOST_BYTES else None


def _shortened(name: str) -> str:
    return name.strip()[:_MOST_NAME].rstrip()


def _remittance(text: str) -> tuple[str, ...]:
    """Return the lines for structured and unstructured remittance: one of them at most is used."""
    compact = text.replace(" ", "")
    return (compact,) if is_rf_reference(compact) else ("", text)
