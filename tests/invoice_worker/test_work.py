import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import NoReturn

import pytest

from services.backends.embedded.database import Database
from services.backends.embedded.invoices import SqliteInvoices
from services.backends.embedded.numbering import SqliteNumbering
from services.backends.numbering import Issuance
from services.domain import order as facts
from services.domain.invoice import Invoice, archive_metadata, record_hash
from services.domain.order import MAX_ATTEMPTS, Order
from services.invoice_worker.numbering import recorded
from services.invoice_worker.work import work
from services.invoice_worker.workbench import Workbench
from services.runtime.composition import LEDGER_FILE
from services.runtime.press import Press
from tests.pipeline import Pipeline


def failing_press(error: Exception) -> Press:
    def render(_invoice: Invoice) -> NoReturn:
        raise error

    return Press(check=lambda _bill: None, render=render)


def with_render_error(pipeline: Pipeline, error: Exception) -> Workbench:
    return replace(pipeline.bench, press_for=lambda _order, _delivery: failing_press(error))


def ledger_of(pipeline: Pipeline) -> Database:
    return Database(pipeline.state / LEDGER_FILE, clock=pipeline.clock)


def chain_of(pipeline: Pipeline, series: str) -> list[Invoice]:
    return list(pipeline.backends.invoices.of_series(series))


def test_a_batch_gets_contiguous_numbers_and_an_unbroken_chain(pipeline: Pipeline) -> None:
    for n in range(10):
        pipeline.place(f"k{n}")
    pipeline.work_once()

    invoices = chain_of(pipeline, "aurora/live/380/2026")
    assert [invoice.sequence for invoice in invoices] == list(range(1, 11))
    assert all(b.previous_hash == record_hash(a) for a, b in pairwise(invoices))


def test_test_orders_are_numbered_in_a_series_of_their_own(pipeline: Pipeline) -> None:
    live = pipeline.place("k1").order.id
    test = pipeline.place("k1", livemode=False).order.id
    pipeline.settle()

    issued = [pipeline.order(order_id).issued for order_id in (live, test)]
    assert [i.number for i in issued if i] == ["INV-2026-000001", "TEST-INV-2026-000001"]


def test_the_same_message_twice_in_one_batch_is_worked_once(pipeline: Pipeline) -> None:
    pipeline.place("k1")
    (message,) = pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
    pipeline.backends.orders_queue.release(message)
    pipeline.backends.orders_queue.send([message.body])
    pipeline.work_once()

    assert len(chain_of(pipeline, "aurora/live/380/2026")) == 1
    assert pipeline.backends.orders_queue.figures().oldest_age_s is None


def test_a_message_that_cannot_be_read_is_dropped_and_blocks_nobody(pipeline: Pipeline) -> None:
    pipeline.backends.orders_queue.send(["no json", json.dumps([1]), json.dumps({"type": 7})])
    order_id = pipeline.place("k1").order.id
    pipeline.work_once()

    assert pipeline.order(order_id).archived
    assert pipeline.backends.orders_queue.figures().oldest_age_s is None


def test_a_message_of_a_newer_release_waits_for_that_release(pipeline: Pipeline) -> None:
    body = json.dumps({"type": "order.accepted.v2", "subject": "ord_1", "source": "aurora"})
    pipeline.backends.orders_queue.send([body])
    pipeline.work_once()

    assert pipeline.backends.orders_queue.figures().delayed == 1


def test_a_numbered_order_that_cannot_be_rendered_is_stuck_and_retried(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    broken = with_render_error(pipeline, MemoryError("no page"))
    for _ in range(MAX_ATTEMPTS):
        pipeline.work_once(broken)
        pipeline.clock.advance(600)

    order = pipeline.order(order_id)
    assert order.status == "invoiced"
    assert order.open_failure is not None
    assert order.open_failure.code == "stuck"
    assert order.due_at is not None

    pipeline.reconcile()
    pipeline.settle()
    assert pipeline.order(order_id).status == "sent"
    assert pipeline.order(order_id).failure is None


def test_an_order_out_of_attempts_is_failed_until_it_is_redriven(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id

    def check(_bill: object) -> NoReturn:
        raise TimeoutError("the font server is slow")

    press = Press(check=check, render=failing_press(TimeoutError()).render)
    broken = replace(pipeline.bench, press_for=lambda _order, _delivery: press)
    for _ in range(MAX_ATTEMPTS):
        pipeline.work_once(broken)
        pipeline.clock.advance(600)

    order = pipeline.order(order_id)
    assert order.status == "failed"
    assert order.failure is not None
    assert order.failure.code == "attempts_exhausted"
    assert order.failure.attempts == MAX_ATTEMPTS


def test_a_worker_that_dies_after_numbering_leaves_the_rest_to_the_next(
    pipeline: Pipeline,
) -> None:
    order_id = pipeline.place("k1").order.id

    class Died(BaseException):
        pass

    def die(_invoice: Invoice) -> NoReturn:
        raise Died

    dying = Press(check=lambda _bill: None, render=die)
    with pytest.raises(Died):
        pipeline.work_once(replace(pipeline.bench, press_for=lambda _order, _delivery: dying))
    numbered = pipeline.order(order_id)
    assert numbered.issued
    assert not numbered.archived

    pipeline.clock.advance(61)
    pipeline.settle()
    after = pipeline.order(order_id)
    assert after.status == "sent"
    assert after.issued == numbered.issued


def test_a_number_taken_by_another_worker_first_is_read_again(pipeline: Pipeline) -> None:
    for n in range(3):
        pipeline.place(f"k{n}")
    rival = pipeline.backends.orders_queue.receive(1, visibility_s=60, wait_s=0)

    class Raced(SqliteNumbering):
        """Lets another worker commit first, once."""

        raced = False

        def commit(self, issuance: Issuance) -> None:
            if not self.raced:
                self.raced = True
                work(rival, pipeline.bench, stopping=lambda: False)
            super().commit(issuance)

    raced = Raced(ledger_of(pipeline))
    pipeline.work_once(replace(pipeline.bench, numbering=raced))
    assert raced.raced
    sequences = [i.sequence for i in chain_of(pipeline, "aurora/live/380/2026")]
    assert sequences == [1, 2, 3]


def test_the_new_year_begins_at_the_sellers_midnight(pipeline: Pipeline) -> None:
    pipeline.clock.now = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    old = pipeline.place("old").order.id
    pipeline.settle()
    pipeline.clock.now = datetime(2026, 12, 31, 23, 1, tzinfo=UTC)
    new = pipeline.place("new").order.id
    pipeline.settle()

    issued = [pipeline.order(order_id).issued for order_id in (old, new)]
    assert [i.number for i in issued if i] == ["INV-2026-000001", "INV-2027-000001"]
    assert [str(i.issued_on) for i in issued if i] == ["2026-12-31", "2027-01-01"]


def test_a_try_that_is_repeated_after_midnight_numbers_in_the_new_year(pipeline: Pipeline) -> None:
    pipeline.clock.now = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    order_id = pipeline.place("k1").order.id

    class SlowOverMidnight(SqliteNumbering):
        tried = False

        def commit(self, issuance: Issuance) -> None:
            if not self.tried:
                self.tried = True
                pipeline.clock.advance(120)
                raise TimeoutError
            super().commit(issuance)

    slow = SlowOverMidnight(ledger_of(pipeline))
    pipeline.work_once(replace(pipeline.bench, numbering=slow))
    issued = pipeline.order(order_id).issued
    assert issued is not None
    assert (issued.number, issued.series) == ("INV-2027-000001", "aurora/live/380/2027")


def test_the_issue_date_never_goes_back_with_the_clock(pipeline: Pipeline) -> None:
    pipeline.place("k1")
    pipeline.settle()
    pipeline.clock.advance(-3 * 86_400)
    order_id = pipeline.place("k2").order.id
    pipeline.settle()

    dates = [i.issued_on for i in chain_of(pipeline, "aurora/live/380/2026")]
    assert dates[0] == dates[1]
    assert pipeline.order(order_id).status == "sent"


def test_a_foreign_document_under_our_key_freezes_the_series(pipeline: Pipeline) -> None:
    first = pipeline.place("k1").order.id
    key = "aurora/2026/INV-2026-000001.pdf"
    pipeline.backends.archive.put(key, b"%PDF-foreign", {"order-id": "ord_of_another_life"})
    pipeline.work_once()
    later = pipeline.place("k2").order.id
    pipeline.work_once()

    stuck = pipeline.order(first).open_failure
    assert stuck is not None
    assert stuck.code == "stuck"
    waiting = pipeline.order(later)
    assert waiting.status == "accepted"
    assert waiting.attempts == 0
    assert waiting.due_at is not None
    (counter,) = pipeline.backends.numbering.counters()
    assert counter.frozen


def test_bytes_already_archived_for_the_same_record_are_the_truth(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id

    class Died(BaseException):
        pass

    class DyingInvoices(SqliteInvoices):
        def record(self, archived: object) -> NoReturn:
            raise Died

    with pytest.raises(Died):
        pipeline.work_once(replace(pipeline.bench, invoices=DyingInvoices(ledger_of(pipeline))))
    numbered = pipeline.order(order_id)
    invoice = recorded(numbered, pipeline.bench)
    found = pipeline.backends.archive.read(invoice.archive_key)
    assert found is not None
    assert dict(found.metadata) == archive_metadata(invoice)

    other = Press(check=lambda _bill: None, render=lambda _invoice: b"%PDF-another release")
    pipeline.clock.advance(61)
    pipeline.work_once(replace(pipeline.bench, press_for=lambda _order, _delivery: other))
    archived = pipeline.order(order_id).archived
    assert archived is not None
    assert archived.sha256 == found.sha256


def test_a_message_received_for_the_third_time_is_worked_alone(pipeline: Pipeline) -> None:
    suspect = pipeline.place("suspect").order.id
    for _ in range(2):
        pipeline.backends.orders_queue.receive(1, visibility_s=60, wait_s=0)
        pipeline.clock.advance(61)
    mates = [pipeline.place(f"k{n}").order.id for n in range(3)]

    rendered: list[str] = []
    real = pipeline.bench.press_for

    def press_for(order: Order, delivery: int) -> Press:
        press = real(order, delivery)

        def render(invoice: Invoice) -> bytes:
            if order.id == suspect:
                assert all(pipeline.order(mate).archived for mate in mates)
            rendered.append(order.id)
            return press.render(invoice)

        return Press(press.check, render)

    pipeline.work_once(replace(pipeline.bench, press_for=press_for))
    assert rendered == [*mates, suspect]


def test_what_is_not_begun_when_the_stop_comes_is_given_back(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    messages = pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
    work(messages, pipeline.bench, stopping=lambda: True)

    assert pipeline.backends.orders_queue.figures().in_flight == 0
    pipeline.clock.advance(1)
    pipeline.settle()
    assert pipeline.order(order_id).status == "sent"


def test_a_failed_order_is_not_worked_by_a_late_message(pipeline: Pipeline) -> None:
    order = pipeline.place("k1").order
    pipeline.backends.orders.save(
        facts.fail(order, "order", "not_billable", "for the test", pipeline.clock())
    )
    pipeline.work_once()
    assert pipeline.backends.numbering.counters() == []
    assert pipeline.backends.orders_queue.figures().oldest_age_s is None
