"""Codes of the standard's lists that a record stands for."""

from typing import Final

from services.domain.invoice import Bill, Invoice, TaxGroup
from services.domain.wording import standard_reason

EN_16931: Final = "urn:cen.eu:en16931:2017"
"""BT-24: the standard, without further rules."""

EMAIL_ADDRESS: Final = "EM"
"""EAS: an electronic address that is a mailbox (BT-34, BT-49)."""

DISCOUNT: Final = "95"
"""UNTDID 5189: an allowance that is an ordinary discount."""

_PAYMENT_MEANS = {
    "card": "48",
    "bank_transfer": "42",
    "wallet": "68",
    "cash": "10",
    "other": "1",
}
"""UNTDID 4461: bank card, to bank account, online payment service, in cash, not defined."""

_CREDIT_TRANSFER, _SEPA_CREDIT_TRANSFER = "30", "58"
_DIRECT_DEBIT, _SEPA_DIRECT_DEBIT = "49", "59"

_SEPA: Final = """
    AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL
    NO PL PT RO RS SE SI SK SM VA
"""
"""Countries whose accounts take SEPA credit transfers, as European Payments Council lists them."""

_EXEMPTIONS = {
    "AE": "VATEX-EU-AE",
    "K": "VATEX-EU-IC",
    "G": "VATEX-EU-G",
    "O": "VATEX-EU-O",
}
_FRENCH_FRANCHISE = "VATEX-FR-FRANCHISE"


def names_account(invoice: Invoice) -> bool:
    """Tell whether the seller's account is named (BG-17), as it is on the page: to pay what is due.

    A transfer that was made names it too (BR-61), a credit note never: it asks for no money.
    """
    bill = invoice.bill
    if invoice.type == "381" or bill.seller.bank_iban is None:
        return False
    due = bool(bill.totals.due) and bill.payment_method != "direct_debit"
    return due or bill.payment_method == "bank_transfer"


def payment_means(invoice: Invoice) -> str:
    """Return how an invoice is or was paid (BT-81, UNTDID 4461).

    A credit transfer has an account (BR-61), so one to an account that is not named is only a
    payment to a bank account.
    """
    bill, euro = invoice.bill, invoice.bill.currency == "EUR"
    if names_account(invoice):
        sepa = euro and (bill.seller.bank_iban or "")[:2] in _SEPA.split()
        return _SEPA_CREDIT_TRANSFER if sepa else _CREDIT_TRANSFER
    if bill.payment_method == "direct_debit":
        return _SEPA_DIRECT_DEBIT if euro else _DIRECT_DEBIT
    return _PAYMENT_MEANS[bill.payment_method]


def exemption(group: TaxGroup, bill: Bill) -> str | None:
    """Return the code of why a group is not taxed (BT-121, VATEX), where there is one for it.

    The list has none for Article 284 (small enterprises), but one for the French law that is it.
    """
    if _is_french_franchise(group, bill):
        return _FRENCH_FRANCHISE
    return _EXEMPTIONS.get(group.category)


def _is_french_franchise(group: TaxGroup, bill: Bill) -> bool:
    """Tell whether a group has the standard reason, not one that the shop gave it."""
    seller = bill.seller
    if (group.category, seller.tax_scheme, seller.address.country) != ("E", "small_business", "FR"):
        return False
    locales = [bill.locale, seller.locale]
    return group.reason == standard_reason("E", "small_business", "FR", locales)
