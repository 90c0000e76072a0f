"""What others make of an order between its loading and its number counts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from services.backends.numbering import Issuance
from services.backends.queue import Message
from services.domain import order as facts
from services.domain.order import Order
from services.invoice_worker.work import work
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.pipeline import Pipeline

Fact = Callable[[Order, datetime], Order]


class Overtaken:
    """The numbering of a worker who is overtaken before its first transaction."""

    def __init__(self, pipeline: Pipeline, order_id: str, fact: Fact) -> None:
        self._pipeline, self._order_id, self._fact = pipeline, order_id, fact
        self.overtaken = False

    def __getattr__(self, name: str) -> object:
        return getattr(self._pipeline.backends.numbering, name)

    def commit(self, issuance: Issuance) -> None:
        if not self.overtaken:
            self.overtaken = True
            order = self._pipeline.order(self._order_id)
            changed = self._fact(order, self._pipeline.clock())
            self._pipeline.backends.orders.save(changed)
        self._pipeline.backends.numbering.commit(issuance)


def cancelled(order: Order, now: datetime) -> Order:
    return order.after(now, "cancelled", cancelled_at=now, due_at=None)


def failed(order: Order, now: datetime) -> Order:
    return facts.fail(order, "order", "worker_crashed", "for the test", now)


def overtake(pipeline: Pipeline, order_id: str, fact: Fact) -> None:
    numbering: Any = Overtaken(pipeline, order_id, fact)
    pipeline.work_once(replace(pipeline.bench, numbering=numbering))
    assert numbering.overtaken
    pipeline.clock.advance(61)
    pipeline.settle()


def audited(pipeline: Pipeline) -> int:
    backends = pipeline.backends
    report = audit(books(backends))
    assert report.ok, report.faults
    return report.invoices


@pytest.mark.parametrize(("fact", "status"), [(cancelled, "cancelled"), (failed, "failed")])
def test_an_order_that_ended_meanwhile_gets_no_number_and_leaves_no_gap(
    pipeline: Pipeline, fact: Fact, status: str
) -> None:
    before, ended, after = [pipeline.place(f"k{n}").order.id for n in range(3)]
    overtake(pipeline, ended, fact)

    order = pipeline.order(ended)
    assert (order.status, order.issued, order.due_at) == (status, None, None)
    assert [pipeline.order(order_id).status for order_id in (before, after)] == ["sent", "sent"]
    assert audited(pipeline) == 2
    assert pipeline.backends.orders_queue.figures().oldest_age_s is None


@pytest.mark.parametrize("fact", [facts.postpone, lambda o, at: facts.attempt_failed(o, "X", at)])
def test_an_order_that_was_merely_touched_meanwhile_is_numbered_once(
    pipeline: Pipeline, fact: Fact
) -> None:
    order_id = pipeline.place("k1").order.id
    overtake(pipeline, order_id, fact)
    assert pipeline.order(order_id).status == "sent"
    assert audited(pipeline) == 1
    assert len(pipeline.mails()) == 1


class Contended:
    """The numbering of a worker whom others beat to the counter, time after time."""

    def __init__(self, pipeline: Pipeline, rivals: Sequence[Message]) -> None:
        self._pipeline, self._rivals = pipeline, list(rivals)
        self.sizes: list[int] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._pipeline.backends.numbering, name)

    def commit(self, issuance: Issuance) -> None:
        self.sizes.append(len(issuance.orders))
        if self._rivals:
            work([self._rivals.pop()], self._pipeline.bench, stopping=lambda: False)
        self._pipeline.backends.numbering.commit(issuance)


def test_a_crowd_at_one_counter_costs_nobody_an_attempt(pipeline: Pipeline) -> None:
    placed = [pipeline.place(f"k{n}").order.id for n in range(20)]
    queue = pipeline.backends.orders_queue
    rivals = queue.receive(10, visibility_s=60, wait_s=0)
    numbering: Any = Contended(pipeline, rivals)
    pipeline.work_once(replace(pipeline.bench, numbering=numbering))

    assert numbering.sizes == [10] * 11, "the batch stays together, or the crowd grows"
    orders = [pipeline.order(order_id) for order_id in placed]
    assert [order.attempts for order in orders] == [0] * 20
    assert audited(pipeline) == 20
