"""Correcting an order that failed."""

import json
from decimal import Decimal
from typing import Any

import pytest

from services.backends.orders import OrderQuery
from services.domain.rejection import Rejected
from services.flow.accept import IdempotencyKeyReused
from services.flow.correct import NotCorrectable
from services.flow.decide import NotOpen
from services.flow.order_answer import accepted_answer, order_answer
from tests.builders import an_order_request
from tests.flow.mending import POISON, actions, corrected, fail_again, poisoned, unmailed
from tests.pipeline import PUBLIC_URL, Pipeline

BUYER = an_order_request()["buyer"] | {"name": "Ada Byron", "email": "ada@example.com"}
ONE_LINE = [an_order_request()["lines"][0]]


def shown(pipeline: Pipeline, order_id: str) -> dict[str, Any]:
    links = pipeline.backends.secrets.links
    return order_answer(pipeline.order(order_id), public_url=PUBLIC_URL, links=links)


def test_a_corrected_order_is_invoiced_as_corrected_and_keeps_its_first_body(
    pipeline: Pipeline,
) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    before = pipeline.order(order_id)
    order, replayed = corrected(
        pipeline, order_id, buyer=BUYER, lines=ONE_LINE, reference="A-1001-b"
    )
    assert not replayed
    assert (order.request, order.drill) == (before.request, None)
    assert json.loads(order.asked)["reference"] == "A-1001-b"
    pipeline.settle()

    order = pipeline.order(order_id)
    assert order.status == "sent"
    assert order.issued is not None
    invoice = pipeline.backends.invoices.read("aurora", order.issued.number)
    assert invoice is not None
    assert (invoice.bill.buyer.name, len(invoice.bill.lines)) == ("Ada Byron", 1)
    assert invoice.bill.totals.gross == order.totals.gross == Decimal("44.63")
    assert "ada@example.com" in pipeline.mails()[0].read_text()
    assert shown(pipeline, order_id)["totals"]["gross"] == "44.63"
    (action,) = actions(pipeline)
    assert (action.what, action.target) == ("correct", order_id.replace("ord_", "fail_"))


def test_lists_find_it_by_what_it_is_now(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    corrected(pipeline, order_id, reference="B-2", buyer=BUYER)
    orders, ours = pipeline.backends.orders, OrderQuery("aurora", livemode=True, limit=10)
    key = pipeline.order(order_id).email_key
    assert [o.id for o in orders.find(ours._replace(reference="B-2"))] == [order_id]
    assert [o.id for o in orders.find(ours._replace(email_key=key))] == [order_id]
    assert orders.find(ours._replace(reference="A-1001")) == []


def test_the_shop_that_sends_its_order_again_is_answered_as_at_first(pipeline: Pipeline) -> None:
    first = accepted_answer(pipeline.place("k1", metadata=POISON).order)
    pipeline.settle()
    corrected(pipeline, first["id"], lines=ONE_LINE, reference="B-2", currency="USD")
    again = pipeline.place("k1", metadata=POISON)
    assert (accepted_answer(again.order), again.replayed) == (first, True)
    with pytest.raises(IdempotencyKeyReused):
        pipeline.place("k1", lines=ONE_LINE, reference="B-2", currency="USD")


def test_a_correction_breaks_the_same_rules_as_a_new_order(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    before = pipeline.order(order_id)
    wrong: list[dict[str, Any]] = [
        {"lines": []},
        {"expected_total": "1.00"},
        {"metadata": {"simulate": "no such drill"}},
        {"notes": "\u2067"},
    ]
    for changes in wrong:
        with pytest.raises(Rejected) as of_new:
            pipeline.place("new", **changes)
        with pytest.raises(Rejected) as of_corrected:
            corrected(pipeline, order_id, **changes)
        assert of_corrected.value.faults == of_new.value.faults
    assert pipeline.order(order_id) == before
    assert actions(pipeline) == []


def test_a_correction_that_is_poison_too_fails_again(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    corrected(pipeline, order_id, metadata=POISON)
    pipeline.settle()
    assert pipeline.order(order_id).open_failure is not None
    corrected(pipeline, order_id, "a2", lines=ONE_LINE)
    pipeline.settle()
    assert pipeline.order(order_id).status == "sent"
    assert len(pipeline.mails()) == 1


def test_the_same_correction_asked_again_is_done_once(pipeline: Pipeline) -> None:
    (order_id,) = poisoned(pipeline, "k1")
    first = corrected(pipeline, order_id, lines=ONE_LINE).order
    pipeline.settle()
    again = corrected(pipeline, order_id, lines=ONE_LINE)
    assert again.replayed
    assert (again.order.status, again.order.asked) == ("sent", first.asked)
    with pytest.raises(IdempotencyKeyReused):
        corrected(pipeline, order_id, lines=ONE_LINE, reference="B-2")
    assert len(pipeline.mails()) == len(actions(pipeline)) == 1


def test_what_has_a_number_or_is_not_open_is_not_corrected(pipeline: Pipeline) -> None:
    mail = unmailed(pipeline, "k1")
    with pytest.raises(NotCorrectable):
        corrected(pipeline, mail)
    fail_again(pipeline, mail, "stuck")
    with pytest.raises(NotCorrectable):
        corrected(pipeline, mail)
    with pytest.raises(NotOpen):
        corrected(pipeline, pipeline.place("k2").order.id)
    assert actions(pipeline) == []


def test_two_bodies_that_no_row_can_hold_are_refused(pipeline: Pipeline) -> None:
    notes = [{**ONE_LINE[0], "description": "a b " * 125}] * 400
    (order_id,) = poisoned(pipeline, "k1", lines=notes)
    with pytest.raises(Rejected) as rejected:
        corrected(pipeline, order_id, lines=notes)
    assert rejected.value.faults[0].code == "too_large_to_keep"
