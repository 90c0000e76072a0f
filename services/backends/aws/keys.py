"""Keys in DynamoDB: credentials by the digest of their client id, subject or secret.

What happens to a key later lies beside its value, so that a use can never undo a revocation.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Condition, Stands, Table
from services.backends.aws.queries import Range, entries
from services.backends.aws.table import LISTED, key_of, keyed, packed, text, unpacked
from services.backends.aws.table import Key as RowKey
from services.backends.conflict import Conflict
from services.backends.keys import Key, by_seller_and_age
from services.backends.times import from_utc_text, utc_text

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.aws.table import Item

_KEYS = "keys"
_PAGE = 100
_LATER = ("revoked_at", "last_used_at")

_STANDS = Condition("attribute_exists(pk)", {})
_OPEN = Condition("attribute_exists(pk) and attribute_not_exists(revoked_at)", {})


def _key(digest: str) -> RowKey:
    return RowKey(f"key#{digest}", "key")


def _item(key: Key) -> Item:
    return {
        **keyed(_key(key.digest)),
        "value": packed(key),
        "listed_in": text(_KEYS),
        "listed_by": text(f"{key.seller_id}/{key.digest}"),
    }


def _read(item: Item) -> Key:
    later = {name: from_utc_text(item[name]["S"]) for name in _LATER if name in item}
    return unpacked(Key, item).model_copy(update=later)


class DynamoKeys:
    """Keys in the ledger table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def create(self, key: Key) -> None:
        """See `Keys.create`."""
        try:
            self._table.put(_item(key), ABSENT)
        except Stands:
            raise Conflict(f"a key with the digest of {key.prefix} exists") from None

    def find(self, digest: str) -> Key | None:
        """See `Keys.find`."""
        item = self._table.get(_key(digest))
        return _read(item) if item else None

    def all(self, seller_id: str | None) -> list[Key]:
        """See `Keys.all`."""
        within = None if seller_id is None else Range(f"{seller_id}/", f"{seller_id}/~")
        listed = entries(self._table, LISTED, _KEYS, within, page=_PAGE)
        found = self._table.get_all(key_of(entry) for entry in listed)
        return sorted(map(_read, found.values()), key=by_seller_and_age)

    def revoke(self, digest: str, at: datetime) -> None:
        """See `Keys.revoke`."""
        self._note(digest, "revoked_at", at, _OPEN)

    def used(self, digest: str, at: datetime) -> None:
        """See `Keys.used`."""
        self._note(digest, "last_used_at", at, _STANDS)

    def _note(self, digest: str, name: str, at: datetime, condition: Condition) -> None:
        with suppress(Conflict):  # it is unknown, or somebody revoked it first
            self._table.update(_key(digest), sets={name: text(utc_text(at))}, condition=condition)
