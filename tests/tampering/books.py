"""Audited and sealed books of two series, and how a forger gets at them."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.domain.invoice import Invoice, record_hash
from services.flow.credit import credit
from services.reconciler.audit import audit, audit_and_seal
from services.reconciler.nightly import books
from services.reconciler.report import AuditFault, AuditReport
from services.runtime.press import Press
from tests.pipeline import TRACE, Pipeline

INVOICES = "aurora/live/380/2026"
CREDIT_NOTES = "aurora/live/381/2026"
LINES: dict[str, Any] = {"lines": [{"line": 1, "quantity": "1"}]}

SMALL_PRESS = Press(
    check=lambda _bill: None,
    render=lambda invoice: f"%PDF-1.7 of the record {record_hash(invoice)}".encode(),
)
"""Draws enough to tell one record from another."""


class Forgery:
    """Books in a state folder, with what a forger needs who can write everywhere."""

    def __init__(self, state: Path) -> None:
        self.pipeline = Pipeline(state)
        backends = self.pipeline.backends
        self.books = books(backends)
        self.ledger = state / "ledger.db"
        self.archive = state / "archive"

    def fill(self) -> None:
        """Issue four invoices and credit two of them."""
        self.pipeline.put_seller()
        for n in range(4):
            self.pipeline.place(f"order {n}")
        self.work()
        for n in (1, 2):
            self._credit(f"INV-2026-00000{n}", f"credit {n}")
        self.work()

    def work(self) -> None:
        bench = replace(self.pipeline.bench, press_for=lambda _order, _delivery: SMALL_PRESS)
        while self.pipeline.work_once(bench):
            pass

    def _credit(self, number: str, key: str) -> None:
        original = self.record(number)
        credit(
            json.dumps({"reason": "Returned", **LINES}).encode(),
            original=original,
            idempotency_key=key,
            traceparent=TRACE,
            now=self.pipeline.clock(),
            orders=self.pipeline.backends.orders,
            queue=self.pipeline.backends.orders_queue,
        )

    def record(self, number: str) -> Invoice:
        found = self.pipeline.backends.invoices.read("aurora", number)
        assert found is not None
        return found

    def audit(self) -> AuditReport:
        return audit(self.books)

    def seal(self) -> AuditReport:
        return audit_and_seal(self.books, self.pipeline.clock().date())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return connection.execute(query).fetchall()

    def write(self, statement: str, *values: object) -> None:
        """Change rows of the ledger; a statement that meets none is a mistake of the test."""
        with self._connection() as connection:
            assert connection.execute(statement, values).rowcount > 0

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.ledger)
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    @contextmanager
    def changed_row(self, table: str, rowid: int, column: str, value: object) -> Iterator[None]:
        """Let a column of one row hold something else meanwhile."""
        select = f"select {column} from {table} where rowid = {rowid}"  # noqa: S608 - own names
        update = f"update {table} set {column} = ? where rowid = {rowid}"  # noqa: S608 - the same
        ((before,),) = self.rows(select)
        self.write(update, value)
        try:
            yield
        finally:
            self.write(update, before)

    @contextmanager
    def changed_file(self, path: Path, content: bytes | None) -> Iterator[None]:
        """Let a file hold something else meanwhile, or be gone."""
        before = path.read_bytes()
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        try:
            yield
        finally:
            path.write_bytes(before)


def named(report: AuditReport, series: str, number: str | None) -> list[AuditFault]:
    """Return the faults that name a series and one of its numbers."""
    return [f for f in report.faults if (f.series, f.number) == (series, number)]
