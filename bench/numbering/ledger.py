"""A ledger of accepted orders, and a worker that numbers them in batches."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, NamedTuple

from bench.rendering.content import seller
from bench.rendering.orders import order
from services.backends.queue import Message
from services.domain.billing import bill
from services.domain.order_request import OrderRequest
from services.domain.seller import Seller, SellerProfile
from services.domain.validation import validated
from services.flow.accept import accept
from services.invoice_worker.main import workbench
from services.invoice_worker.numbering import number
from services.invoice_worker.workbench import Attempt, Billed, Workbench
from services.runtime.composition import Backends, open_backends
from services.runtime.settings import DeployableSettings
from services.runtime.telemetry import start_logs

LINES: Final = 8
_NOW: Final = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_TRACEPARENT: Final = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Ledger(NamedTuple):
    """One seller's ledger on the disk, every write of it synced."""

    folder: Path
    backends: Backends
    bench: Workbench
    owner: Seller

    def accept(self, first: int, count: int, lines: int = LINES) -> list[str]:
        """Accept orders from the `first` index on and return their ids."""
        return [self._accept(index, lines) for index in range(first, first + count)]

    def _accept(self, index: int, lines: int) -> str:
        return accept(
            json.dumps(order(index, lines)).encode(),
            seller=self.owner,
            livemode=True,
            channel="bench",
            idempotency_key=str(index),
            traceparent=_TRACEPARENT,
            now=_NOW,
            orders=self.backends.orders,
            queue=self.backends.orders_queue,
            lookup_key=self.backends.secrets.lookups,
        ).order.id

    def number(self, ids: Sequence[str], together: int) -> float:
        """Number orders in transactions of `together`; return the seconds that took."""
        billed = [self._billed(order_id) for order_id in ids]
        begun = perf_counter()
        for first in range(0, len(billed), together):
            number(billed[first : first + together], self.bench)
        return perf_counter() - begun

    def _billed(self, order_id: str) -> Billed:
        (accepted,) = self.backends.orders.read([order_id])
        content = bill(validated(OrderRequest, json.loads(accepted.request)), self.owner)
        return Billed(Attempt(Message("", order_id, 1, _NOW), accepted), self.owner, content)

    def check_complete(self, given: int) -> None:
        """Raise ValueError unless the series holds as many numbers as orders were numbered."""
        (counter,) = self.backends.numbering.counters()
        count = sum(1 for _ in self.backends.invoices.of_series(counter.series.key))
        if not counter.last == count == given:
            raise ValueError(f"{given} orders, {count} records, counter at {counter.last}")


@contextmanager
def ledger(profile: SellerProfile | None = None) -> Iterator[Ledger]:
    """Open an empty ledger of a seller; it is gone with the block."""
    with TemporaryDirectory() as folder:
        settings = DeployableSettings(state=Path(folder), log_level="warning")
        start_logs(settings, "bench")
        backends = open_backends(settings, clock=lambda: _NOW)
        owner = backends.sellers.put(seller().id, profile or seller().profile, _NOW)
        bench = replace(workbench(backends, render_limit_s=60), clock=lambda: _NOW)
        yield Ledger(Path(folder), backends, bench, owner)
