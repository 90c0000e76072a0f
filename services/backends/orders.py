"""Orders: accepted once, changed one fact at a time."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol

from services.domain.order import Order, Status
from services.domain.seller import Seller


class OrderQuery(NamedTuple):
    """Which orders to list. At most one of status, reference and email_key is set.

    `first` and `last` are UTC days of `accepted_at`, inclusive. `after` is the (accepted_at, id)
    of the last order of the page before.
    """

    seller_id: str
    livemode: bool
    limit: int
    status: Status | None = None
    reference: str | None = None
    email_key: str | None = None
    first: date | None = None
    last: date | None = None
    after: tuple[datetime, str] | None = None


class FailureQuery(NamedTuple):
    """Which orders with a failure to list; `seller_id` None means every seller.

    `after` is the (failed_at, order id) of the last order of the page before.
    """

    limit: int
    seller_id: str | None = None
    code: str | None = None
    state: str | None = None
    after: tuple[datetime, str] | None = None


class Waiting(NamedTuple):
    """When the oldest of the orders that wait for a step was accepted; None when none waits."""

    orders: datetime | None
    """For their number."""
    archived: datetime | None
    """For their mail."""


def waits_in(order: Order) -> Literal["orders", "archived"] | None:
    """Return which queue an order waits in, by its own facts; None when it waits for nothing.

    One with an open failure waits for a person, one that was discarded or credited for nobody.
    """
    if order.due_at is None or order.halted:
        return None
    if order.status == "accepted":
        return "orders"
    return "archived" if order.status == "invoiced" else None


class Orders(Protocol):
    """Every write is conditional and durable when it returns; every read but lists is strong."""

    def accept(self, order: Order) -> Order | None:
        """Store a new order. Return None, or the order that already stands under this id."""
        ...

    def read(self, ids: Sequence[str]) -> list[Order]:
        """Return the orders that exist, in the order of `ids`, without repeats."""
        ...

    def read_with_sellers(
        self, ids: Sequence[str], seller_ids: Sequence[str]
    ) -> tuple[list[Order], list[Seller]]:
        """Return the orders that exist, and the latest version of the sellers that exist.

        As `read` and `Sellers.read` would, in the order of the ids and without repeats: all a
        worker needs to know of a batch, at the price of one read. A seller whose row is damaged is
        left out and costs nobody else anything; `Sellers.read` says what is wrong with it.
        """
        ...

    def save(self, order: Order) -> Order:
        """Store the successor of the version `order.version` and return it with the next version.

        Raises Conflict when another successor was stored first; nothing is written then.
        """
        ...

    def accept_credit(self, credit: Order, credited: Order) -> None:
        """Store a new credit and the successor of the order it takes back: both or neither.

        `credited` is at the version it was read at. Raises Conflict when another successor was
        stored first, or when something stands under the credit's id: read both again.
        """
        ...

    def save_both(self, one: Order, other: Order) -> None:
        """Store the successors of two orders, each at the version it was read at: both or neither.

        Raises Conflict when another successor of either was stored first.
        """
        ...

    def find(self, query: OrderQuery) -> list[Order]:
        """Return up to `limit` orders, newest accepted first (ties by id, descending)."""
        ...

    def due(self, now: datetime, limit: int) -> list[Order]:
        """Return orders whose `due_at` has passed, longest overdue first. A hint: read again."""
        ...

    def failures(self, query: FailureQuery) -> list[Order]:
        """Return orders that have a failure, latest failed first."""
        ...

    def waiting_since(self) -> Waiting:
        """Return since when orders of all sellers wait, as `waits_in` says. May lag a moment."""
        ...

    def count_failures(self, state: str) -> int:
        """Return how many failures of all sellers are in a state. May lag a moment."""
        ...

    def count_stuck(self) -> int:
        """Return how many numbered orders of all sellers cannot be finished. May lag a moment."""
        ...
