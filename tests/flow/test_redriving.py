"""Whatever failed and was redriven comes to the end that it would have had."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn

from services.backends.queue import Message
from services.backends.unavailable import Unavailable
from services.document.rendition import render
from services.domain.invoice import Bill
from services.domain.order import MAX_ATTEMPTS, Order
from services.domain.seller import Seller
from services.flow.redrive import redrive_order
from services.invoice_worker.work import work
from services.invoice_worker.workbench import Workbench
from services.notifier.notify import notify
from services.runtime.press import Press
from tests.notifier.counter import FailingMailer, refusing
from tests.pipeline import Pipeline


class DeafQueue:
    """A queue that takes nothing at the moment."""

    def send(self, bodies: list[str], delay_s: float = 0) -> NoReturn:
        raise Unavailable("the queue does not answer")


def redrive(pipeline: Pipeline, order_id: str, **queues: Any) -> Order | None:  # noqa: ANN401
    backends = pipeline.backends
    usual: dict[str, Any] = {
        "orders_queue": backends.orders_queue,
        "archived_queue": backends.archived_queue,
    }
    return redrive_order(
        order_id, "mended", orders=backends.orders, now=pipeline.clock(), **usual | queues
    )


def code(pipeline: Pipeline, order_id: str) -> str | None:
    failure = pipeline.order(order_id).open_failure
    return failure.code if failure else None


def a_day_later(pipeline: Pipeline, order_id: str) -> Order:
    """Let a day pass, so that the reconciler has found all it ever will."""
    for _ in range(24):
        pipeline.settle()
        pipeline.clock.advance(3600)
        pipeline.reconcile()
    return pipeline.order(order_id)


def assert_sent_once(pipeline: Pipeline, order_id: str) -> None:
    order = a_day_later(pipeline, order_id)
    assert order.status == "sent"
    assert order.open_failure is None
    assert order.due_at is None
    assert len(pipeline.mails()) == 1
    assert [event.event for event in order.history].count("issued") == 1


def bench_with(pipeline: Pipeline, press: Press) -> Workbench:
    return replace(pipeline.bench, press_for=lambda _order, _delivery: press)


def slow_fonts(_bill: Bill) -> NoReturn:
    raise TimeoutError("the fonts lie on a slow disk")


def exhausted(pipeline: Pipeline, press: Press) -> None:
    for _ in range(MAX_ATTEMPTS):
        pipeline.work_once(bench_with(pipeline, press))
        pipeline.clock.advance(600)


def died_of(pipeline: Pipeline, dead_letter: Message) -> None:
    pipeline.backends.orders_queue.delete([dead_letter])
    pipeline.backends.orders_dead_letters.send([dead_letter.body])
    pipeline.reconcile()


def test_an_order_of_an_unknown_seller(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id

    class NoSellers:
        def read(self, seller_id: str) -> None:
            return None

    class OrdersOnly:
        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders, name)

        def read_with_sellers(
            self, ids: Sequence[str], _sellers: Sequence[str]
        ) -> tuple[list[Order], list[Seller]]:
            return pipeline.backends.orders.read(ids), []

    nobody: Any = NoSellers()
    alone: Any = OrdersOnly()
    pipeline.work_once(replace(pipeline.bench, orders=alone, sellers=nobody))
    assert code(pipeline, order_id) == "unknown_seller"
    redrive(pipeline, order_id)
    assert_sent_once(pipeline, order_id)


def test_an_order_that_its_sellers_new_profile_forbids(pipeline: Pipeline) -> None:
    exempt = {"name": "Map", "quantity": "1", "unit_price": "9"} | {
        "tax": {"category": "E", "rate": "0"}
    }
    pipeline.put_seller(tax_scheme="small_business")
    order_id = pipeline.place("k1", lines=[exempt]).order.id
    mate = pipeline.place("k2").order.id
    pipeline.put_seller(tax_scheme="standard")
    pipeline.work_once()
    failure = pipeline.order(order_id).open_failure
    assert failure is not None
    assert failure.code == "reason_required"
    assert failure.detail.startswith("/lines/0/tax/exemption_reason: ")
    assert pipeline.order(order_id).issued is None
    assert pipeline.order(mate).archived

    pipeline.put_seller(tax_scheme="small_business")
    redrive(pipeline, order_id)
    order = a_day_later(pipeline, order_id)
    assert order.status == "sent"
    assert order.issued is not None
    assert order.issued.number == "INV-2026-000002"


def test_an_order_out_of_attempts(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    exhausted(pipeline, Press(slow_fonts, render))
    assert code(pipeline, order_id) == "attempts_exhausted"
    redrive(pipeline, order_id)
    assert pipeline.order(order_id).attempts == 0
    assert_sent_once(pipeline, order_id)


def test_an_order_that_fails_again_and_again(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    for _ in range(3):
        exhausted(pipeline, Press(slow_fonts, render))
        assert code(pipeline, order_id) == "attempts_exhausted"
        assert redrive(pipeline, order_id)
    assert_sent_once(pipeline, order_id)


def test_an_order_whose_worker_always_died(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    (message,) = pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
    died_of(pipeline, message)
    assert code(pipeline, order_id) == "worker_crashed"
    redrive(pipeline, order_id)
    assert_sent_once(pipeline, order_id)


def test_a_stuck_order_whose_document_still_fails(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id

    def broken(_invoice: object) -> NoReturn:
        raise MemoryError

    exhausted(pipeline, Press(lambda _bill: None, broken))
    assert code(pipeline, order_id) == "stuck"
    redrive(pipeline, order_id)
    assert code(pipeline, order_id) is None
    exhausted(pipeline, Press(lambda _bill: None, broken))
    assert code(pipeline, order_id) == "stuck"
    assert_sent_once(pipeline, order_id)


def test_a_refused_mail(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    desk = pipeline.mail_desk
    pipeline.mail_desk = replace(desk, mailer_for=lambda _order: refusing())
    pipeline.settle()
    assert code(pipeline, order_id) == "mail_refused"
    pipeline.mail_desk = desk
    redrive(pipeline, order_id)
    assert_sent_once(pipeline, order_id)


def test_an_order_redriven_while_the_queue_is_down(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    exhausted(pipeline, Press(slow_fonts, render))
    assert redrive(pipeline, order_id, orders_queue=DeafQueue())
    assert_sent_once(pipeline, order_id)


def test_an_order_is_redriven_by_one_of_two(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    exhausted(pipeline, Press(slow_fonts, render))
    assert redrive(pipeline, order_id)
    assert redrive(pipeline, order_id) is None
    assert_sent_once(pipeline, order_id)


def test_a_mail_that_got_out_after_it_had_been_given_up(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    pipeline.work_once()
    (message,) = pipeline.backends.archived_queue.receive(10, visibility_s=60, wait_s=0)
    pipeline.backends.archived_queue.delete([message])
    pipeline.backends.archived_dead_letters.send([message.body])
    inner = pipeline.mail_desk.mailer_for(pipeline.order(order_id))

    class GivenUpMeanwhile(FailingMailer):
        def send(self, *mail: Any, **names: Any) -> str:  # noqa: ANN401
            pipeline.reconcile()
            return super().send(*mail, **names)

    late = GivenUpMeanwhile(inner, AssertionError(), times=0)
    (key,) = pipeline.backends.archive.keys()
    notify(key, replace(pipeline.mail_desk, mailer_for=lambda _order: late))
    assert code(pipeline, order_id) == "notifier_crashed"
    redrive(pipeline, order_id)
    assert_sent_once(pipeline, order_id)


def test_a_mail_refused_and_redriven_before_its_document_is_recorded(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    desk = pipeline.mail_desk
    pipeline.mail_desk = replace(desk, mailer_for=lambda _order: refusing())

    class Overtaken:
        """The invoices of a worker whom the notifier and a person overtake."""

        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.invoices, name)

        def record(self, archived: Any) -> None:  # noqa: ANN401
            if not pipeline.order(order_id).failure:
                pipeline.notify_once()
                assert code(pipeline, order_id) == "mail_refused"
                redrive(pipeline, order_id, orders_queue=DeafQueue())
            pipeline.backends.invoices.record(archived)

    overtaken: Any = Overtaken()
    messages = pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
    work(messages, replace(pipeline.bench, invoices=overtaken), lambda: False)
    assert pipeline.order(order_id).archived
    pipeline.mail_desk = desk
    assert_sent_once(pipeline, order_id)


def test_a_reason_is_kept_with_the_failure(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1", metadata={"simulate": "fail_render"}).order.id
    pipeline.settle()
    redriven = redrive(pipeline, order_id)
    assert redriven is not None
    assert redriven.failure is not None
    assert (redriven.failure.state, redriven.failure.reason) == ("redriven", "mended")
    assert json.loads(redriven.request)["reference"] == "A-1001"
