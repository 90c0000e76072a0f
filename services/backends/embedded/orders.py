"""Orders: the row is the order as JSON, and the columns that lists are read by."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from pydantic import ValidationError

from services.backends.conflict import Conflict
from services.backends.embedded.database import Database
from services.backends.embedded.sellers import read_seller
from services.backends.orders import FailureQuery, OrderQuery, Waiting
from services.backends.times import from_utc_text, utc_text
from services.domain.order import Order, Status, succeeding
from services.domain.seller import Seller

_WAITS = "due_at is not null and (failure_state is null or failure_state = 'redriven')"
"""As `waits_in` has it, together with the status. An index serves what repeats its condition."""

SCHEMA = (
    """create table if not exists orders (
        id text primary key,
        version integer not null,
        seller_id text not null,
        livemode integer not null,
        reference text not null,
        email_key text not null,
        accepted_at text not null,
        status text not null,
        due_at text,
        failed_at text,
        failure_code text,
        failure_state text,
        value text not null
    )""",
    """create index if not exists orders_by_day
        on orders (seller_id, livemode, accepted_at, id)""",
    """create index if not exists orders_by_status
        on orders (seller_id, livemode, status, accepted_at, id)""",
    """create index if not exists orders_by_reference
        on orders (seller_id, livemode, reference, accepted_at, id)""",
    """create index if not exists orders_by_email
        on orders (seller_id, livemode, email_key, accepted_at, id)""",
    """create index if not exists orders_due
        on orders (due_at, id) where due_at is not null""",
    # Few orders fail, so code and state are looked at while walking along the index.
    """create index if not exists orders_failed
        on orders (failed_at, id, failure_code, failure_state) where failed_at is not null""",
    """create index if not exists orders_failed_by_seller
        on orders (seller_id, failed_at, id, failure_code, failure_state)
        where failed_at is not null""",
    f"""create index if not exists orders_waiting
        on orders (status, accepted_at) where {_WAITS}""",
)

_ACCEPT = """
    insert into orders (
        id, version, seller_id, livemode, reference, email_key, accepted_at,
        status, due_at, failed_at, failure_code, failure_state, value
    ) values (
        :id, :version, :seller_id, :livemode, :reference, :email_key, :accepted_at,
        :status, :due_at, :failed_at, :failure_code, :failure_state, :value
    ) on conflict (id) do nothing"""

# What is left out here was accepted with the order and stays as it was.
_SAVE = """
    update orders set
        version = :version, reference = :reference, email_key = :email_key,
        status = :status, due_at = :due_at, failed_at = :failed_at,
        failure_code = :failure_code, failure_state = :failure_state, value = :value
    where id = :id and version = :version - 1"""

_Columns = dict[str, str | int | None]


def _optional_text(moment: datetime | None) -> str | None:
    return utc_text(moment) if moment else None


def _columns(order: Order) -> _Columns:
    failure = order.failure
    return {
        "id": order.id,
        "version": order.version,
        "seller_id": order.seller_id,
        "livemode": order.livemode,
        "reference": order.reference,
        "email_key": order.email_key,
        "accepted_at": utc_text(order.accepted_at),
        "status": order.status,
        "due_at": _optional_text(order.due_at),
        "failed_at": _optional_text(failure.failed_at if failure else None),
        "failure_code": failure.code if failure else None,
        "failure_state": failure.state if failure else None,
        "value": order.model_dump_json(),
    }


def store_successor(connection: sqlite3.Connection, order: Order) -> Order:
    """Store what follows the version `order.version`, within the caller's transaction.

    Returns it with its own version. Raises Conflict when another successor stands there.
    """
    successor = succeeding(order)
    if connection.execute(_SAVE, _columns(successor)).rowcount == 0:
        raise Conflict(f"{order.id} is no longer at version {order.version}")
    return successor


def _end_of(day: date) -> str:
    return f"{day.isoformat()}T23:59:59.999999Z"


def _find(query: OrderQuery) -> tuple[str, _Columns]:
    values: _Columns = {
        "seller_id": query.seller_id,
        "livemode": query.livemode,
        "status": query.status,
        "reference": query.reference,
        "email_key": query.email_key,
    }
    terms = [f"{name} = :{name}" for name, value in values.items() if value is not None]
    if query.first:
        terms.append("accepted_at >= :first")
        values["first"] = query.first.isoformat()
    if query.last:
        terms.append("accepted_at <= :last")
        values["last"] = _end_of(query.last)
    if query.after:
        terms.append("(accepted_at, id) < (:after_at, :after_id)")
        values |= {"after_at": utc_text(query.after[0]), "after_id": query.after[1]}
    order = "order by accepted_at desc, id desc limit :limit"
    return _select(terms, order), values | {"limit": query.limit}


def _failures(query: FailureQuery) -> tuple[str, _Columns]:
    values: _Columns = {
        "seller_id": query.seller_id,
        "failure_code": query.code,
        "failure_state": query.state,
    }
    terms = ["failed_at is not null"]
    terms += [f"{name} = :{name}" for name, value in values.items() if value is not None]
    if query.after:
        terms.append("(failed_at, id) < (:after_at, :after_id)")
        values |= {"after_at": utc_text(query.after[0]), "after_id": query.after[1]}
    order = "order by failed_at desc, id desc limit :limit"
    return _select(terms, order), values | {"limit": query.limit}


def _select(terms: Sequence[str], order: str) -> str:
    # Terms are written in this file; every value is bound.
    return f"select value from orders where {' and '.join(terms)} {order}"  # noqa: S608


_DUE = _select(["due_at <= :now"], "order by due_at, id limit :limit")
_WAITING = f"select min(accepted_at) from orders where status = ? and {_WAITS}"  # noqa: S608 - ours
_COUNT_FAILURES = """
    select count(*) from orders where failed_at is not null and failure_state = ?"""
_COUNT_STUCK = """
    select count(*) from orders
    where failed_at is not null and failure_code = 'stuck' and failure_state = 'open'"""


class SqliteOrders:
    """Orders in the ledger file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.create(SCHEMA)

    def accept(self, order: Order) -> Order | None:
        """See `Orders.accept`."""
        with self._database.write() as connection:
            if connection.execute(_ACCEPT, _columns(order)).rowcount:
                return None
            return _read(connection, order.id)

    def read(self, ids: Sequence[str]) -> list[Order]:
        """See `Orders.read`."""
        with self._database.read() as connection:
            found = (_read(connection, id_) for id_ in dict.fromkeys(ids))
            return [order for order in found if order]

    def read_with_sellers(
        self, ids: Sequence[str], seller_ids: Sequence[str]
    ) -> tuple[list[Order], list[Seller]]:
        """See `Orders.read_with_sellers`."""
        with self._database.read() as connection:
            orders = [_read(connection, id_) for id_ in dict.fromkeys(ids)]
            sellers = [_sound_seller(connection, id_) for id_ in dict.fromkeys(seller_ids)]
        return [each for each in orders if each], [each for each in sellers if each]

    def save(self, order: Order) -> Order:
        """See `Orders.save`."""
        with self._database.write() as connection:
            return store_successor(connection, order)

    def accept_credit(self, credit: Order, credited: Order) -> None:
        """See `Orders.accept_credit`."""
        with self._database.write() as connection:
            if connection.execute(_ACCEPT, _columns(credit)).rowcount == 0:
                raise Conflict(f"{credit.id} stands already")
            store_successor(connection, credited)

    def save_both(self, one: Order, other: Order) -> None:
        """See `Orders.save_both`."""
        with self._database.write() as connection:
            store_successor(connection, one)
            store_successor(connection, other)

    def find(self, query: OrderQuery) -> list[Order]:
        """See `Orders.find`."""
        return self._list(*_find(query))

    def due(self, now: datetime, limit: int) -> list[Order]:
        """See `Orders.due`."""
        return self._list(_DUE, {"now": utc_text(now), "limit": limit})

    def failures(self, query: FailureQuery) -> list[Order]:
        """See `Orders.failures`."""
        return self._list(*_failures(query))

    def waiting_since(self) -> Waiting:
        """See `Orders.waiting_since`."""
        with self._database.read() as connection:
            return Waiting(
                orders=_oldest(connection, "accepted"), archived=_oldest(connection, "invoiced")
            )

    def count_failures(self, state: str) -> int:
        """See `Orders.count_failures`."""
        return self._count(_COUNT_FAILURES, (state,))

    def count_stuck(self) -> int:
        """See `Orders.count_stuck`."""
        return self._count(_COUNT_STUCK, ())

    def _count(self, select: str, values: tuple[str, ...]) -> int:
        with self._database.read() as connection:
            (count,) = connection.execute(select, values).fetchone()
        return int(count)

    def _list(self, select: str, values: _Columns) -> list[Order]:
        with self._database.read() as connection:
            rows = connection.execute(select, values).fetchall()
        return [Order.model_validate_json(value) for (value,) in rows]


def _read(connection: sqlite3.Connection, id_: str) -> Order | None:
    row = connection.execute(
        "select cast(value as blob) from orders where id = ?", (id_,)
    ).fetchone()
    return Order.model_validate_json(row[0]) if row else None


def _oldest(connection: sqlite3.Connection, status: Status) -> datetime | None:
    (accepted_at,) = connection.execute(_WAITING, (status,)).fetchone()
    return from_utc_text(accepted_at) if accepted_at else None


def _sound_seller(connection: sqlite3.Connection, id_: str) -> Seller | None:
    try:
        return read_seller(connection, id_)
    except ValidationError:
        return None
