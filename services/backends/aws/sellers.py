"""Sellers in DynamoDB: the latest version under a fixed key, every version under its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Table
from services.backends.aws.logos import Logos
from services.backends.aws.queries import entries
from services.backends.aws.table import LISTED, Key, key_of, keyed, number, packed, text, unpacked
from services.backends.conflict import Conflict
from services.domain.seller import Seller

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.aws.table import Item
    from services.domain.seller import SellerProfile

_SELLERS = "sellers"
_PAGE = 100
_TRIES = 20


def seller_key(seller_id: str) -> Key:
    """Return where the latest version of a seller lies."""
    return Key(f"seller#{seller_id}", "latest")


def _with_logo(seller: Seller, logo: str | None) -> Seller:
    profile = seller.profile.model_copy(update={"logo": logo})
    return seller.model_copy(update={"profile": profile})


def read_seller(item: Item, logos: Logos) -> Seller:
    """Read a seller out of its item, with the logo that is kept beside."""
    seller = unpacked(Seller, item)
    return _with_logo(seller, logos.read(item["logo"]["S"])) if "logo" in item else seller


class DynamoSellers:
    """Sellers in the ledger table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)
        self._logos = Logos(self._table)

    def put(
        self, seller_id: str, profile: SellerProfile, at: datetime, *, sample: bool = False
    ) -> Seller:
        """See `Sellers.put`. Raises Conflict when others put the same seller all the time."""
        for _ in range(_TRIES):
            latest = self.read(seller_id)
            seller = Seller(
                id=seller_id,
                version=latest.version + 1 if latest else 1,
                valid_from=at,
                sample=sample,
                profile=profile,
            )
            try:
                self._store(seller)
            except Conflict:
                continue
            return seller
        raise Conflict(f"{seller_id} was put by others {_TRIES} times in a row; try again")

    def read(self, seller_id: str) -> Seller | None:
        """See `Sellers.read`."""
        item = self._table.get(seller_key(seller_id))
        return read_seller(item, self._logos) if item else None

    def all(self) -> list[Seller]:
        """See `Sellers.all`."""
        listed = entries(self._table, LISTED, _SELLERS, page=_PAGE)
        keys = [key_of(entry) for entry in listed]
        found = self._table.get_all(keys)
        return [read_seller(found[key], self._logos) for key in keys if key in found]

    def _store(self, seller: Seller) -> None:
        contents = self._contents(seller)
        latest: Item = {
            **keyed(seller_key(seller.id)),
            **contents,
            "listed_in": text(_SELLERS),
            "listed_by": text(seller.id),
        }
        version = {**keyed(Key(f"seller#{seller.id}", f"version#{seller.version:06d}")), **contents}
        # Who is slower finds the version taken, so that the latest needs no condition of its own.
        self._table.transact([self._table.putting(latest), self._table.putting(version, ABSENT)])

    def _contents(self, seller: Seller) -> Item:
        logo = seller.profile.logo
        contents: Item = {
            "version": number(seller.version),
            "value": packed(_with_logo(seller, None)),
        }
        return {**contents, "logo": text(self._logos.keep(logo))} if logo else contents
