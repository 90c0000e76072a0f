"""The witness: sees every number given and every file archived, and says what must never be."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.backends.archive import Archive, StoredObject
from services.backends.invoices import Invoices
from services.backends.numbering import Issuance, Numbering
from services.backends.orders import Orders
from services.backends.queue import Message
from services.domain.invoice import record_hash
from services.domain.message import decode_order_accepted
from services.domain.numbering import FIRST_PREVIOUS_HASH
from tests.simulation.deliveries import Unordered

_TRIES_OF_A_CLIENT = 2


class Witness:
    """Keeps what it saw outside the state that it watches."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self._files: dict[str, str] = {}
        self._numbers: dict[str, tuple[int, str]] = {}
        self._orders: dict[str, str] = {}
        self._sent_on: Counter[str] = Counter()

    def of_numbering(self, numbering: Numbering, invoices: Invoices) -> Any:  # noqa: ANN401
        """Return `numbering`, each of its commits seen."""
        return _Seen(numbering, "commit", lambda given, _: self._issued(given, numbering, invoices))

    def of_archive(self, archive: Archive) -> Any:  # noqa: ANN401
        """Return `archive`, each of its puts seen."""
        return _Seen(archive, "put", lambda key, _: self._archived(key, archive))

    def of_dispatches(self, queue: Unordered, orders: Orders, sender: Callable[[], str]) -> Any:  # noqa: ANN401
        """Return the orders queue, everything acknowledged or sent on seen; `sender` acts now."""
        seen = _Seen(queue, "delete", lambda gone, _: self._acknowledged(gone, queue, orders))
        return _Seen(seen, "send", lambda bodies, _: self._sent(bodies, orders, sender()))

    def contiguous(self, numbering: Numbering, invoices: Invoices) -> None:
        """See that every counter stands at its last record, with none missing before it."""
        for counter in numbering.counters():
            records = [invoice.sequence for invoice in invoices.of_series(counter.series.key)]
            if records != list(range(1, counter.last + 1)):
                self._object(f"{counter.series.key} stands at {counter.last}: {records[-5:]}")

    def unchanged(self, archive: Archive) -> None:
        """See that every file has the bytes it was archived with."""
        for key in self._files:
            self._archived(key, archive)

    def _issued(self, given: Issuance, numbering: Numbering, invoices: Invoices) -> None:
        key = given.after.series.key
        counter = numbering.read(given.after.series)
        for issued in given.invoices:
            record = invoices.read(issued.seller_id, issued.number)
            last, last_hash = self._numbers.get(key, (0, FIRST_PREVIOUS_HASH))
            if record is None or (record.sequence, record.previous_hash) != (last + 1, last_hash):
                self._object(f"{issued.number} of {key} does not follow number {last}")
            self._numbers[key] = issued.sequence, record_hash(issued)
            if self._orders.setdefault(issued.order_id, issued.number) != issued.number:
                self._object(f"{issued.order_id} has a second number, {issued.number}")
        if counter is None or counter.last != self._numbers.get(key, (0, ""))[0]:
            self._object(f"the counter of {key} is not at its last number")

    def _acknowledged(self, gone: Sequence[Message], queue: Unordered, orders: Orders) -> None:
        for message in gone:
            for order in orders.read([decode_order_accepted(message.body).order_id]):
                settled = order.archived or order.failure or order.cancelled_at
                # Of two messages of one order the second is not needed.
                if not settled and not queue.holds(message.body):
                    self._object(f"{order.id} was acknowledged as {order.status}")

    def _sent(self, bodies: Sequence[str], orders: Orders, sender: str) -> None:
        for body in bodies if sender == "reconciler" else ():
            order_id = decode_order_accepted(body).order_id
            self._sent_on[order_id] += 1
            (order,) = orders.read([order_id])
            moved = sum(event.event == "reconciled" for event in order.history)
            if self._sent_on[order_id] > _TRIES_OF_A_CLIENT * moved:
                self._object(f"{order_id} was sent on and its due time not moved")

    def _archived(self, key: str, archive: Archive) -> None:
        stored: StoredObject | None = archive.read(key)
        if stored is None:
            self._object(f"{key} is gone from the archive")
        elif self._files.setdefault(key, stored.sha256) != stored.sha256:
            self._object(f"{key} is not what it was")

    def _object(self, violation: str) -> None:
        self.violations.append(violation)


class _Seen:
    """A backend, one verb of which somebody watches."""

    def __init__(
        self, real: object, verb: str, see: Callable[[Any, Mapping[str, Any]], None]
    ) -> None:
        self._real, self._verb, self._see = real, verb, see

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        real: Callable[..., Any] = getattr(self._real, verb)
        if verb != self._verb:
            return real

        def seen(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it stands for
            answer = real(*args, **options)
            self._see(args[0], options)
            return answer

        return seen
