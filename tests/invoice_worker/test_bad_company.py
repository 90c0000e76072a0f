"""An order that kills its worker, or cannot even be read, takes nobody along."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from services.domain.invoice import Bill
from services.domain.order import Order
from services.runtime.composition import LEDGER_FILE
from services.runtime.press import Press
from tests.pipeline import Pipeline


class Killed(BaseException):
    """The process ends here: nothing after it runs, no handler either."""


def killed(_what: object) -> bytes:
    raise Killed


def sent(pipeline: Pipeline, order_ids: list[str]) -> list[str]:
    return [order_id for order_id in order_ids if pipeline.order(order_id).status == "sent"]


def failures(pipeline: Pipeline, order_ids: list[str]) -> list[str | None]:
    found = [pipeline.order(order_id).open_failure for order_id in order_ids]
    return [failure.code if failure else None for failure in found]


def in_render(press: Press) -> Press:
    return Press(press.check, killed)


def in_price(press: Press) -> Press:
    def check(_bill: Bill) -> None:
        raise Killed

    return Press(check, press.render)


@pytest.mark.parametrize("dying", [in_render, in_price])
@pytest.mark.parametrize("killers", [{0}, {4}, {9}, {0, 5, 9}])
def test_orders_that_kill_every_worker_fail_and_their_mates_are_sent(
    pipeline: Pipeline, dying: Callable[[Press], Press], killers: set[int]
) -> None:
    placed = [pipeline.place(f"k{n}").order.id for n in range(10)]
    lethal = [order_id for n, order_id in enumerate(placed) if n in killers]
    mates = [order_id for order_id in placed if order_id not in lethal]
    real = pipeline.bench.press_for

    def press_for(order: Order, delivery: int) -> Press:
        press = real(order, delivery)
        return dying(press) if order.id in lethal else press

    bench = replace(pipeline.bench, press_for=press_for)
    for _ in range(200):
        try:
            pipeline.work_once(bench)
        except Killed:
            pipeline.clock.advance(3)  # until another worker is up
        pipeline.notify_once()
        pipeline.clock.advance(5)
        if all(failures(pipeline, lethal)):
            break
        pipeline.reconcile()

    assert sent(pipeline, placed) == mates
    assert all(failures(pipeline, lethal))
    assert not any(failures(pipeline, mates))


def spoil(pipeline: Pipeline, table: str, id_: str) -> None:
    with sqlite3.connect(pipeline.state / LEDGER_FILE) as ledger:
        ledger.execute(f"update {table} set value = '{{}}' where id = ?", (id_,))  # noqa: S608


def work_until_quiet(pipeline: Pipeline) -> None:
    for _ in range(100):
        with suppress(ExceptionGroup):
            pipeline.work_once()
        pipeline.notify_once()
        pipeline.clock.advance(20)


def test_an_order_that_cannot_be_read_lets_its_mates_pass(pipeline: Pipeline) -> None:
    spoiled, *mates = [pipeline.place(f"k{n}").order.id for n in range(4)]
    spoil(pipeline, "orders", spoiled)
    work_until_quiet(pipeline)

    assert sent(pipeline, mates) == mates
    # What nobody can read is in nobody's list; its dead letter stays, for all to see.
    assert pipeline.backends.orders_dead_letters.figures().visible == 1


def test_a_seller_that_cannot_be_read_fails_its_own_orders_only(pipeline: Pipeline) -> None:
    pipeline.put_seller("borealis")
    theirs = [pipeline.place(f"b{n}", seller_id="borealis").order.id for n in range(2)]
    ours = [pipeline.place(f"a{n}").order.id for n in range(2)]
    spoil(pipeline, "sellers", "borealis")
    pipeline.work_once()
    assert all(pipeline.order(order_id).archived for order_id in ours)

    work_until_quiet(pipeline)
    assert sent(pipeline, ours) == ours
    assert failures(pipeline, theirs) == ["attempts_exhausted"] * 2
