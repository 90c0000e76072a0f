"""The ledger's tables in memory: orders, sellers, keys and mail. Values are frozen, so shared."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from services.backends.conflict import Conflict
from services.backends.keys import Key, by_seller_and_age
from services.backends.orders import FailureQuery, OrderQuery, Waiting, waits_in
from services.domain.mail import Mail
from services.domain.order import Order, succeeding
from services.domain.seller import Seller, SellerProfile


class MemoryOrders:
    """Orders by id, and those that are due by their time."""

    def __init__(self, sellers: "MemorySellers") -> None:
        self._sellers = sellers
        self._orders: dict[str, Order] = {}
        self._due: dict[str, datetime] = {}

    def accept(self, order: Order) -> Order | None:
        """See `Orders.accept`."""
        if standing := self._orders.get(order.id):
            return standing
        self._store(order)
        return None

    def read(self, ids: Sequence[str]) -> list[Order]:
        """See `Orders.read`."""
        return [self._orders[id_] for id_ in dict.fromkeys(ids) if id_ in self._orders]

    def read_with_sellers(
        self, ids: Sequence[str], seller_ids: Sequence[str]
    ) -> tuple[list[Order], list[Seller]]:
        """See `Orders.read_with_sellers`."""
        sellers = map(self._sellers.read, dict.fromkeys(seller_ids))
        return self.read(ids), [seller for seller in sellers if seller]

    def save(self, order: Order) -> Order:
        """See `Orders.save`."""
        return self.save_all([order])[0]

    def accept_credit(self, credit: Order, credited: Order) -> None:
        """See `Orders.accept_credit`."""
        if credit.id in self._orders:
            raise Conflict(f"{credit.id} stands already")
        self.save_all([credited])
        self._store(credit)

    def save_both(self, one: Order, other: Order) -> None:
        """See `Orders.save_both`."""
        self.save_all([one, other])

    def check(self, orders: Iterable[Order]) -> None:
        """Raise Conflict unless every order stands at the version it was read at."""
        for order in orders:
            standing = self._orders.get(order.id)
            if standing is None or standing.version != order.version:
                raise Conflict(f"{order.id} is no longer at version {order.version}")

    def save_all(self, orders: Sequence[Order]) -> list[Order]:
        """Store all successors or none. Raises Conflict."""
        self.check(orders)
        successors = [succeeding(order) for order in orders]
        for successor in successors:
            self._store(successor)
        return successors

    def find(self, query: OrderQuery) -> list[Order]:
        """See `Orders.find`."""
        found = (order for order in self._orders.values() if _asked_for(order, query))
        return sorted(found, key=_accepted, reverse=True)[: query.limit]

    def due(self, now: datetime, limit: int) -> list[Order]:
        """See `Orders.due`."""
        overdue = sorted((at, id_) for id_, at in self._due.items() if at <= now)
        return [self._orders[id_] for _, id_ in overdue[:limit]]

    def failures(self, query: FailureQuery) -> list[Order]:
        """See `Orders.failures`."""
        found = (order for order in self._orders.values() if _failed_so(order, query))
        return sorted(found, key=_failed, reverse=True)[: query.limit]

    def waiting_since(self) -> Waiting:
        """See `Orders.waiting_since`."""
        return Waiting(orders=self._oldest("orders"), archived=self._oldest("archived"))

    def count_failures(self, state: str) -> int:
        """See `Orders.count_failures`."""
        return sum(order.failure is not None and order.failure.state == state for order in self)

    def count_stuck(self) -> int:
        """See `Orders.count_stuck`."""
        open_ = (order.open_failure for order in self)
        return sum(failure is not None and failure.code == "stuck" for failure in open_)

    def _oldest(self, queue: str) -> datetime | None:
        return min((order.accepted_at for order in self if waits_in(order) == queue), default=None)

    def __iter__(self) -> Iterator[Order]:
        return iter(self._orders.values())

    def _store(self, order: Order) -> None:
        self._orders[order.id] = order
        if order.due_at is None:
            self._due.pop(order.id, None)
        else:
            self._due[order.id] = order.due_at


def _accepted(order: Order) -> tuple[datetime, str]:
    return order.accepted_at, order.id


def _failed(order: Order) -> tuple[datetime, str]:
    if order.failure is None:
        raise ValueError(f"{order.id} has no failure to be sorted by")
    return order.failure.failed_at, order.id


def _asked_for(order: Order, query: OrderQuery) -> bool:
    day = order.accepted_at.date()
    return (
        (order.seller_id, order.livemode) == (query.seller_id, query.livemode)
        and query.status in (None, order.status)
        and query.reference in (None, order.reference)
        and query.email_key in (None, order.email_key)
        and (query.first is None or query.first <= day)
        and (query.last is None or day <= query.last)
        and (query.after is None or _accepted(order) < query.after)
    )


def _failed_so(order: Order, query: FailureQuery) -> bool:
    return (
        order.failure is not None
        and query.seller_id in (None, order.seller_id)
        and query.code in (None, order.failure.code)
        and query.state in (None, order.failure.state)
        and (query.after is None or _failed(order) < query.after)
    )


class MemorySellers:
    """The latest version of every seller."""

    def __init__(self) -> None:
        self._sellers: dict[str, Seller] = {}

    def put(
        self, seller_id: str, profile: SellerProfile, at: datetime, *, sample: bool = False
    ) -> Seller:
        """See `Sellers.put`."""
        latest = self._sellers.get(seller_id)
        seller = Seller(
            id=seller_id,
            version=latest.version + 1 if latest else 1,
            valid_from=at,
            sample=sample,
            profile=profile,
        )
        self._sellers[seller_id] = seller
        return seller

    def read(self, seller_id: str) -> Seller | None:
        """See `Sellers.read`."""
        return self._sellers.get(seller_id)

    def all(self) -> list[Seller]:
        """See `Sellers.all`."""
        return [self._sellers[id_] for id_ in sorted(self._sellers)]


class MemoryKeys:
    """Keys by their digests."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}

    def create(self, key: Key) -> None:
        """See `Keys.create`."""
        if key.digest in self._keys:
            raise Conflict(f"a key with the digest of {key.prefix} exists")
        self._keys[key.digest] = key

    def find(self, digest: str) -> Key | None:
        """See `Keys.find`."""
        return self._keys.get(digest)

    def all(self, seller_id: str | None) -> list[Key]:
        """See `Keys.all`."""
        wanted = [key for key in self._keys.values() if seller_id in (None, key.seller_id)]
        return sorted(wanted, key=by_seller_and_age)

    def revoke(self, digest: str, at: datetime) -> None:
        """See `Keys.revoke`."""
        key = self._keys.get(digest)
        if key and key.revoked_at is None:
            self._keys[digest] = key.model_copy(update={"revoked_at": at})

    def used(self, digest: str, at: datetime) -> None:
        """See `Keys.used`."""
        if key := self._keys.get(digest):
            self._keys[digest] = key.model_copy(update={"last_used_at": at})


class MemoryMails:
    """Mail rows by id, in the order they were first written."""

    def __init__(self) -> None:
        self._mails: dict[str, Mail] = {}

    def read(self, mail_id: str) -> Mail | None:
        """See `Mails.read`."""
        return self._mails.get(mail_id)

    def save(self, mail: Mail) -> Mail:
        """See `Mails.save`."""
        standing = self._mails.get(mail.id)
        if mail.version != (standing.version if standing else 0):
            raise Conflict(f"{mail.id} is no longer at version {mail.version}")
        successor = mail.model_copy(update={"version": mail.version + 1})
        self._mails[mail.id] = successor
        return successor

    def of_invoice(self, seller_id: str, number: str) -> list[Mail]:
        """See `Mails.of_invoice`."""
        about = (seller_id, number)
        return [mail for mail in self._mails.values() if (mail.seller_id, mail.number) == about]
