"""Discarding a credit that failed: what it was to take is left again."""

from decimal import Decimal

import pytest

from services.backends.conflict import Conflict
from services.backends.unavailable import Unavailable
from services.domain.order import Order
from services.domain.rejection import Rejected
from services.flow.decide import discard_one, redrive_one
from services.flow.discard import NotDiscardable
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.flow.mending import an_ask, fail_again, failure
from tests.flow.test_credit import an_invoice_of, take
from tests.pipeline import Pipeline


def taken(pipeline: Pipeline, order_id: str) -> Decimal:
    return sum((each.gross for each in pipeline.order(order_id).taken_back), Decimal(0))


def test_what_a_discarded_credit_was_to_take_can_be_credited_again(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    credit = take(pipeline, original).order
    assert pipeline.order(original.order_id).status == "credited"
    with pytest.raises(Rejected):
        take(pipeline, original, "c2", amount="1.00")
    fail_again(pipeline, credit.id)
    discard_one(credit.id, an_ask(pipeline), pipeline.backends)
    order = pipeline.order(original.order_id)
    assert (order.status, order.taken_back) == ("sent", ())

    again = take(pipeline, original, "c3").order
    pipeline.settle()
    assert pipeline.order(again.id).status == "sent"
    assert pipeline.order(credit.id).status == "failed"
    assert taken(pipeline, original.order_id) == original.bill.totals.gross
    backends = pipeline.backends
    assert audit(books(backends)).ok


def test_a_credit_that_a_later_one_counts_on_is_not_discarded(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    first = take(pipeline, original, "c1", amount="10.00").order
    rest = take(pipeline, original, "c2").order
    for credit in (first, rest):
        fail_again(pipeline, credit.id)
    with pytest.raises(NotDiscardable) as refused:
        discard_one(first.id, an_ask(pipeline), pipeline.backends)
    assert refused.value.code == "credit_followed"
    discard_one(rest.id, an_ask(pipeline, "a2"), pipeline.backends)
    discard_one(first.id, an_ask(pipeline, "a3"), pipeline.backends)
    assert taken(pipeline, original.order_id) == 0


def test_a_credit_whose_mail_failed_keeps_what_it_took(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    credit = take(pipeline, original).order
    pipeline.work_once()
    fail_again(pipeline, credit.id)
    discard_one(credit.id, an_ask(pipeline), pipeline.backends)
    assert pipeline.order(original.order_id).status == "credited"


def test_of_both_orders_neither_is_written_when_the_other_moved(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    credit = take(pipeline, original).order
    fail_again(pipeline, credit.id)

    class Overtaken:
        """The orders of somebody who is slower than a redrive."""

        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders, name)

        def save_both(self, one: Order, other: Order) -> None:
            if pipeline.order(credit.id).open_failure:
                redrive_one(credit.id, an_ask(pipeline, "faster"), pipeline.backends)
            pipeline.backends.orders.save_both(one, other)

    with pytest.raises(Exception, match=credit.id):
        discard_one(credit.id, an_ask(pipeline), pipeline.with_orders(Overtaken()))
    assert taken(pipeline, original.order_id) == original.bill.totals.gross
    pipeline.settle()
    assert pipeline.order(credit.id).status == "sent"


def test_a_discard_that_never_gets_its_turn_says_so(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    credit = take(pipeline, original).order
    fail_again(pipeline, credit.id)

    class Busy:
        def __getattr__(self, name: str) -> object:
            return getattr(pipeline.backends.orders, name)

        def save_both(self, _one: Order, _other: Order) -> None:
            raise Conflict

    with pytest.raises(Unavailable):
        discard_one(credit.id, an_ask(pipeline), pipeline.with_orders(Busy()))
    assert failure(pipeline.order(credit.id)).state == "open"
