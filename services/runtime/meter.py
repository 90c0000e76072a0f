"""Counting what a process does: added up here, told to the ledger and to the log now and then."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog

from services.backends.minutes import Minutes
from services.domain.histogram import bucket
from services.domain.measures import Count, Span, Tally
from services.runtime.clock import Clock

TELL_EVERY = timedelta(seconds=10)
"""How long figures may wait in the process: what is killed takes them along."""

Emit = Callable[[Tally], None]
"""Writes a tally as a metrics line where something reads those (CloudWatch EMF)."""

log = structlog.get_logger()


def to_nobody(_tally: Tally) -> None:
    """Write no line: nothing reads metrics out of the logs of one machine."""


class Meter:
    """The counts of one process since its last tally. Threads may share it.

    Figures never stop work: a ledger that does not take a tally costs that tally, and a warning.
    """

    def __init__(
        self, service: str, minutes: Minutes, clock: Clock, emit: Emit = to_nobody
    ) -> None:
        self._service = service
        self._minutes = minutes
        self._clock = clock
        self._emit = emit
        self._guard = threading.Lock()
        self._counts: Counter[Count] = Counter()
        self._spans: dict[Span, Counter[int]] = {}
        self._sellers: dict[str, Counter[Count]] = {}
        self._told_at = clock()

    def count(self, name: Count, n: int = 1, *, seller_id: str | None = None) -> None:
        """Add `n` to a count, and to the seller's part of it."""
        with self._guard:
            self._counts[name] += n
            if seller_id is not None:
                self._sellers.setdefault(seller_id, Counter())[name] += n

    def observe(self, name: Span, seconds: float) -> None:
        """Add one duration to a span."""
        with self._guard:
            self._spans.setdefault(name, Counter())[bucket(seconds)] += 1

    @contextmanager
    def timed(self, name: Span) -> Iterator[None]:
        """Observe how long what is done inside takes, also when it raises."""
        began = self._clock()
        try:
            yield
        finally:
            self.observe(name, (self._clock() - began).total_seconds())

    @property
    def due(self) -> bool:
        """Return whether what was counted has waited for long enough."""
        return self._clock() - self._told_at >= TELL_EVERY

    def tell_when_due(self) -> None:
        """Tell what was counted, unless that was done within `TELL_EVERY`."""
        if self.due:
            self.tell()

    def tell(self) -> None:
        """Tell what was counted since the last tally, if anything was."""
        tally = self._taken()
        if not (tally.counts or tally.spans):
            return
        self._emit(tally)
        try:
            self._minutes.add(tally)
        except Exception as error:  # noqa: BLE001 - what is measured goes on without its measure
            log.warning("figures.not_told", reason=type(error).__name__)

    def _taken(self) -> Tally:
        now = self._clock()
        with self._guard:
            counts, self._counts = self._counts, Counter()
            spans, self._spans = self._spans, {}
            sellers, self._sellers = self._sellers, {}
            self._told_at = now
        return Tally(
            at=now,
            service=self._service,
            counts=dict(counts),
            spans={name: dict(buckets) for name, buckets in spans.items()},
            sellers={seller_id: dict(parts) for seller_id, parts in sellers.items()},
        )
