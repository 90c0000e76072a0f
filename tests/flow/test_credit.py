"""Crediting an invoice, from the request to the credit note's mail."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from services.backends.conflict import Conflict
from services.backends.unavailable import Unavailable
from services.document.labels import WORDINGS
from services.domain.invoice import Invoice
from services.domain.order import Order, postpone
from services.domain.rejection import Rejected
from services.flow.accept import Acceptance, IdempotencyKeyReused
from services.flow.credit import MOST_CREDITS, CreditNoteNotCreditable, credit, credit_note_bill
from services.flow.invoice_answer import invoice_answer
from services.flow.order_answer import accepted_answer, order_answer
from services.reconciler.audit import audit
from services.reconciler.nightly import books
from tests.pipeline import PUBLIC_URL, TRACE, Pipeline

GROSS = Decimal("104.35")


def an_invoice_of(pipeline: Pipeline, key: str = "k1", **changes: Any) -> Invoice:  # noqa: ANN401
    """Place an order and let it become an invoice that was mailed."""
    order = pipeline.place(key, **changes).order
    pipeline.settle()
    return record_of(pipeline, order.id)


def record_of(pipeline: Pipeline, order_id: str) -> Invoice:
    order = pipeline.order(order_id)
    assert order.issued is not None
    invoice = pipeline.backends.invoices.read(order.seller_id, order.issued.number)
    assert invoice is not None
    return invoice


def take(pipeline: Pipeline, original: Invoice, key: str = "c1", **asked: Any) -> Acceptance:  # noqa: ANN401
    return credit(
        json.dumps({"reason": "Returned", **asked}).encode(),
        original=original,
        idempotency_key=key,
        traceparent=TRACE,
        now=pipeline.clock(),
        orders=pipeline.backends.orders,
        queue=pipeline.backends.orders_queue,
    )


def code_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(Rejected) as rejected:
        attempt()
    return rejected.value.faults[0].code


def test_a_credit_becomes_a_credit_note_of_its_own_series_and_is_mailed(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    accepted = take(pipeline, original, lines=[{"line": 1, "quantity": "1"}]).order
    assert (accepted.status, accepted.credits) == ("accepted", original.number)
    pipeline.settle()

    order = pipeline.order(accepted.id)
    assert [event.event for event in order.history] == [
        "accepted",
        "issued",
        "archived",
        "mail_sent",
    ]
    note = record_of(pipeline, order.id)
    assert (note.number, note.type, note.series) == (
        "CN-2026-000001",
        "381",
        "aurora/live/381/2026",
    )
    assert note.bill.corrects is not None
    assert note.bill.corrects.number == original.number
    assert order.totals.gross == note.bill.totals.gross == Decimal("14.88")
    backends = pipeline.backends
    assert audit(books(backends)).ok

    mails = [message_from_bytes(mail.read_bytes(), policy=default) for mail in pipeline.mails()]
    (message,) = [mail for mail in mails if "CN-2026-000001" in mail["Subject"]]
    assert message["Subject"].startswith(WORDINGS["de"].credit_note)
    assert "zoe@example.com" in message["To"]


def test_an_invoice_is_credited_once_nothing_is_left_and_not_before(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    take(pipeline, original, "c1", amount="100.00")
    assert pipeline.order(original.order_id).status == "sent"
    take(pipeline, original, "c2")
    order = pipeline.order(original.order_id)
    assert order.status == "credited"
    assert [each.gross for each in order.taken_back] == [Decimal("100.00"), Decimal("4.35")]
    assert [event.event for event in order.history][-2:] == ["credited", "credited"]
    answer = invoice_answer(
        original, order, public_url=PUBLIC_URL, links=pipeline.backends.secrets.links
    )
    assert answer["status"] == "credited"


def test_a_credit_never_gives_back_more_than_is_left(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    take(pipeline, original, "c1", amount="100.00")
    assert code_of(lambda: take(pipeline, original, "c2", amount="4.36")) == "more_than_left"
    take(pipeline, original, "c3", amount="4.35")
    assert code_of(lambda: take(pipeline, original, "c4")) == "nothing_left"
    assert len(pipeline.order(original.order_id).taken_back) == 2


def test_the_same_credit_again_is_a_replay_and_another_body_is_refused(pipeline: Pipeline) -> None:
    original, other = an_invoice_of(pipeline), an_invoice_of(pipeline, "k2")
    first = take(pipeline, original, amount="5.00")
    pipeline.settle()
    again = take(pipeline, original, amount="5.0")
    assert (again.replayed, again.order.id) == (True, first.order.id)
    assert accepted_answer(again.order) == accepted_answer(first.order)
    asked: list[tuple[Invoice, dict[str, Any]]] = [
        (original, {"amount": "6.00"}),
        (original, {"lines": "nonsense"}),
        (other, {"amount": "5.00"}),
    ]
    for invoice, body in asked:
        with pytest.raises(IdempotencyKeyReused):
            take(pipeline, invoice, **body)
    assert len(pipeline.order(original.order_id).taken_back) == 1


def test_a_key_of_an_order_may_be_a_key_of_a_credit_too(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline, "k1")
    assert not take(pipeline, original, "k1").replayed


def test_a_credit_note_is_not_credited(pipeline: Pipeline) -> None:
    note = take(pipeline, an_invoice_of(pipeline)).order
    pipeline.settle()
    with pytest.raises(CreditNoteNotCreditable):
        take(pipeline, record_of(pipeline, note.id), "c2")


def test_an_invoice_that_is_not_archived_yet_can_be_credited(pipeline: Pipeline) -> None:
    order = pipeline.place("k1").order
    pipeline.work_once(replace(pipeline.bench, archive=Unreachable()))  # type: ignore[arg-type]
    original = record_of(pipeline, order.id)
    note = take(pipeline, original).order
    pipeline.settle()
    assert (pipeline.order(order.id).status, pipeline.order(note.id).status) == ("credited", "sent")
    assert len(pipeline.mails()) == 2


class Unreachable:
    """An archive that does not answer."""

    def put(self, *_: object) -> None:
        raise Unavailable("the archive")


def test_credits_that_came_together_are_numbered_without_a_gap(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    ids = [take(pipeline, original, f"c{n}", amount="1.00").order.id for n in range(5)]
    pipeline.place("k2")
    pipeline.settle()
    numbers = {record_of(pipeline, id_).number for id_ in ids}
    assert numbers == {f"CN-2026-00000{n}" for n in range(1, 6)}
    assert {pipeline.order(id_).status for id_ in ids} == {"sent"}


def test_a_credit_of_a_test_invoice_stays_a_test(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline, livemode=False)
    note = take(pipeline, original).order
    pipeline.settle()
    assert record_of(pipeline, note.id).number == "TEST-CN-2026-000001"


def test_a_reason_that_cannot_be_printed_is_refused(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    with pytest.raises(Rejected) as rejected:
        take(pipeline, original, reason="\N{EGYPTIAN HIEROGLYPH A001}")
    assert rejected.value.faults[0][:2] == ("/reason", "unprintable_character")
    assert pipeline.order(original.order_id).taken_back == ()


class Meddling:
    """Orders where somebody else is always a moment faster, for so many times."""

    def __init__(self, real: Any, times: int) -> None:  # noqa: ANN401 - it is what it stands for
        self._real, self._times = real, times

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._real, name)

    def accept_credit(self, new: Order, credited: Order) -> None:
        if self._times:
            self._times -= 1
            (order,) = self._real.read([credited.id])
            self._real.save(postpone(order, order.accepted_at))
        self._real.accept_credit(new, credited)


@pytest.mark.parametrize(("times", "stands"), [(3, True), (20, False)])
def test_a_credit_that_others_come_before_is_decided_anew(
    pipeline: Pipeline, times: int, *, stands: bool
) -> None:
    original = an_invoice_of(pipeline)
    pipeline.backends = replace(pipeline.backends, orders=Meddling(pipeline.backends.orders, times))
    if stands:
        assert not take(pipeline, original).replayed
    else:
        with pytest.raises(Unavailable):
            take(pipeline, original)
    assert bool(pipeline.order(original.order_id).taken_back) == stands


class Rival:
    """Orders where another credit of the same invoice is a moment faster, once."""

    def __init__(self, pipeline: Pipeline, original: Invoice) -> None:
        self._real, self._pipeline, self._original = pipeline.backends.orders, pipeline, original
        self._waiting = True

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever orders can do
        return getattr(self._real, name)

    def accept_credit(self, new: Order, credited: Order) -> None:
        if self._waiting:
            self._waiting = False
            take(self._pipeline, self._original, "rival", amount="104.00")
        self._real.accept_credit(new, credited)


def test_of_two_credits_at_once_the_second_gets_only_what_the_first_left(
    pipeline: Pipeline,
) -> None:
    original = an_invoice_of(pipeline)
    pipeline.backends = replace(pipeline.backends, orders=Rival(pipeline, original))
    assert code_of(lambda: take(pipeline, original, amount="50.00")) == "more_than_left"
    (only,) = pipeline.order(original.order_id).taken_back
    assert only.gross == Decimal("104.00")


def test_whoever_computes_a_credit_later_comes_to_what_was_accepted(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    asked: list[dict[str, Any]] = [
        {"lines": [{"line": 1, "quantity": "1"}]},
        {"amount": "20.00"},
        {},
    ]
    made = [take(pipeline, original, f"c{n}", **each).order for n, each in enumerate(asked)]
    backends = pipeline.backends
    for order in made:
        bill = credit_note_bill(order, orders=backends.orders, invoices=backends.invoices)
        assert bill.totals.gross == order.totals.gross
    assert sum(order.totals.gross for order in made) == GROSS


def test_a_credit_whose_invoice_was_lost_waits_for_a_person(pipeline: Pipeline) -> None:
    order = take(pipeline, an_invoice_of(pipeline)).order
    lost = order.model_copy(update={"credits": "INV-2026-000099"})
    backends = pipeline.backends
    with pytest.raises(Conflict, match="run the audit"):
        credit_note_bill(lost, orders=backends.orders, invoices=backends.invoices)


def test_an_invoice_has_only_so_many_credits_and_then_the_rest(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    for n in range(MOST_CREDITS):
        take(pipeline, original, f"c{n}", amount="0.01")
    one_more = lambda: take(pipeline, original, "one more", amount="0.01")  # noqa: E731
    assert code_of(one_more) == "too_many_credits"
    assert take(pipeline, original, "rest").order.totals.gross == Decimal("103.35")


def test_a_credit_is_told_apart_from_an_order_by_what_it_credits(pipeline: Pipeline) -> None:
    original = an_invoice_of(pipeline)
    note = take(pipeline, original).order
    links = pipeline.backends.secrets.links
    shown = [
        order_answer(pipeline.order(id_), public_url=PUBLIC_URL, links=links)
        for id_ in (original.order_id, note.id)
    ]
    assert [answer.get("credits") for answer in shown] == [None, original.number]
    assert {answer["reference"] for answer in shown} == {"A-1001"}
    assert shown[1]["totals"]["due"] == shown[1]["totals"]["gross"] == "104.35"
