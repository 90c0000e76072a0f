"""Sellers: versioned profiles."""

from datetime import datetime
from typing import Protocol

from services.domain.seller import Seller, SellerProfile


class Sellers(Protocol):
    """Every put makes a new version; invoices copy the version they used."""

    def put(
        self, seller_id: str, profile: SellerProfile, at: datetime, *, sample: bool = False
    ) -> Seller:
        """Store a profile as the next version and return it."""
        ...

    def read(self, seller_id: str) -> Seller | None:
        """Return the latest version, strongly consistent."""
        ...

    def all(self) -> list[Seller]:
        """Return the latest version of every seller, by id."""
        ...
