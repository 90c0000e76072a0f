from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.domain import order as facts
from services.domain.order import Archived, Failure, Issued, Mailed, Order, Status
from services.domain.order_credits import take_back
from services.domain.order_failures import redrive
from tests.builders import NOW, an_order

ISSUED = Issued(
    number="INV-2026-000001",
    series="papierhaus/live/380/2026",
    issued_on=date(2026, 11, 21),
    link_id="0" * 32,
    link_key_id=1,
    link_expires_at=NOW + timedelta(days=90),
)
ARCHIVED = Archived(sha256="0" * 64, size=9, at=NOW)
FAILURE = Failure(
    id="fail_1", kind="order", code="attempts_exhausted", detail="x", attempts=5, failed_at=NOW
)
REDRIVEN = FAILURE.model_copy(update={"state": "redriven"})
DISCARDED = FAILURE.model_copy(update={"state": "discarded"})


def mailed(status: Any) -> Mailed:  # noqa: ANN401 - a state of the mail ledger
    return Mailed(status=status, to="z***@example.com", sent_at=None, message_id=None, attempts=1)


@pytest.mark.parametrize(
    ("status", "known"),
    [
        ("accepted", {}),
        ("accepted", {"attempts": 4}),
        ("failed", {"failure": FAILURE}),
        ("accepted", {"failure": REDRIVEN}),
        ("failed", {"failure": DISCARDED}),
        ("cancelled", {"cancelled_at": NOW}),
        ("cancelled", {"cancelled_at": NOW, "failure": FAILURE}),
        ("invoiced", {"issued": ISSUED}),
        ("invoiced", {"issued": ISSUED, "failure": FAILURE}),
        ("invoiced", {"issued": ISSUED, "archived": ARCHIVED, "mailed": mailed("sending")}),
        ("invoiced", {"issued": ISSUED, "archived": ARCHIVED, "mailed": mailed("failed")}),
        *(
            ("sent", {"issued": ISSUED, "mailed": mailed(state)})
            for state in ("sent", "delivered", "bounced", "complained")
        ),
        ("credited", {"issued": ISSUED, "mailed": mailed("sent"), "credited_at": NOW}),
        ("credited", {"issued": ISSUED, "credited_at": NOW}),
    ],
    ids=range(17),
)
def test_status_is_a_function_of_the_facts(status: Status, known: dict[str, Any]) -> None:
    assert an_order(**known).status == status


def test_an_order_goes_to_json_and_back_unchanged() -> None:
    order = facts.mail(
        facts.archive(facts.issue(an_order(), ISSUED, NOW), ARCHIVED), mailed("sent"), NOW
    )
    assert Order.model_validate_json(order.model_dump_json()) == order


def test_every_change_is_told_in_the_history() -> None:
    order = facts.issue(an_order(), ISSUED, NOW)
    order = facts.archive(order, ARCHIVED)
    order = facts.mail(order, mailed("sent"), NOW)
    assert [event.event for event in order.history] == [
        "accepted",
        "issued",
        "archived",
        "mail_sent",
    ]
    assert order.history[1].detail == "INV-2026-000001"


def test_a_numbered_order_is_looked_at_until_it_is_archived_and_mailed() -> None:
    order = facts.issue(an_order(), ISSUED, NOW)
    assert order.due_at == NOW + facts.PROGRESS_GRACE
    archived = facts.archive(order, ARCHIVED)
    assert archived.due_at == order.due_at
    assert facts.mail(archived, mailed("sending"), NOW).due_at == order.due_at
    assert facts.mail(archived, mailed("sent"), NOW).due_at is None


def test_a_mail_that_is_faster_than_the_receipt_leaves_the_order_due() -> None:
    order = facts.mail(facts.issue(an_order(), ISSUED, NOW), mailed("sent"), NOW)
    assert order.due_at == NOW + facts.PROGRESS_GRACE
    assert facts.archive(order, ARCHIVED).due_at is None


def test_a_failed_order_is_left_alone_until_somebody_redrives_it() -> None:
    failed = facts.fail(an_order(attempts=5), "order", "attempts_exhausted", "gave up", NOW)
    assert (failed.status, failed.due_at) == ("failed", None)
    assert failed.open_failure is not None
    assert (failed.open_failure.attempts, failed.open_failure.failed_at) == (5, NOW)
    redriven = redrive(failed, "fixed", NOW)
    assert (redriven.status, redriven.attempts) == ("accepted", 0)
    assert redriven.due_at == NOW + facts.DISPATCH_GRACE
    assert redriven.open_failure is None
    assert redriven.failure is not None
    assert redriven.failure.reason == "fixed"


def test_an_order_that_never_failed_cannot_be_redriven() -> None:
    with pytest.raises(ValueError, match="only an order that failed"):
        redrive(an_order(), "why not", NOW)


def test_a_failure_takes_no_number_away() -> None:
    failed = facts.fail(facts.issue(an_order(), ISSUED, NOW), "mail", "refused", "no", NOW)
    assert failed.issued == ISSUED
    assert failed.status == "invoiced"


def test_a_stuck_order_is_tried_again_and_no_longer_stuck_once_archived() -> None:
    stuck = facts.stuck(facts.issue(an_order(), ISSUED, NOW), "disk full", NOW)
    assert stuck.open_failure is not None
    assert (stuck.status, stuck.open_failure.code) == ("invoiced", "stuck")
    assert stuck.due_at == NOW + facts.PROGRESS_GRACE
    assert facts.archive(stuck, ARCHIVED).failure is None


def test_another_failure_stays_when_the_document_is_archived() -> None:
    order = facts.fail(facts.issue(an_order(), ISSUED, NOW), "mail", "refused", "no", NOW)
    assert facts.archive(order, ARCHIVED).open_failure == order.open_failure


def test_an_order_redriven_for_its_mail_stays_due_when_its_document_is_archived() -> None:
    refused = facts.mail(facts.issue(an_order(), ISSUED, NOW), mailed("failed"), NOW)
    redriven = redrive(facts.fail(refused, "mail", "refused", "no", NOW), "fixed", NOW)
    assert facts.archive(redriven, ARCHIVED).due_at == redriven.due_at


def test_attempts_are_counted_on_the_order() -> None:
    order = facts.attempt_failed(facts.attempt_failed(an_order(), "Timeout", NOW), "Timeout", NOW)
    assert order.attempts == 2


def test_the_reconciler_looks_half_as_often_each_time_and_at_least_every_six_hours() -> None:
    order, waits = an_order(), []
    for _ in range(200):
        order = facts.postpone(order, NOW)
        assert order.due_at is not None
        waits.append((order.due_at - NOW).total_seconds())
    assert waits[:4] == [60, 120, 240, 480]
    assert waits[9:] == [21_600] * 191
    assert order.dispatches == 200


def test_an_order_is_credited_when_nothing_of_its_invoice_is_left() -> None:
    order = facts.issue(an_order(), ISSUED, NOW)
    part = facts.Credit(order_id="ord_1", request="{}", gross=Decimal("4.35"))
    partly = take_back(order, part, Decimal("100.00"), NOW)
    assert (partly.status, partly.taken_back) == ("invoiced", (part,))
    wholly = take_back(partly, part, Decimal("0.00"), NOW)
    assert (wholly.status, wholly.credited_at, len(wholly.taken_back)) == ("credited", NOW, 2)
    assert (wholly.issued, wholly.due_at) == (order.issued, order.due_at)
    assert [entry.detail for entry in wholly.history[-2:]] == ["ord_1", "ord_1"]
    assert Order.model_validate_json(wholly.model_dump_json()) == wholly
