"""Storing a seller's profile, unless numbers that were given would be given again."""

from datetime import datetime

from services.backends.sellers import Sellers
from services.domain.numbering import check_successor
from services.domain.seller import Seller, SellerProfile


def put_seller(
    seller_id: str, profile: SellerProfile, at: datetime, sellers: Sellers, *, sample: bool = False
) -> Seller:
    """Store a profile as the seller's next version.

    Raises Rejected when its numbering could repeat numbers of the version before.
    """
    before = sellers.read(seller_id)
    if before:
        check_successor(before.profile.numbering, profile.numbering)
    return sellers.put(seller_id, profile, at, sample=sample)
