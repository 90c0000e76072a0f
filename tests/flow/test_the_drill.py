"""The drill: a hundred poison orders among nine hundred good ones keep nobody else."""

from collections import Counter
from dataclasses import replace
from email.message import EmailMessage

from services.domain.failure_groups import grouped
from services.domain.invoice import record_hash
from services.domain.order import Order
from services.flow.failures import FailureFilter, failure_of, window
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from services.runtime.drills import press_for
from services.runtime.press import Press
from tests.flow.mending import POISON, corrected
from tests.pipeline import Pipeline

ALL, POISONED = 1000, 100


class Postbox:
    """Takes every mail and counts it, also one that comes twice."""

    def __init__(self) -> None:
        self.mails: list[str] = []

    def send(self, _message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        self.mails.append(mail_id)
        return f"{mail_id}.{attempt}"


def drain(pipeline: Pipeline) -> None:
    # A thousand real documents would take half of the time and tell nothing more here.
    plain = Press(check=lambda _bill: None, render=lambda invoice: record_hash(invoice).encode())
    press = press_for(pipeline.slept.append, lambda _order, _delivery: plain)
    bench = replace(pipeline.bench, press_for=press)
    while pipeline.work_once(bench) + pipeline.notify_once():
        pass


def statuses(orders: list[Order]) -> Counter[str]:
    return Counter(order.status for order in orders)


def test_good_orders_are_sent_poison_is_parked_and_once_corrected_all_are_sent_once(
    pipeline: Pipeline,
) -> None:
    box, every_tenth = Postbox(), ALL // POISONED
    pipeline.mail_desk = replace(pipeline.mail_desk, mailer_for=lambda _order: box)
    ids = [
        pipeline.place(f"order {n}", metadata={} if n % every_tenth else POISON).order.id
        for n in range(ALL)
    ]
    drain(pipeline)
    orders = pipeline.backends.orders.read(ids)
    assert statuses(orders) == {"sent": ALL - POISONED, "failed": POISONED}
    assert len(box.mails) == ALL - POISONED

    parked = window(FailureFilter("aurora", state="open"), pipeline.backends.orders).found
    (group,) = grouped(failure_of(order) for order in parked)
    assert (group.count, group.code) == (POISONED, "simulated_render_failure")
    for order in parked:
        corrected(pipeline, order.id, f"correct {order.id}")
    drain(pipeline)
    orders = pipeline.backends.orders.read(ids)
    assert statuses(orders) == {"sent": ALL}
    assert len({order.issued.number for order in orders if order.issued}) == ALL
    assert len(box.mails) == len(set(box.mails)) == ALL
    backends = pipeline.backends
    report = audit(books(backends))
    assert (report.ok, report.invoices, report.files) == (True, ALL, ALL)
