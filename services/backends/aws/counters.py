"""How a counter lies in the table, and the condition that it has not moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.access import ABSENT, Condition
from services.backends.aws.table import Key, keyed, number, packed, text, unpacked
from services.domain.numbering import Counter

if TYPE_CHECKING:
    from services.backends.aws.access import Table
    from services.backends.aws.table import Item

COUNTERS = "counters"


def counter_key(series_key: str) -> Key:
    """Return where the counter of a series lies: alone in its partition."""
    return Key(f"counter#{series_key}", "counter")


def series_of(key: Key) -> str:
    """Return the key of the series whose counter lies there."""
    return key.partition.removeprefix("counter#")


def counter_item(counter: Counter) -> Item:
    """Return the whole item of a counter."""
    item: Item = {
        **keyed(counter_key(counter.series.key)),
        "last_sequence": number(counter.last),
        "last_hash": text(counter.last_hash),
        "value": packed(counter),
        "listed_in": text(COUNTERS),
        "listed_by": text(counter.series.key),
    }
    return {**item, "frozen": text(counter.frozen)} if counter.frozen is not None else item


def read_counter(table: Table, series_key: str) -> Counter | None:
    """Return the counter as it is now."""
    item = table.get(counter_key(series_key))
    return unpacked(Counter, item) if item else None


def last_given(table: Table, series_key: str) -> int:
    """Return the last sequence number a series gave, 0 if it never gave one."""
    counter = read_counter(table, series_key)
    return counter.last if counter else 0


def unmoved(counter: Counter | None) -> Condition:
    """Return the condition that no number was given since the counter was read.

    The hash is that of the last record, and stands for all that led to it.
    """
    if counter is None:
        return ABSENT
    values: Item = {":last": number(counter.last), ":hash": text(counter.last_hash)}
    return Condition("last_sequence = :last and last_hash = :hash", values)


def unmoved_and_open(counter: Counter | None) -> Condition:
    """Return the condition that no number was given since, and that the series may give one."""
    condition = unmoved(counter)
    if counter is None:
        return condition
    return condition._replace(expression=f"{condition.expression} and attribute_not_exists(frozen)")
