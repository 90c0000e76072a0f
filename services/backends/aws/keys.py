"""Keys in DynamoDB: credentials by the digest of their client id, subject or secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Stands, Table
from services.backends.aws.table import Key as RowKey
from services.backends.aws.table import keyed, packed, unpacked
from services.backends.conflict import Conflict
from services.backends.keys import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def _key(digest: str) -> RowKey:
    return RowKey(f"key#{digest}", "key")


class DynamoKeys:
    """Keys in the ledger table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def create(self, key: Key) -> None:
        """See `Keys.create`."""
        try:
            self._table.put({**keyed(_key(key.digest)), "value": packed(key)}, ABSENT)
        except Stands:
            raise Conflict(f"a key with the digest of {key.prefix} exists") from None

    def find(self, digest: str) -> Key | None:
        """See `Keys.find`."""
        item = self._table.get(_key(digest))
        return unpacked(Key, item) if item else None
