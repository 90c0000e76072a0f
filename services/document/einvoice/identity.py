"""Which of their numbers the parties act under on one invoice."""

from typing import NamedTuple

from services.domain.e_invoice import acting_vat_id, is_outside_vat
from services.domain.invoice import Bill


class Identity(NamedTuple):
    """The numbers that identify seller and buyer; None is left out."""

    known_as: str | None
    """BT-29: how this system knows the seller, where it has no other number."""
    legal: str | None
    """BT-30."""
    vat: str | None
    """BT-31."""
    tax: str | None
    """BT-32: what a seller without a VAT id is registered as (BR-S-02 and its likes)."""
    buyer_vat: str | None
    """BT-48."""


def identity_of(bill: Bill) -> Identity:
    """Return the numbers of a bill; outside the scope of VAT they hold no VAT id (BR-O-02)."""
    legal = bill.seller.registration_number
    if is_outside_vat(bill):
        return Identity(None if legal else bill.seller.id, legal, None, None, None)
    vat = acting_vat_id(bill)
    return Identity(None, legal, vat, None if vat else legal, bill.buyer.vat_id)
