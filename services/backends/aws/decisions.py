"""Scaling decisions in DynamoDB: an item each, all in one partition, by their time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from services.backends.aws.access import Table
from services.backends.aws.queries import rows
from services.backends.aws.table import Key, expiry, keyed, packed, unpacked
from services.backends.decisions import KEPT
from services.backends.times import utc_text
from services.domain.scaling import Decision

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DECISIONS = "decisions"


class DynamoDecisions:
    """Decisions in the ledger table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def append(self, decision: Decision) -> None:
        """See `Decisions.append`."""
        item = {
            **keyed(Key(_DECISIONS, utc_text(decision.at))),
            "value": packed(decision),
            **expiry(decision.at + KEPT),
        }
        self._table.overwrite(item)

    def latest(self, limit: int) -> list[Decision]:
        """See `Decisions.latest`."""
        found = rows(self._table, _DECISIONS, newest_first=True, page=limit)
        return [unpacked(Decision, item) for item in islice(found, limit)]
