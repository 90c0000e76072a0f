"""Numbering: the one transaction that gives orders their numbers (design D4)."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from services.domain.invoice import Invoice
from services.domain.link import Link
from services.domain.numbering import Counter, Series
from services.domain.order import Order


class SeriesFrozen(Exception):  # noqa: N818 - a state a person put the series in
    """The series gives no numbers until a person has looked: `counterfoil audit --rebuild`."""


class UnreadableCounters(ValueError):  # noqa: N818 - a verdict on what is stored
    """Stored counters are none, or those of other series: somebody or a newer release did it."""

    def __init__(self, series: Sequence[str], readable: Sequence[Counter]) -> None:
        self.series = tuple(series)
        """The keys under which they are stored."""
        self.readable = tuple(readable)
        super().__init__(f"the counters of {', '.join(self.series)} cannot be read")


_Stored = TypeVar("_Stored")


def checked_counters(
    stored: Mapping[str, _Stored], read: Callable[[_Stored], Counter]
) -> list[Counter]:
    """Read what is stored under each series key. Raises UnreadableCounters."""
    readable, broken = [], []
    for key, value in stored.items():
        try:
            counter = read(value)
        except ValueError:
            broken.append(key)
            continue
        if counter.series.key == key:
            readable.append(counter)
        else:
            broken.append(key)
    if broken:
        raise UnreadableCounters(broken, readable)
    return readable


class Issuance(NamedTuple):
    """All that becomes true together when k orders of one series get their numbers.

    `before` is the counter as read, `after` as it shall be. `orders` are the successors of the
    orders as read, in the order of `invoices` and `links`; each is stored at the next version
    (`order.succeeding`), so nobody need read it to know how it stands.
    """

    before: Counter | None
    after: Counter
    invoices: Sequence[Invoice]
    orders: Sequence[Order]
    links: Sequence[Link]


class Numbering(Protocol):
    """Counters move only together with the records they count."""

    def read(self, series: Series) -> Counter | None:
        """Return the counter as it is now (strongly consistent), None if it never gave a number."""
        ...

    def commit(self, issuance: Issuance) -> None:
        """Write all of it or nothing; at most 25 orders.

        Raises Conflict unless the counter still is `before`, no invoice with one of these
        (seller, number) exists, and every order still has the version that was read. Raises
        SeriesFrozen for a frozen series.
        """
        ...

    def counters(self) -> list[Counter]:
        """Return every counter, by series key. Raises UnreadableCounters."""
        ...

    def freeze(self, series: Series, reason: str) -> None:
        """Stop giving numbers in this series, for a reason a person can read."""
        ...

    def thaw(self, counter: Counter) -> None:
        """Store `counter`, never below what is stored, and give numbers again."""
        ...
