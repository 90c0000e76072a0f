"""Every call that credits make on their state, and a death around each."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.backends.unavailable import Unavailable
from services.domain.order import Order
from services.flow.credit import credit
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.flow.crashing import CrashingPipeline, Killed
from tests.pipeline import TRACE

ASKED: dict[str, dict[str, Any]] = {
    "lines": {"lines": [{"line": 1, "quantity": "2"}]},
    "amount": {"amount": "20.00"},
    "rest": {},
}
"""Credits that together take back the whole invoice."""

ONCE = ("accepted", "issued", "archived", "mail_sent")


class CreditingPipeline(CrashingPipeline):
    """A crashing pipeline whose order became an invoice before the dying begins."""

    def __init__(self, state: Path) -> None:
        super().__init__(state)
        (order,) = self.revive(["sold"])
        assert order.issued is not None
        original = self.real.invoices.read(order.seller_id, order.issued.number)
        assert original is not None
        self.original = original
        self.life.steps.clear()

    def take(self, key: str) -> Order:
        return credit(
            json.dumps({"reason": "Returned", **ASKED[key]}).encode(),
            original=self.original,
            idempotency_key=key,
            traceparent=TRACE,
            now=self.clock(),
            orders=self.backends.orders,
            queue=self.backends.orders_queue,
        ).order

    def walk(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.take(key)
        self.work_once()
        self.notify_once()

    def taken(self) -> Decimal:
        (order,) = self.real.orders.read([self.original.order_id])
        return sum((each.gross for each in order.taken_back), Decimal(0))

    def settle_all(self, keys: Sequence[str], rounds: int = 200) -> list[Order]:
        """Bring all up until all is quiet; the seller repeats what got no answer, in turn."""
        for _ in range(rounds):
            try:
                ids = [self.take(key).id for key in keys]
                moved = self.work_once() + self.notify_once()
                self.reconcile()
                orders = self.real.orders.read(ids)
                if not moved and self._quiet(orders):
                    return orders
            except (Killed, Unavailable, ExceptionGroup):
                pass
            self.clock.advance(15)
        raise AssertionError(f"not quiet after {rounds} rounds")


def steps_of(state: Path, keys: Sequence[str]) -> list[str]:
    pipeline = CreditingPipeline(state)
    pipeline.walk(keys)
    return pipeline.life.steps


def assert_each_credit_came_to_be_once(
    state: Path,
    keys: Sequence[str],
    ends: Sequence[int],
    end: Callable[[str], BaseException] = Killed,
) -> int:
    """End at these steps; return how many steps came after the last end."""
    pipeline = CreditingPipeline(state)
    gross = pipeline.original.bill.totals.gross
    pipeline.life.end_at(ends, end)
    with suppress(Killed, Unavailable, ExceptionGroup):
        pipeline.walk(keys)
    assert audit(books(pipeline.real)).ok, "a number is given and not accounted for"
    (order,) = pipeline.real.orders.read([pipeline.original.order_id])
    assert (order.status == "credited") == (pipeline.taken() == gross)
    assert pipeline.taken() <= gross

    notes = pipeline.settle_all(keys)
    lived = len(pipeline.life.steps)
    for note in notes:
        events = [event.event for event in note.history]
        assert [events.count(name) for name in ONCE] == [1] * len(ONCE), (ends, events)
        assert (note.status, note.failure, note.due_at) == ("sent", None, None)
    (order,) = pipeline.real.orders.read([pipeline.original.order_id])
    assert [each.order_id for each in order.taken_back] == [note.id for note in notes]
    assert sum(note.totals.gross for note in notes) == pipeline.taken() == gross
    assert order.status == "credited"
    numbers = {note.issued.number for note in notes if note.issued}
    assert numbers == {f"CN-2026-{n:06d}" for n in range(1, len(keys) + 1)}
    assert len(pipeline.mails()) == len(keys) + 1
    report = audit(books(pipeline.real))
    assert (report.ok, report.invoices, report.files) == (True, len(keys) + 1, len(keys) + 1)
    return lived


def test_accepting_a_credit_is_one_read_one_transaction_and_one_message(tmp_path: Path) -> None:
    pipeline = CreditingPipeline(tmp_path)
    pipeline.take("rest")
    assert [step for step in pipeline.life.steps if step.startswith("after")] == [
        "after orders.read",
        "after orders.accept_credit",
        "after orders_queue.send",
    ]


def test_after_a_death_at_any_step_every_credit_stands_once_and_none_is_too_much(
    tmp_path: Path,
) -> None:
    keys = list(ASKED)
    for step in range(len(steps_of(tmp_path / "straight", keys))):
        assert_each_credit_came_to_be_once(tmp_path / str(step), keys, [step])


def test_after_a_call_that_failed_before_or_after_its_effect_no_credit_is_doubled(
    tmp_path: Path,
) -> None:
    for step in range(len(steps_of(tmp_path / "straight", ["rest"]))):
        assert_each_credit_came_to_be_once(tmp_path / str(step), ["rest"], [step], Unavailable)
