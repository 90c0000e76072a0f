"""Which failures there are: filtered, and seen through a window.

A list of failures has no end, so it is looked at through a window, and everything that is said of
it says how many were looked at and whether there are more.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple

from services.backends.orders import FailureQuery, Orders
from services.domain.failure_groups import group_key
from services.domain.order import Failure, FailureKind, Order

MOST_SCANNED = 5_000
"""Failures looked at for one list, one grouping or one decision."""

PAGE = 100
_NAMED = 10
"""Ids that the action log repeats one by one."""

Position = tuple[datetime, str]
"""Where a failed order stands in lists: when it failed, and its id."""


class FailureFilter(NamedTuple):
    """Which failures: those that have all of what is set."""

    seller_id: str | None = None
    livemode: bool | None = None
    code: str | None = None
    group: str | None = None
    kind: FailureKind | None = None
    state: Literal["open", "redriven", "discarded"] | None = None
    ids: tuple[str, ...] = ()
    """Of failures or of their orders; empty for any."""


class Window(NamedTuple):
    """Some failures, and how far was looked for them."""

    found: tuple[Order, ...]
    """Orders with a failure, the latest failed first."""
    scanned: int
    end: Position | None
    """Where there are more to look at; None when all were seen."""


def failure_of(order: Order) -> Failure:
    """Return the failure of an order that is known to have one."""
    if order.failure is None:
        raise ValueError(f"{order.id} is listed as failed, but has no failure")
    return order.failure


def position_of(order: Order) -> Position:
    """Return where a failed order stands in lists."""
    return failure_of(order).failed_at, order.id


def window(
    chosen: FailureFilter,
    orders: Orders,
    *,
    limit: int | None = None,
    most: int = MOST_SCANNED,
    after: Position | None = None,
) -> Window:
    """Return up to `limit` failures that match, having looked at up to `most` after a position.

    Named ones are read directly, all of them.
    """
    if chosen.ids:
        named = orders.read([f"ord_{id_.partition('_')[2]}" for id_ in chosen.ids])
        found = [order for order in named if matches(order, chosen)]
        return Window(tuple(sorted(found, key=position_of, reverse=True)), len(named), None)
    page = PAGE if limit is None else min(limit, PAGE) + 1
    query = FailureQuery(page, chosen.seller_id, chosen.code, chosen.state, after)
    return _looked_through(_walk(query, orders), chosen, limit, most)


def _looked_through(
    failed: Iterator[Order], chosen: FailureFilter, limit: int | None, most: int
) -> Window:
    found: list[Order] = []
    scanned, last = 0, None
    for order in islice(failed, most + 1):
        fits = matches(order, chosen)
        if fits and len(found) == limit:
            return Window(tuple(found), scanned, position_of(found[-1]))
        if scanned == most:
            return Window(tuple(found), scanned, last)
        scanned, last = scanned + 1, position_of(order)
        found += [order] if fits else []
    return Window(tuple(found), scanned, None)


def _walk(query: FailureQuery, orders: Orders) -> Iterator[Order]:
    while page := orders.failures(query):
        yield from page
        query = query._replace(after=position_of(page[-1]))


def matches(order: Order, chosen: FailureFilter) -> bool:
    """Tell whether an order has a failure that the filter names."""
    failure = order.failure
    if failure is None:
        return False
    pairs = (
        (chosen.seller_id, order.seller_id),
        (chosen.livemode, order.livemode),
        (chosen.code, failure.code),
        (chosen.kind, failure.kind),
        (chosen.state, failure.state),
    )
    if any(wanted not in (None, is_) for wanted, is_ in pairs):
        return False
    return chosen.group in (None, group_key(failure))


def in_words(chosen: FailureFilter) -> str:
    """Return what a filter matches as the action log names it: `code=x group=y`, ids, or `all`."""
    if len(chosen.ids) > _NAMED:
        return f"{len(chosen.ids)} failures, the first {chosen.ids[0]}"
    named = {"code": chosen.code, "group": chosen.group, "kind": chosen.kind}
    words = [f"{name}={value}" for name, value in named.items() if value is not None]
    return " ".join([*chosen.ids, *words]) or "all"
