"""Links in DynamoDB: one item each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Condition, Stands, Table
from services.backends.aws.table import Key, keyed, packed, text, unpacked
from services.backends.conflict import Conflict
from services.backends.times import utc_text
from services.domain.link import Link

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.aws.table import Item

_OPEN = Condition("attribute_not_exists(revoked_at)", {})


def _key(link_id: str) -> Key:
    return Key(f"link#{link_id}", "link")


def link_item(link: Link) -> Item:
    """Return the whole item of a link."""
    item = {**keyed(_key(link.id)), "value": packed(link)}
    return {**item, "revoked_at": text(utc_text(link.revoked_at))} if link.revoked_at else item


class DynamoLinks:
    """Links in the ledger table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def read(self, link_id: str) -> Link | None:
        """See `Links.read`."""
        item = self._table.get(_key(link_id))
        return unpacked(Link, item) if item else None

    def create(self, link: Link) -> None:
        """See `Links.create`."""
        try:
            self._table.put(link_item(link), ABSENT)
        except Stands:
            raise Conflict("a link with this id exists") from None

    def revoke(self, link_id: str, at: datetime) -> None:
        """See `Links.revoke`."""
        link = self.read(link_id)
        if link is None or link.revoked_at is not None:
            return
        try:
            self._table.put(link_item(link.model_copy(update={"revoked_at": at})), _OPEN)
        except Stands:
            return  # somebody else revoked it first, and their time stays
