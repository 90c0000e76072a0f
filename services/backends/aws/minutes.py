"""Minutes in DynamoDB: an item each, a partition for each day, added to where they lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args

from services.backends.aws.access import Table
from services.backends.aws.queries import Range, rows
from services.backends.aws.table import Key, expiry, key_of, text
from services.domain.measures import Count, Span
from services.domain.minute import KEPT, Levels, Minute, minute_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from services.backends.aws.table import Item
    from services.domain.measures import Tally

_MOST_ADDED_TOGETHER = 100
"""An update takes 4 KB of expression; a tally that is longer is rare, and may come in parts."""

_COUNTS, _SPANS = frozenset(get_args(Count)), frozenset(get_args(Span))


class DynamoMinutes:
    """Minutes in the ledger table. DynamoDB drops them by itself when their time has come."""

    def __init__(self, client: DynamoDBClient, table_name: str) -> None:
        self._table = Table(client, table_name)

    def add(self, tally: Tally) -> None:
        """See `Minutes.add`."""
        sums = iter(_sums(tally).items())
        while together := dict(islice(sums, _MOST_ADDED_TOGETHER)):
            self._table.update(_key(tally.at), sets=expiry(tally.at + KEPT), adds=together)

    def put(self, levels: Levels) -> None:
        """See `Minutes.put`."""
        sets = {"levels": text(levels.model_dump_json()), **expiry(levels.at + KEPT)}
        self._table.update(_key(levels.at), sets=sets)

    def between(self, first: datetime, last: datetime) -> list[Minute]:
        """See `Minutes.between`. A request for each day and megabyte of it."""
        low, high = _key(first), _key(last)
        found: list[Minute] = []
        for day in _days(first, last):
            within = Range(
                low.sort if day == low.partition else "00:00",
                high.sort if day == high.partition else "23:59",
            )
            found += [_minute(item) for item in rows(self._table, day, within)]
        return found

    def forget(self, before: datetime) -> None:
        """See `Minutes.forget`. Nothing is left to do: their `expires` is set."""


def _key(moment: datetime) -> Key:
    utc = moment.astimezone(UTC)
    return Key(f"minutes#{utc:%Y-%m-%d}", f"{utc:%H:%M}")


def _days(first: datetime, last: datetime) -> Iterator[str]:
    day = minute_of(first.astimezone(UTC)).replace(hour=0, minute=0)
    while day <= last:
        yield _key(day).partition
        day += timedelta(days=1)


def _sums(tally: Tally) -> dict[str, int]:
    sums = {f"c#{name}": n for name, n in tally.counts.items()}
    for span, histogram in tally.spans.items():
        sums |= {f"s#{span}#{bucket}": n for bucket, n in histogram.items()}
    return sums


def _minute(item: Item) -> Minute:
    """Read an item back. What a newer release counts beside is left out."""
    day, time = key_of(item)
    counts: dict[str, int] = {}
    spans: dict[str, dict[int, int]] = {}
    for name, value in item.items():
        kind, _, what = name.partition("#")
        span, _, bucket = what.partition("#")
        if kind == "c" and what in _COUNTS:
            counts[what] = int(value["N"])
        elif kind == "s" and span in _SPANS:
            spans.setdefault(span, {})[int(bucket)] = int(value["N"])
    fields: Mapping[str, Any] = {"counts": counts, "spans": spans}
    return Minute(
        at=datetime.fromisoformat(f"{day.removeprefix('minutes#')}T{time}+00:00"),
        levels=Levels.model_validate_json(item["levels"]["S"]) if "levels" in item else None,
        **fields,
    )
