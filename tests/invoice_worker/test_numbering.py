"""Numbering a batch when the ledger will not take it: cut, tried again, tried one by one."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.backends.conflict import Conflict
from services.backends.numbering import Issuance, Numbering
from services.backends.queue import Message
from services.backends.unavailable import Unavailable
from services.domain.billing import bill
from services.domain.order_request import OrderRequest
from services.domain.validation import validated
from services.invoice_worker.numbering import number, recorded
from services.invoice_worker.workbench import Attempt, Billed
from tests.builders import an_order
from tests.pipeline import Pipeline


class Watched:
    """Numbering that first asks a test what it thinks of each transaction."""

    def __init__(self, real: Numbering, look: Callable[[Issuance], object]) -> None:
        self._real = real
        self._look = look

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        return getattr(self._real, name)

    def commit(self, issuance: Issuance) -> None:
        self._look(issuance)
        self._real.commit(issuance)


def taken(pipeline: Pipeline, count: int) -> list[Billed]:
    """Accept orders, and take their messages as a worker does."""
    for n in range(count):
        pipeline.place(f"k{n}")
    return [_billed(pipeline, each) for each in _messages(pipeline)]


def _messages(pipeline: Pipeline) -> list[Message]:
    return pipeline.backends.orders_queue.receive(10, visibility_s=60, wait_s=0)


def _billed(pipeline: Pipeline, message: Message) -> Billed:
    order = pipeline.order(json.loads(message.body)["subject"])
    seller = pipeline.backends.sellers.read(order.seller_id)
    assert seller is not None
    content = bill(validated(OrderRequest, json.loads(order.request)), seller)
    return Billed(Attempt(message, order), seller, content)


def numbered(
    pipeline: Pipeline, batch: list[Billed], look: Callable[[Issuance], object]
) -> list[str]:
    watched: Any = Watched(pipeline.backends.numbering, look)
    return [one.invoice.number for one in number(batch, replace(pipeline.bench, numbering=watched))]


def test_a_batch_that_is_too_long_for_one_transaction_is_cut_without_a_gap(
    pipeline: Pipeline,
) -> None:
    sizes: list[int] = []
    batch = [_long(one) for one in taken(pipeline, 5)]
    given = numbered(pipeline, batch, lambda issuance: sizes.append(len(issuance.invoices)))
    assert given == [f"INV-2026-00000{n}" for n in range(1, 6)]
    assert sizes == [3, 2]


def _long(one: Billed) -> Billed:
    padded = one.attempt.order.request + " " * 320_000
    order = one.attempt.order.model_copy(update={"request": padded})
    return one._replace(attempt=one.attempt._replace(order=order))


def test_a_batch_the_ledger_never_takes_is_numbered_one_by_one(pipeline: Pipeline) -> None:
    def refuse_many(issuance: Issuance) -> None:
        if len(issuance.invoices) > 1:
            raise Unavailable("too much at once")

    given = numbered(pipeline, taken(pipeline, 3), refuse_many)
    assert given == [f"INV-2026-00000{n}" for n in range(1, 4)]


@pytest.mark.parametrize("error", [Unavailable("away"), Conflict("moved")])
def test_an_order_the_ledger_never_takes_is_given_back_without_a_number(
    pipeline: Pipeline, error: Exception
) -> None:
    def refuse(_issuance: Issuance) -> None:
        raise error

    (one,) = taken(pipeline, 1)
    assert numbered(pipeline, [one], refuse) == []
    order = pipeline.order(one.attempt.order.id)
    assert (order.issued, order.attempts) == (None, 1)
    pipeline.settle()
    assert pipeline.order(order.id).status == "sent"


def test_the_record_of_an_order_without_a_number_is_not_asked_for(pipeline: Pipeline) -> None:
    with pytest.raises(ValueError, match="has no number"):
        recorded(an_order(), pipeline.bench)


def test_a_number_whose_record_is_gone_calls_for_the_audit(pipeline: Pipeline) -> None:
    order = pipeline.order(pipeline.place("k").order.id)
    pipeline.settle()
    issued = pipeline.order(order.id).issued
    assert issued is not None
    gone = issued.model_copy(update={"number": "INV-2026-000009"})
    with pytest.raises(Conflict, match="run the audit"):
        recorded(order.model_copy(update={"issued": gone}), pipeline.bench)
