import sqlite3
from contextlib import suppress
from dataclasses import replace

import pytest

from services.domain import order as facts
from services.domain.message import object_created
from services.domain.order import Order
from services.flow.dispatch import order_accepted
from services.flow.redrive import redrive_order
from services.invoice_worker.work import work
from services.runtime.mailers import mailer_for
from tests.notifier.counter import FailingMailer, Killed
from tests.pipeline import Pipeline


def received_too_often(pipeline: Pipeline) -> None:
    for _ in range(8):
        assert pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
        pipeline.clock.advance(61)
    assert not pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)


def dead(pipeline: Pipeline, order: Order) -> None:
    pipeline.backends.orders_dead_letters.send([order_accepted(order)])


def test_an_order_whose_worker_always_dies_is_failed_where_people_look(
    pipeline: Pipeline,
) -> None:
    order_id = pipeline.place("k1").order.id
    received_too_often(pipeline)
    pipeline.reconcile()

    failure = pipeline.order(order_id).open_failure
    assert failure is not None
    assert failure.code == "worker_crashed"
    assert pipeline.backends.orders_dead_letters.figures().oldest_age_s is None


def test_a_dead_letter_of_an_order_that_came_through_changes_nothing(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    received_too_often(pipeline)
    order = pipeline.order(order_id)
    pipeline.backends.orders.save(
        facts.fail(order, "order", "not_billable", "x", order.accepted_at)
    )
    before = pipeline.order(order_id)
    pipeline.reconcile()
    assert pipeline.order(order_id) == before


def test_a_mail_that_always_kills_its_sender_is_listed(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    pipeline.work_once()
    issued = pipeline.order(order_id).issued
    assert issued is not None
    key = f"aurora/2026/{issued.number}.pdf"
    pipeline.backends.archived_dead_letters.send([object_created(key), "no json"])
    pipeline.reconcile()

    failure = pipeline.order(order_id).open_failure
    assert failure is not None
    assert (failure.kind, failure.code) == ("mail", "notifier_crashed")
    assert pipeline.backends.archived_dead_letters.figures().oldest_age_s is None


def test_a_mail_redriven_after_it_killed_its_senders_has_five_attempts_again(
    pipeline: Pipeline,
) -> None:
    order_id = pipeline.place("k1").order.id
    pipeline.work_once()
    whole = pipeline.mail_desk
    outbox = whole.mailer_for(pipeline.order(order_id))

    def send_with(mailer: FailingMailer, times: int) -> None:
        pipeline.mail_desk = replace(whole, mailer_for=mailer_for(live=mailer, test=mailer))
        for _ in range(times):
            with suppress(Killed):
                pipeline.notify_once()
            pipeline.clock.advance(16 * 60)

    send_with(FailingMailer(outbox, Killed(), times=100), 9)  # the ninth turn buries it
    pipeline.reconcile()
    failure = pipeline.order(order_id).open_failure
    assert failure is not None
    assert (failure.code, failure.attempts) == ("notifier_crashed", 8)

    redrive_order(
        order_id,
        "the memory was too small",
        orders=pipeline.backends.orders,
        orders_queue=pipeline.backends.orders_queue,
        archived_queue=pipeline.backends.archived_queue,
        now=pipeline.clock(),
    )
    send_with(FailingMailer(outbox, OSError("down"), times=4), 5)
    assert pipeline.order(order_id).status == "sent"


def test_a_dead_letter_of_a_newer_release_is_kept(pipeline: Pipeline) -> None:
    pipeline.backends.orders_dead_letters.send(['{"type": "order.accepted.v2"}'])
    pipeline.reconcile()
    assert pipeline.backends.orders_dead_letters.figures().oldest_age_s is not None


def test_a_dead_letter_that_cannot_be_recorded_holds_up_nobody(pipeline: Pipeline) -> None:
    unreadable, crashed, lost = [pipeline.place(f"k{n}").order for n in range(3)]
    pipeline.backends.orders_queue.delete(
        pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)
    )
    with sqlite3.connect(pipeline.state / "ledger.db") as ledger:
        ledger.execute(
            "update orders set value = '{}', due_at = null where id = ?", (unreadable.id,)
        )
    dead(pipeline, unreadable)
    dead(pipeline, crashed)
    pipeline.clock.advance(61)
    pipeline.reconcile()

    failure = pipeline.order(crashed.id).open_failure
    assert failure is not None
    assert failure.code == "worker_crashed"
    pipeline.settle()
    assert pipeline.order(lost.id).status == "sent"
    assert pipeline.backends.orders_dead_letters.figures().oldest_age_s is not None


def test_a_mailed_order_whose_archiving_always_dies_is_stuck(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    (message,) = pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)

    class Dying:
        def __getattr__(self, name: str) -> object:
            if name == "record":
                raise Killed
            return getattr(pipeline.backends.invoices, name)

    with pytest.raises(Killed):
        work([message], replace(pipeline.bench, invoices=Dying()), lambda: False)  # type: ignore[arg-type]
    pipeline.notify_once()
    assert pipeline.order(order_id).status == "sent"
    pipeline.backends.orders_queue.delete([message])
    pipeline.backends.orders_dead_letters.send([message.body])
    pipeline.reconcile()

    failure = pipeline.order(order_id).open_failure
    assert failure is not None
    assert failure.code == "stuck"
    pipeline.clock.advance(180)
    pipeline.reconcile()
    pipeline.settle()
    order = pipeline.order(order_id)
    assert order.archived
    assert order.failure is None
    assert order.due_at is None
