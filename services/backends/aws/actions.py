"""The action log in DynamoDB: an item each, and beside them lists by time that name them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Table
from services.backends.aws.queries import Range, rows
from services.backends.aws.table import Key, keyed, packed, place, unpacked
from services.domain.action import Action

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.actions import ActionQuery

_EVERYONES = "actions"
_FIRST, _LAST = "0", "9999-99"
"""Before and after every time there is."""


def _key(action_id: str) -> Key:
    return Key(f"action#{action_id}", "action")


def _list(seller_id: str | None) -> str:
    return _EVERYONES if seller_id is None else f"{_EVERYONES}#{seller_id}"


class DynamoActions:
    """The action log in the ledger table."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def append(self, action: Action) -> None:
        """See `Actions.append`."""
        table = self._table
        item = {**keyed(_key(action.id)), "value": packed(action)}
        # Lists in the table itself: who looks at the log right after acting sees the action.
        lists = {_list(None), _list(action.seller_id)}
        entries = [keyed(Key(name, place(action.at, action.id))) for name in sorted(lists)]
        table.transact([table.putting(item, ABSENT), *(table.putting(e) for e in entries)])

    def find(self, query: ActionQuery) -> list[Action]:
        """See `Actions.find`."""
        seen = place(*query.after) if query.after else None
        listed = rows(
            self._table,
            _list(query.seller_id),
            Range(_FIRST, seen or _LAST),
            newest_first=True,
            page=query.limit + 1,
        )
        places = (item["sk"]["S"] for item in listed)
        wanted = islice((at for at in places if at != seen), query.limit)
        keys = [_key(at.partition("#")[2]) for at in wanted]
        found = self._table.get_all(keys)
        return [unpacked(Action, found[key]) for key in keys]
