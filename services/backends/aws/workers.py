"""Workers in DynamoDB: an item each, all in one partition, replaced at every beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.access import Table
from services.backends.aws.queries import rows
from services.backends.aws.table import Key, expiry, keyed, packed, unpacked
from services.backends.workers import KEPT
from services.domain.worker import Worker

if TYPE_CHECKING:
    from datetime import datetime

    from mypy_boto3_dynamodb import DynamoDBClient

WORKERS = "workers"
"""The partition of their rows."""
"""A partition takes 1,000 writes a second: the beats of ten thousand workers."""


class DynamoWorkers:
    """Workers in the ledger table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def beat(self, worker: Worker) -> None:
        """See `Workers.beat`."""
        item = {
            **keyed(Key(WORKERS, worker.id)),
            "value": packed(worker),
            **expiry(worker.seen_at + KEPT),
        }
        self._table.overwrite(item)

    def leave(self, worker_id: str) -> None:
        """See `Workers.leave`."""
        self._table.delete(Key(WORKERS, worker_id))

    def seen_since(self, moment: datetime) -> list[Worker]:
        """See `Workers.seen_since`."""
        workers = (unpacked(Worker, item) for item in rows(self._table, WORKERS))
        return [worker for worker in workers if worker.seen_at >= moment]
