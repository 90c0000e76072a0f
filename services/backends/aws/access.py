"""What is asked of single items of the ledger's table: strong reads, conditional writes."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import ClientError

from services.backends.aws.errors import CANCELED, code, reaching, reasons
from services.backends.aws.table import PARTITION, Key, key_of, keyed, number
from services.backends.conflict import Conflict
from services.backends.unavailable import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from services.backends.aws.table import Item

WHAT = "the ledger (DynamoDB)"

MOST_READ_TOGETHER = 100
MOST_WRITTEN_TOGETHER = 100

_FRUITLESS_READS = 8
_FIRST_WAIT_S = 0.05

_CONDITION_FAILED = "ConditionalCheckFailedException"
_IN_A_TRANSACTION = "TransactionConflictException"
_SOMEBODY_ELSE = frozenset({"ConditionalCheckFailed", "TransactionConflict"})


class Condition(NamedTuple):
    """What must hold of the item that stands, for a write to take place."""

    expression: str
    values: Item

    def arguments(self) -> dict[str, Any]:
        """Return the condition as requests take it; an empty map of values is refused there."""
        values = {"ExpressionAttributeValues": self.values} if self.values else {}
        return {"ConditionExpression": self.expression, **values}


ABSENT = Condition(f"attribute_not_exists({PARTITION})", {})


def at_version(version: int) -> Condition:
    """Return the condition that nobody has stored a successor of this version."""
    return Condition("version = :version", {":version": number(version)})


class Stands(Exception):  # noqa: N818 - an answer
    """The condition of a write did not hold; `item` is what stands there, if anything."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("another item stands there")
        self.item = item


@dataclass(frozen=True)
class Table:
    """The table as the ledger's classes see it. `sleep` takes seconds, `fraction` is in [0, 1)."""

    client: DynamoDBClient
    name: str
    sleep: Callable[[float], None] = time.sleep
    fraction: Callable[[], float] = lambda: 0.5

    def get(self, key: Key) -> Item | None:
        """Return an item as it is now."""
        with reaching(WHAT):
            answer = self.client.get_item(TableName=self.name, Key=keyed(key), ConsistentRead=True)
        return answer.get("Item")

    def get_all(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """Return those of the items that exist, as they are now."""
        found: dict[Key, Item] = {}
        rest = iter(dict.fromkeys(keys))
        while together := list(islice(rest, MOST_READ_TOGETHER)):
            found.update((key_of(item), item) for item in self._get_together(together))
        return found

    def put(self, item: Item, condition: Condition) -> None:
        """Store an item. Raises Stands when the condition does not hold, Conflict when it moves."""
        with reaching(WHAT), _conflicts():
            try:
                self.client.put_item(
                    TableName=self.name,
                    Item=item,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **condition.arguments(),
                )
            except ClientError as error:
                if code(error) != _CONDITION_FAILED:
                    raise
                if not _stored_by_us(item, error):
                    raise Stands(_standing(error)) from None

    def overwrite(self, item: Item) -> None:
        """Store an item whatever stands there."""
        with reaching(WHAT), _conflicts():
            self.client.put_item(TableName=self.name, Item=item)

    def update(
        self,
        key: Key,
        *,
        sets: Item,
        adds: Mapping[str, int] | None = None,
        condition: Condition | None = None,
    ) -> None:
        """Set some attributes of an item and add to others; an item that is not there is made.

        Raises Conflict when the condition does not hold. What is added may be added twice, when
        an answer is lost and botocore asks again.
        """
        with reaching(WHAT), _conflicts():
            self.client.update_item(
                TableName=self.name, Key=keyed(key), **_update(sets, adds or {}, condition)
            )

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """Delete an item, if it is there. Raises Conflict when the condition does not hold."""
        arguments = condition.arguments() if condition else {}
        with reaching(WHAT), _conflicts():
            self.client.delete_item(TableName=self.name, Key=keyed(key), **arguments)

    def transact(self, actions: Sequence[TransactWriteItemTypeDef]) -> None:
        """Write all or nothing. Raises Conflict when a condition fails or an item is in use.

        botocore gives each call its own ClientRequestToken, so its repeats are written once.
        """
        if len(actions) > MOST_WRITTEN_TOGETHER:
            raise ValueError(
                f"{len(actions)} actions in one transaction; DynamoDB takes "
                f"{MOST_WRITTEN_TOGETHER}, so give fewer orders to one call"
            )
        with reaching(WHAT), _conflicts():
            self.client.transact_write_items(TransactItems=actions)

    def putting(self, item: Item, condition: Condition | None = None) -> TransactWriteItemTypeDef:
        """Return storing an item as a transaction's action."""
        arguments = condition.arguments() if condition else {}
        put: Any = {"TableName": self.name, "Item": item, **arguments}
        return {"Put": put}

    def updating(self, key: Key, expression: str, values: Item) -> TransactWriteItemTypeDef:
        """Return changing an item, its `value` written #value, as a transaction's action."""
        # `value` is a reserved word, and a name that is given but not used is refused.
        names = {"#value": "value"} if "#value" in expression else {}
        update: Any = {
            "TableName": self.name,
            "Key": keyed(key),
            "UpdateExpression": expression,
            "ExpressionAttributeValues": values,
            **({"ExpressionAttributeNames": names} if names else {}),
        }
        return {"Update": update}

    def _get_together(self, keys: Sequence[Key]) -> Iterator[Item]:
        asked: Any = [keyed(key) for key in keys]
        fruitless = 0
        while asked:
            with reaching(WHAT):
                answer = self.client.batch_get_item(
                    RequestItems={self.name: {"Keys": asked, "ConsistentRead": True}}
                )
            items = answer["Responses"].get(self.name, [])
            yield from items
            unprocessed: Any = answer.get("UnprocessedKeys", {})
            asked = unprocessed.get(self.name, {}).get("Keys", [])
            # An answer ends at 16 MB, so some progress needs no wait; none at all is a throttle.
            if asked and not items:
                fruitless += 1
                self._wait(fruitless)

    def _wait(self, fruitless: int) -> None:
        if fruitless > _FRUITLESS_READS:
            raise Unavailable(f"{WHAT} leaves keys unprocessed; it is throttled: try again later")
        self.sleep(self.fraction() * _FIRST_WAIT_S * 2**fruitless)


@contextmanager
def _conflicts() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        lost = code(error) in {_CONDITION_FAILED, _IN_A_TRANSACTION}
        if lost or (code(error) == CANCELED and reasons(error) & _SOMEBODY_ELSE):
            raise Conflict("what was to be written has changed meanwhile") from None
        raise


def _update(sets: Item, adds: Mapping[str, int], condition: Condition | None) -> dict[str, Any]:
    """Return an update as requests take it. Names are given apart: some hold a `#`."""
    names = dict(enumerate([*sets, *adds]))
    values = dict(enumerate([*sets.values(), *map(number, adds.values())]))
    set_ = ", ".join(f"#{n} = :{n}" for n in range(len(sets)))
    add = ", ".join(f"#{n} :{n}" for n in range(len(sets), len(names)))
    given = condition.arguments() if condition else {}
    given["UpdateExpression"] = f"set {set_}" + (f" add {add}" if add else "")
    given["ExpressionAttributeNames"] = {f"#{n}": name for n, name in names.items()}
    given["ExpressionAttributeValues"] = {
        **{f":{n}": value for n, value in values.items()},
        **(condition.values if condition else {}),
    }
    return given


def _standing(error: ClientError) -> Item | None:
    response: Any = error.response
    item: Item | None = response.get("Item")
    return item


def _stored_by_us(item: Item, error: ClientError) -> bool:
    """Tell whether botocore repeated a write whose first answer was lost."""
    metadata: Any = error.response.get("ResponseMetadata", {})
    return metadata.get("RetryAttempts", 0) > 0 and _standing(error) == item
