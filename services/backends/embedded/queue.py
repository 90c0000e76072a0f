"""Queues: all of them in one table, each message a row that a delivery hides for a while."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from services.backends.embedded.database import Database
from services.backends.queue import Figures, LeaseLost, Message
from services.backends.times import from_utc_text, utc_text

SCHEMA = (
    # A row id is never used again, or an old receipt could name a new message.
    """create table if not exists messages (
        id integer primary key autoincrement,
        queue text not null,
        visible_at text not null,
        sent_at text not null,
        receives integer not null default 0,
        receipt text,
        body text not null
    )""",
    "create index if not exists messages_by_turn on messages (queue, visible_at, id)",
    "create index if not exists messages_by_age on messages (queue, sent_at)",
    """create table if not exists queue_counts (
        queue text primary key,
        sent integer not null,
        deleted integer not null
    )""",
)

MOST_AT_ONCE = 10
_FIRST_PAUSE_S = 0.01
_LONGEST_PAUSE_S = 0.1

_INSERT = "insert into messages (queue, visible_at, sent_at, body) values (?, ?, ?, ?)"
_VISIBLE = """
    select id, receives, sent_at, body from messages
    where queue = ? and visible_at <= ? order by visible_at, id limit ?"""
_DELIVER = "update messages set visible_at = ?, receives = ?, receipt = ? where id = ?"
_BURY = """
    insert into messages (queue, visible_at, sent_at, body)
    select ?, ?, sent_at, body from messages where id = ?"""
_CHANGE = """
    update messages set visible_at = :until, receipt = :next_receipt
    where id = :id and queue = :queue and receipt = :receipt and visible_at > :now"""
_DELETE = "delete from messages where id = ? and queue = ? and receipt = ?"
_TAKE_BACK = """
    update messages set visible_at = ?, receipt = null
    where queue = ? and visible_at > ? and receipt is not null"""
_COUNT = """
    insert into queue_counts (queue, sent, deleted) values (?, ?, ?)
    on conflict (queue) do update set
        sent = sent + excluded.sent, deleted = deleted + excluded.deleted"""
_FIGURES = """
    select
        (select count(*) from messages where queue = :queue and visible_at <= :now),
        (select count(*) from messages
            where queue = :queue and visible_at > :now and receipt is not null),
        (select count(*) from messages
            where queue = :queue and visible_at > :now and receipt is null),
        (select min(sent_at) from messages where queue = :queue),
        (select sent from queue_counts where queue = :queue),
        (select deleted from queue_counts where queue = :queue)"""


def _id_in(receipt: str) -> str:
    return receipt.partition(".")[0]


class SqliteQueue:
    """One queue of the file.

    A message that was received `max_receives` times without being deleted moves to the queue
    named `dead_letters` when its turn comes again; without one it is delivered for ever. The move
    counts as deleted here and sent there. `sleep` waits between looks, in seconds.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        dead_letters: str | None = None,
        max_receives: int = 8,
        *,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._database = database
        self._name = name
        self._dead_letters = dead_letters
        self._max_receives = max_receives
        self._sleep = sleep
        database.create(SCHEMA)

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        """See `Queue.send`."""
        if not bodies:
            return
        now, visible_at = self._in(0), self._in(delay_s)
        with self._database.write() as connection:
            rows = [(self._name, visible_at, now, body) for body in bodies]
            connection.executemany(_INSERT, rows)
            connection.execute(_COUNT, (self._name, len(bodies), 0))

    def receive(self, limit: int, *, visibility_s: float, wait_s: float) -> list[Message]:
        """See `Queue.receive`."""
        deadline = self._database.clock() + timedelta(seconds=wait_s)
        pause = _FIRST_PAUSE_S
        while True:
            if messages := self._receive(min(limit, MOST_AT_ONCE), visibility_s):
                return messages
            left = (deadline - self._database.clock()).total_seconds()
            if left <= 0:
                return []
            self._sleep(min(pause, left))
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def extend(self, message: Message, visibility_s: float) -> None:
        """See `Queue.extend`."""
        self._change(message, visibility_s, message.receipt)

    def release(self, message: Message, delay_s: float = 0) -> None:
        """See `Queue.release`."""
        self._change(message, delay_s, None)

    def delete(self, messages: Sequence[Message]) -> None:
        """See `Queue.delete`. All of them go in one transaction."""
        if not messages:
            return
        rows = [(_id_in(message.receipt), self._name, message.receipt) for message in messages]
        with self._database.write() as connection:
            deleted = connection.executemany(_DELETE, rows).rowcount
            connection.execute(_COUNT, (self._name, 0, deleted))

    def take_back(self) -> int:
        """Make what is in flight visible again and return how many messages that were.

        For a start at which nobody can be working any more: it spares them the wait.
        """
        now = self._in(0)
        with self._database.write() as connection:
            return connection.execute(_TAKE_BACK, (now, self._name, now)).rowcount

    def figures(self) -> Figures:
        """See `Queue.figures`. A message that was released with a delay counts as delayed."""
        now = self._database.clock()
        with self._database.read() as connection:
            visible, in_flight, delayed, oldest, sent, deleted = connection.execute(
                _FIGURES, {"queue": self._name, "now": utc_text(now)}
            ).fetchone()
        age = max(0.0, (now - from_utc_text(oldest)).total_seconds()) if oldest else None
        return Figures(visible, in_flight, delayed, age, sent or 0, deleted or 0)

    def _in(self, seconds: float) -> str:
        return utc_text(self._database.clock() + timedelta(seconds=seconds))

    def _visible(
        self, connection: sqlite3.Connection, limit: int
    ) -> list[tuple[int, int, str, str]]:
        return connection.execute(_VISIBLE, (self._name, self._in(0), limit)).fetchall()

    def _receive(self, limit: int, visibility_s: float) -> list[Message]:
        # Most looks find nothing, so they must not make senders wait for the write lock.
        with self._database.read() as connection:
            if not self._visible(connection, 1):
                return []
        with self._database.write() as connection:
            while True:
                rows = self._visible(connection, limit)
                spent = [id_ for id_, receives, *_ in rows if self._is_spent(receives)]
                self._bury(connection, spent)
                if len(rows) > len(spent) or not rows:
                    break
            fresh = [row for row in rows if row[0] not in spent]
            return self._deliver(connection, fresh, visibility_s)

    def _is_spent(self, receives: int) -> bool:
        return self._dead_letters is not None and receives >= self._max_receives

    def _deliver(
        self,
        connection: sqlite3.Connection,
        rows: Sequence[tuple[int, int, str, str]],
        visibility_s: float,
    ) -> list[Message]:
        hidden_until = self._in(visibility_s)
        messages = []
        for id_, receives, sent_at, body in rows:
            attempts = receives + 1
            receipt = f"{id_}.{attempts}"
            connection.execute(_DELIVER, (hidden_until, attempts, receipt, id_))
            messages.append(Message(body, receipt, attempts, from_utc_text(sent_at)))
        return messages

    def _bury(self, connection: sqlite3.Connection, spent: Sequence[int]) -> None:
        for id_ in spent:
            connection.execute(_BURY, (self._dead_letters, self._in(0), id_))
            connection.execute("delete from messages where id = ?", (id_,))
            connection.execute(_COUNT, (self._name, 0, 1))
            connection.execute(_COUNT, (self._dead_letters, 1, 0))

    def _change(self, message: Message, hidden_s: float, next_receipt: str | None) -> None:
        with self._database.write() as connection:
            changed = connection.execute(
                _CHANGE,
                {
                    "id": _id_in(message.receipt),
                    "queue": self._name,
                    "receipt": message.receipt,
                    "next_receipt": next_receipt,
                    "now": self._in(0),
                    "until": self._in(hidden_s),
                },
            )
            if changed.rowcount == 0:
                raise LeaseLost(f"delivery {message.receipt} is not held any more")
