"""Books of many small invoices, made by the services themselves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from bench.numbering.ledger import Ledger, ledger
from bench.rendering.content import seller
from services.domain.invoice import record_hash
from services.invoice_worker.work import work
from services.reconciler.audit import Books, audit_and_seal
from services.reconciler.report import AuditReport
from services.runtime.press import Press

_TOGETHER: Final = 100
_PDF_BYTES: Final = 20_000
"""About what one page takes."""

_PRESS: Final = Press(
    check=lambda _bill: None,
    render=lambda invoice: f"%PDF {record_hash(invoice)}".encode().ljust(_PDF_BYTES, b"\n"),
)
"""Writes a file of the size of one page without drawing it."""


class Issued(NamedTuple):
    """What is audited, and the folder that holds the files."""

    books: Books
    archive: Path
    given: int

    def audit(self) -> AuditReport:
        """Audit everything as the command does, and seal what is new."""
        (counter,) = self.books.numbering.counters()
        if counter.last_issued_on is None:
            raise ValueError("no invoice was issued")
        return audit_and_seal(self.books, counter.last_issued_on)


@contextmanager
def issued(count: int, lines: int, told: Callable[[int], None]) -> Iterator[Issued]:
    """Accept, number and archive `count` orders; `told` hears how many are done."""
    plain = seller().profile.model_copy(update={"logo": None})
    with ledger(plain) as shop:
        for first in range(0, count, _TOGETHER):
            shop.accept(first, min(_TOGETHER, count - first), lines)
            _work_off(shop)
            told(min(first + _TOGETHER, count))
        shop.check_complete(count)
        state = shop.backends
        books = Books(state.orders, state.numbering, state.invoices, state.archive)
        yield Issued(books, shop.folder / "archive", count)


def _work_off(shop: Ledger) -> None:
    bench = replace(shop.bench, press_for=lambda _order, _delivery: _PRESS)
    queue = shop.backends.orders_queue
    while messages := queue.receive(10, visibility_s=60, wait_s=0):
        work(messages, bench, stopping=lambda: False)
