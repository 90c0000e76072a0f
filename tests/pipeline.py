"""The real services over embedded backends in one process, moved step by step by a test."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.backends.embedded.outbox import OutboxMailer
from services.domain.message import object_created
from services.domain.order import Order
from services.flow.accept import Acceptance, accept
from services.invoice_worker.main import workbench
from services.invoice_worker.work import work
from services.invoice_worker.workbench import Workbench
from services.notifier.desk import Desk, open_desk
from services.notifier.main import notify_messages
from services.reconciler import main as reconciler
from services.runtime.composition import Backends, open_backends
from services.runtime.drills import press_for
from services.runtime.mailers import mailer_for
from services.runtime.settings import DeployableSettings
from tests.builders import a_seller, an_order_request
from tests.clock import SettableClock

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PUBLIC_URL = "http://127.0.0.1:8080"


class Pipeline:
    """Everything between POST and mail, without a process, a thread or a real clock."""

    def __init__(self, state: Path) -> None:
        self.clock = SettableClock()
        self.state = state
        self.backends = open_backends(DeployableSettings(state=state), clock=self.clock)
        self.outbox = state / "outbox"
        self._ids = 0
        self.slept: list[float] = []
        self.mail_desk = self._mail_desk()

    @property
    def bench(self) -> Workbench:
        """Return the bench of yet another worker process."""
        return replace(
            workbench(self.backends, render_limit_s=30, clock=self.clock),
            press_for=press_for(self.slept.append),
            new_id=self.new_id,
            fraction=lambda: 0.5,
            sleep=self.slept.append,
            abandon=lambda: None,
        )

    def _mail_desk(self) -> Desk:
        outbox = OutboxMailer(self.outbox, self.new_id)
        return open_desk(
            self.backends,
            mailer_for=mailer_for(live=outbox, test=outbox),
            public_url=PUBLIC_URL,
            clock=self.clock,
        )

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    def put_seller(self, seller_id: str = "aurora", **profile: Any) -> None:  # noqa: ANN401
        seller = a_seller(**profile)
        self.backends.sellers.put(seller_id, seller.profile, self.clock(), sample=True)

    def place(
        self,
        key: str,
        *,
        seller_id: str = "aurora",
        livemode: bool = True,
        **changes: Any,  # noqa: ANN401
    ) -> Acceptance:
        seller = self.backends.sellers.read(seller_id)
        assert seller is not None
        return accept(
            json.dumps(an_order_request(**changes)).encode(),
            seller=seller,
            livemode=livemode,
            channel="api",
            idempotency_key=key,
            traceparent=TRACE,
            now=self.clock(),
            orders=self.backends.orders,
            queue=self.backends.orders_queue,
            lookup_key=self.backends.secrets.lookups,
        )

    def order(self, order_id: str) -> Order:
        (found,) = self.backends.orders.read([order_id])
        return found

    def with_orders(self, orders: object) -> Backends:
        """Return the backends with other orders: those of somebody who dies or is overtaken."""
        others: Any = orders
        return replace(self.backends, orders=others)

    def announce(self, key: str) -> None:
        """Tell the notifier of an archived object once more."""
        self.backends.archived_queue.send([object_created(key)])

    def work_once(self, bench: Workbench | None = None) -> int:
        messages = self.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
        work(messages, bench or self.bench, stopping=lambda: False)
        return len(messages)

    def notify_once(self) -> int:
        queue = self.backends.archived_queue
        messages = queue.receive(10, visibility_s=60, wait_s=0)
        notify_messages(messages, queue, self.mail_desk, fraction=lambda: 0.5)
        return len(messages)

    def reconcile(self) -> int:
        return reconciler.reconcile(reconciler.desk(self.backends), self.clock)

    def settle(self, rounds: int = 200) -> None:
        """Let every service take turns, time moving on when none has anything to do."""
        for _ in range(rounds):
            if self.work_once() + self.notify_once() == 0:
                if self._idle():
                    return
                self.clock.advance(15)
                self.reconcile()

    def _idle(self) -> bool:
        queues = (self.backends.orders_queue, self.backends.archived_queue)
        waiting = [q.figures().oldest_age_s for q in queues]
        return all(age is None for age in waiting)

    def mails(self) -> list[Path]:
        return sorted(self.outbox.glob("*.eml"))
