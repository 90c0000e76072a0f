"""Which rules the UBL of a record keeps beyond EN 16931, and the addresses it is delivered by.

It claims Peppol BIS Billing 3.0 where it keeps that, and never XRechnung: a record has no name and
telephone number of the seller's contact (BR-DE-5, BR-DE-6).
"""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from services.document.einvoice.codes import EMAIL_ADDRESS, EN_16931
from services.document.einvoice.facts import Address
from services.document.einvoice.identity import Identity
from services.domain.invoice import Bill, BilledLine
from services.domain.money import exact_arithmetic

PEPPOL: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
BILLING: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

_LINE_ERROR = Decimal("0.02")
_STRICTER = frozenset({"DK", "EL", "GR", "IS", "IT", "NL", "NO", "SE"})
"""Sellers there owe identifiers or words that no record has (Peppol's rules DK-R, GR-R ...)."""

_VAT_ID = re.compile(r"\A[A-Z]{2}[A-Z0-9]{2,13}\Z")
_VAT_SCHEMES: Final = """
    AT9914 BE9925 BG9926 CY9928 CZ9929 DE9930 EE9931 EL9933 ES9920 FR9957 HR9934 HU9910 IE9935
    LT9937 LU9938 LV9939 MT9943 NL9944 PL9945 PT9946 RO9947 SI9949 SK9950
"""
_SCHEMES = {entry[:2]: entry[2:] for entry in _VAT_SCHEMES.split()}
"""EAS: the scheme of Peppol participants that are known by their country's VAT id."""


class Profile(NamedTuple):
    """What a UBL document says of the rules it keeps."""

    specification: str
    """BT-24."""
    business: str | None
    """BT-23."""
    seller: Address
    buyer: Address


def profile_of(bill: Bill, identity: Identity) -> Profile:
    """Return Peppol BIS Billing 3.0 where a bill keeps its rules, else EN 16931 alone.

    Peppol's network does not know mailboxes (PEPPOL-EN16931-CL008), so both parties need a VAT id
    to be addressed by; it asks for a reference of the buyer's (R003).
    """
    seller, buyer = _participant(identity.vat), _participant(identity.buyer_vat)
    if seller and buyer and (bill.buyer.reference or bill.purchase_order) and _keeps_peppol(bill):
        return Profile(PEPPOL, BILLING, seller, buyer)
    return Profile(
        EN_16931,
        None,
        Address(EMAIL_ADDRESS, bill.seller.email),
        Address(EMAIL_ADDRESS, bill.buyer.email),
    )


def _participant(vat_id: str | None) -> Address | None:
    compact = re.sub(r"[ .-]", "", vat_id or "").upper()
    scheme = _SCHEMES.get(compact[:2])
    return Address(scheme, compact) if scheme and _VAT_ID.match(compact) else None


def _keeps_peppol(bill: Bill) -> bool:
    """Tell whether none of Peppol's rules on content is broken.

    A direct debit needs a mandate (R061), which no record has; currencies without decimals can
    round a line further from quantity x price than R120 allows. Germany's rules are for sales
    within it, those of other countries for all their sellers.
    """
    seller, buyer = bill.seller.address.country, bill.buyer.address.country
    return (
        bill.payment_method != "direct_debit"
        and not {seller, *(id_[:2] for id_ in bill.seller.vat_ids)} & _STRICTER
        and {seller, buyer} != {"DE"}
        and all(_agrees(line) for line in bill.lines)
    )


def _agrees(line: BilledLine) -> bool:
    with exact_arithmetic():
        computed = line.quantity * line.net_unit_price - line.net_discount
        return abs(line.net - computed) <= _LINE_ERROR
