"""One SQLite file that several threads and processes use at once (design D15)."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from services.backends.unavailable import Unavailable

SCHEMA_VERSION = 1
_RETRY_S = 0.02


class DatabaseBusy(Unavailable):
    """Another process kept the write lock for longer than any write of ours takes."""


class SchemaTooNew(Exception):  # noqa: N818 - a verdict on the file
    """The file was written by a newer release, whose tables this one may misread."""


class _Connection(sqlite3.Connection):
    """Closes with its thread. Python 3.13 warns of connections that are merely dropped."""

    def __del__(self) -> None:
        self.close()


def _is_busy(error: BaseException) -> bool:
    if not isinstance(error, sqlite3.OperationalError):
        return False
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _use_wal(connection: sqlite3.Connection, busy_timeout_s: float) -> None:
    # Processes that start together race to change the mode, and SQLite ignores the busy
    # time-out there, because it sees a deadlock of two readers that both want to write.
    deadline = time.monotonic() + busy_timeout_s
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _connect(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=busy_timeout_s,
        isolation_level=None,
        check_same_thread=False,  # each thread keeps to its own; only closing may cross
        factory=_Connection,
    )
    _use_wal(connection, busy_timeout_s)
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    return connection


class Database:
    """A file in WAL mode with a connection for each thread.

    What `write` committed is on the disk when it returns. Transactions do not nest: pass the
    connection on. `clock` tells the time to the tables that need it.
    """

    def __init__(
        self, path: Path, clock: Callable[[], datetime], *, busy_timeout_s: float = 30.0
    ) -> None:
        self.path = path
        self.clock = clock
        self._busy_timeout_s = busy_timeout_s
        self._own = threading.local()
        self._turn = threading.Lock()
        self._process = os.getpid()
        self._check_version()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Begin, and commit at the end; an exception rolls everything back.

        Raises DatabaseBusy when another process holds the lock for `busy_timeout_s`.
        """
        # Threads of one process queue here, where waking up is at once, instead of polling.
        with self._turn, self._transaction("begin immediate") as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Read one consistent state, the latest; writers go on meanwhile."""
        with self._transaction("begin") as connection:
            yield connection

    def create(self, schema: Sequence[str]) -> None:
        """Execute `create ... if not exists` statements, whoever else does the same."""
        with self.write() as connection:
            for statement in schema:
                connection.execute(statement)

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        try:
            connection.execute(begin)
            yield connection
            connection.execute("commit")
        except BaseException as error:
            # SQLite itself has rolled back already when the disk is full or broken.
            if connection.in_transaction:
                connection.execute("rollback")
            if _is_busy(error):
                raise DatabaseBusy(
                    f"{self.path} was locked by another process for {self._busy_timeout_s:g} s; "
                    "find out what holds it, such as a copy or an open SQL shell, and end it"
                ) from error
            if isinstance(error, sqlite3.OperationalError):
                raise Unavailable(f"{self.path}: {error}; check the disk") from error
            raise

    def _connection(self) -> sqlite3.Connection:
        if os.getpid() != self._process:
            raise RuntimeError(f"{self.path} was opened before a fork; open it in the child")
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = _connect(self.path, self._busy_timeout_s)
        if connection.in_transaction:
            raise RuntimeError("a transaction is open in this thread; pass its connection on")
        return connection

    def _check_version(self) -> None:
        with self.write() as connection:
            (found,) = connection.execute("pragma user_version").fetchone()
            if found > SCHEMA_VERSION:
                raise SchemaTooNew(
                    f"{self.path} has schema {found}, this release knows {SCHEMA_VERSION}; "
                    "run the newer release, or restore a backup that this one made"
                )
            if found < SCHEMA_VERSION:
                connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
