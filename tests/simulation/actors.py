"""The actors on the services' side: the real code of each, its clock, ids and chance passed in."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from services.backends.queue import Message
from services.domain.invoice import Bill, Invoice, record_hash
from services.domain.order import Order
from services.domain.rejection import reject
from services.invoice_worker import main as worker
from services.notifier.desk import open_desk
from services.notifier.main import note_batch, notify_batch, notify_messages
from services.reconciler import main as reconciler
from services.runtime.composition import Backends
from services.runtime.press import Press
from tests.simulation.faults import Faulty, Weather
from tests.simulation.plan import Poison, poison_of
from tests.simulation.provider import Line, Provider
from tests.simulation.scheduler import Killed

PUBLIC_URL = "https://invoices.example.com"
FUNCTION_S = 60.0
"""A notifier's time-out. Far below the lease of a mail, or a function could outlive its lease."""
_VISIBILITY_S = 120.0
_POLL_S = 20.0
_STOPPED = 0.0005
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Stop(threading.Event):
    """Asks a service to stop now and then; waiting for it takes simulated time."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self._weather = weather

    def is_set(self) -> bool:
        """See `threading.Event.is_set`."""
        if not super().is_set() and self._weather.happens(_STOPPED):
            self.set()
        return super().is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """See `threading.Event.wait`."""
        self._weather.scheduler.sleep(timeout or 0.0)
        return self.is_set()


@dataclass
class Drill:
    """Poison works until somebody lifts the drill."""

    on: bool = True


class Services:
    """Everything an installation runs, each method one process from its start to its end."""

    def __init__(
        self, backends: Backends, weather: Weather, provider: Provider, drill: Drill
    ) -> None:
        self.backends = backends
        self.weather = weather
        self.scheduler = weather.scheduler
        self.drill = drill
        self.provider = provider
        sent: Any = Faulty("mailer", provider, weather)
        mailer = Line(sent)
        self.desk = open_desk(
            backends,
            mailer_for=lambda _order: mailer,
            public_url=PUBLIC_URL,
            clock=self.scheduler.clock,
        )

    def new_id(self) -> str:
        """Return 128 bits of the run's chance."""
        return f"{self.weather.random.getrandbits(128):032x}"

    def work(self) -> None:
        """Run a worker."""
        bench = replace(
            worker.workbench(self.backends, render_limit_s=30, clock=self.scheduler.clock),
            press_for=self._press,
            new_id=self.new_id,
            fraction=self.weather.random.random,
            sleep=self.scheduler.sleep,
            abandon=lambda: None,
        )
        worker.run(bench, Stop(self.weather), long_poll_s=_POLL_S)

    def notify(self) -> None:
        """Run a notifier on this machine."""
        queue = self.backends.archived_queue
        for messages in self._announced():
            stop = Stop(self.weather)
            fraction = self.weather.random.random
            notify_messages(messages, queue, self.desk, fraction=fraction, stopping=stop.is_set)

    def notify_as_lambda(self) -> None:
        """Run a notifier as Lambda does: what it does not name is deleted for it."""
        queue = self.backends.archived_queue
        for messages in self._announced():
            answer = notify_batch(
                {"Records": [_record(message) for message in messages]},
                queue,
                self.desk,
                fraction=self.weather.random.random,
                stopping=Stop(self.weather).is_set,
            )
            unsettled = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
            queue.delete([m for m in messages if m.receipt not in unsettled])

    def note(self) -> None:
        """Bring the provider's news; what was not noted is brought again."""
        while True:
            self.scheduler.running.deadline = None
            news = self.provider.news(10)
            if not news:
                self.scheduler.sleep(1.0)
                continue
            self.scheduler.running.deadline = self.scheduler.now + FUNCTION_S
            self._note(news)

    def reconcile(self) -> None:
        """Run the reconciler."""
        reconciler.run(reconciler.desk(self.backends), self.scheduler.clock, Stop(self.weather))

    def _announced(self) -> Iterator[list[Message]]:
        """Yield batches; each has to be done within a function's time."""
        queue = self.backends.archived_queue
        while True:
            self.scheduler.running.deadline = None
            messages = queue.receive(10, visibility_s=_VISIBILITY_S, wait_s=_POLL_S)
            self.scheduler.running.deadline = self.scheduler.now + FUNCTION_S
            if messages:
                yield messages

    def _note(self, news: Sequence[str]) -> None:
        unsettled = {str(n) for n in range(len(news))}
        try:
            records = [{"messageId": str(n), "body": body} for n, body in enumerate(news)]
            answer = note_batch({"Records": records}, self.desk)
            unsettled = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        finally:
            for n in sorted(unsettled):
                self.provider.tell_again(news[int(n)], 60.0)

    def _press(self, order: Order, _delivery: int) -> Press:
        # Two releases render differently, as in a roll-out.
        release = self.scheduler.running.releases % 2
        poison = poison_of(order.reference) if self.drill.on else Poison.NONE

        def check(_bill: Bill) -> None:
            if poison is Poison.UNPRINTABLE:
                raise reject("", "unprintable", "no press takes it (a drill)")
            if poison is Poison.DEADLY_CHECK:
                raise Killed("the check killed its process (a drill)")

        def render(invoice: Invoice) -> bytes:
            if poison is Poison.DEADLY_RENDER:
                raise Killed("the renderer killed its process (a drill)")
            return f"release {release}: {record_hash(invoice)}".encode()

        return Press(check, render)


def _record(message: Message) -> dict[str, Any]:
    sent_ms = int((message.sent_at - _EPOCH).total_seconds() * 1000)
    return {
        "messageId": message.receipt,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": str(message.attempts),
            "SentTimestamp": str(sent_ms),
        },
    }
