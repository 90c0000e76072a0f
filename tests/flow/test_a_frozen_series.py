"""A series that a restore left behind its archive gives no number until a person looked."""

from datetime import timedelta
from pathlib import Path

from services.domain.order import Order
from services.local.backup import back_up
from services.local.restore import restore
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from services.reconciler.rebuild import rebuild
from services.reconciler.report import AuditReport
from tests.pipeline import Pipeline

FIRST_KEY = "aurora/2026/INV-2026-000001.pdf"


def rebuilt(pipeline: Pipeline) -> AuditReport:
    rebuild(books(pipeline.backends), pipeline.clock())
    return audit(books(pipeline.backends))


def let_pass(pipeline: Pipeline, time: timedelta) -> None:
    end = pipeline.clock() + time
    while pipeline.clock() < end:
        pipeline.settle()
        pipeline.clock.advance(600)
        pipeline.reconcile()


def number(order: Order) -> str | None:
    return order.issued.number if order.issued else None


def restored(pipeline: Pipeline, backup: Path) -> Pipeline:
    restore(
        backup,
        pipeline.state,
        replace=True,
        now=pipeline.clock(),
        new_id=pipeline.new_id,
        progress=lambda _done, _total: None,
    )
    again = Pipeline(pipeline.state)
    again.clock.now = pipeline.clock()
    return again


def saved(pipeline: Pipeline) -> Path:
    target = pipeline.state.parent / "backup.tar"
    back_up(pipeline.state, target, now=pipeline.clock(), progress=lambda _done, _total: None)
    return target


def test_orders_that_waited_for_a_frozen_series_are_sent_once_it_is_rebuilt(
    pipeline: Pipeline,
) -> None:
    pipeline.place("k1")
    pipeline.settle()
    (counter,) = pipeline.backends.numbering.counters()
    pipeline.backends.numbering.freeze(counter.series, "for the test")
    waiting = [pipeline.place(f"w{n}").order.id for n in range(3)]
    let_pass(pipeline, timedelta(hours=1))
    assert [pipeline.order(order_id).attempts for order_id in waiting] == [0, 0, 0]

    assert rebuilt(pipeline).ok
    let_pass(pipeline, timedelta(hours=2))
    assert [pipeline.order(order_id).status for order_id in waiting] == ["sent"] * 3
    assert audit(books(pipeline.backends)).ok


def test_a_stuck_order_stays_one_failure_however_long_it_is_retried(pipeline: Pipeline) -> None:
    order_id = pipeline.place("k1").order.id
    pipeline.backends.archive.put(FIRST_KEY, b"%PDF-foreign", {"order-id": "ord_of_another_life"})
    pipeline.settle()
    failed_at = pipeline.order(order_id).failure
    let_pass(pipeline, timedelta(days=2))

    order = pipeline.order(order_id)
    assert order.open_failure == failed_at
    assert order.due_at, "retries go on"
    assert len(order.history) < 30


def test_an_order_that_was_numbered_after_the_backup_is_not_numbered_twice(
    pipeline: Pipeline,
) -> None:
    before = pipeline.place("before").order.id
    pipeline.settle()
    between = pipeline.place("between").order.id
    backup = saved(pipeline)
    pipeline.settle()
    assert number(pipeline.order(between)) == "INV-2026-000002"

    again = restored(pipeline, backup)
    waiting = again.place("waiting").order.id
    rebuilt(again)
    let_pass(again, timedelta(hours=1))

    assert again.order(before).status == "sent"
    assert number(again.order(waiting)) == "INV-2026-000003"
    lost = again.order(between)
    assert lost.issued is None
    assert lost.open_failure is not None
    assert lost.open_failure.code == "record_lost"
    assert "INV-2026-000002" in lost.open_failure.detail
    assert len(again.mails()) == 3


def test_a_rebuild_fails_no_order_that_has_its_record(pipeline: Pipeline) -> None:
    ids = [pipeline.place(f"k{n}").order.id for n in range(3)]
    pipeline.settle()
    orders = [pipeline.order(order_id) for order_id in ids]
    for _ in range(2):
        assert rebuilt(pipeline).ok
    assert [pipeline.order(order_id) for order_id in ids] == orders
