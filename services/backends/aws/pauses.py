"""Pauses in DynamoDB, and of what Lambda takes from queues by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Stands, Table
from services.backends.aws.errors import reaching
from services.backends.aws.queries import rows
from services.backends.aws.table import Key, keyed, packed, unpacked
from services.backends.pauses import Pause

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient

PAUSES = "pauses"
"""The partition of their rows."""


class DynamoPauses:
    """Pauses in the ledger table.

    `mappings` are event source mappings (UUIDs) by the queue they take from, and `functions`
    reaches them. As long as a mapping may be off, the row of its pause stands: what was
    interrupted shows as paused, and is mended by pausing or resuming again.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        table_name: str,
        functions: Callable[[], LambdaClient],
        mappings: Mapping[str, str],
    ) -> None:
        self._table = Table(client, table_name)
        self._functions = functions
        self._mappings = mappings

    def pause(self, pause: Pause) -> None:
        """See `Pauses.pause`."""
        try:
            item = {**keyed(Key(PAUSES, pause.queue)), "value": packed(pause)}
            self._table.put(item, ABSENT)
        except Stands:
            pass
        self._switch(pause.queue, on=False)

    def resume(self, queue: str) -> None:
        """See `Pauses.resume`."""
        self._switch(queue, on=True)
        self._table.delete(Key(PAUSES, queue))

    def all(self) -> list[Pause]:
        """See `Pauses.all`."""
        return [unpacked(Pause, item) for item in rows(self._table, PAUSES)]

    def _switch(self, queue: str, *, on: bool) -> None:
        if mapping := self._mappings.get(queue):
            with reaching("what calls the function (Lambda)"):
                self._functions().update_event_source_mapping(UUID=mapping, Enabled=on)
