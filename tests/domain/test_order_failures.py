from decimal import Decimal

import pytest

from services.domain import order as facts
from services.domain.order import DISPATCH_GRACE, Credit, Order
from services.domain.order_credits import give_back, is_last_credit, take_back
from services.domain.order_failures import (
    Correction,
    correct,
    discard,
    done_by,
    is_correctable,
    is_discardable,
    redrive,
)
from tests.builders import NOW, an_order
from tests.domain.test_order import ARCHIVED, ISSUED

LATER = NOW.replace(hour=12)
TOTALS = an_order().totals.model_copy(update={"gross": Decimal("7.00")})
OTHER = Correction("{}", "B-2", "USD", "key", TOTALS, None)


def failed(order: Order | None = None, code: str = "reason_required") -> Order:
    return facts.fail(order or an_order(drill="fail_render"), "order", code, "no reason", NOW)


def numbered() -> Order:
    return facts.issue(an_order(), ISSUED, NOW)


def test_a_corrected_order_is_asked_for_anew_and_keeps_what_was_accepted() -> None:
    before = failed()
    order = correct(before, OTHER, "reason added", LATER, "act_1")
    assert (order.asked, order.request) == ("{}", before.request)
    assert before.asked == before.request
    assert (order.reference, order.currency, order.email_key) == ("B-2", "USD", "key")
    assert (order.totals, order.accepted_totals) == (TOTALS, before.totals)
    assert order.drill is None
    assert (order.id, order.fingerprint) == (before.id, before.fingerprint)


def test_a_corrected_order_goes_on_its_way_like_a_redriven_one() -> None:
    order = correct(failed(an_order(attempts=5)), OTHER, "reason added", LATER)
    assert (order.status, order.attempts) == ("accepted", 0)
    assert order.due_at == LATER + DISPATCH_GRACE
    assert order.failure is not None
    assert (order.failure.state, order.failure.reason) == ("redriven", "reason added")
    assert [event.event for event in order.history[-2:]] == ["corrected", "redriven"]


def test_an_order_corrected_twice_still_knows_what_was_accepted() -> None:
    first = failed()
    again = correct(failed(correct(first, OTHER, "once", NOW)), OTHER, "twice", LATER)
    assert again.accepted_totals == first.totals
    assert again.request == first.request


@pytest.mark.parametrize(
    "order",
    [
        an_order(),
        failed(an_order(credits="INV-1")),
        facts.fail(numbered(), "mail", "mail_refused", "no", NOW),
        facts.stuck(numbered(), "disk full", NOW),
        redrive(failed(), "again", NOW),
        discard(failed(), "never mind", NOW),
    ],
    ids=["sound", "credit", "mail", "stuck", "redriven", "discarded"],
)
def test_only_an_order_that_failed_before_its_number_is_corrected(order: Order) -> None:
    assert not is_correctable(order)
    with pytest.raises(ValueError, match="corrected"):
        correct(order, OTHER, "why", NOW)


def test_a_discarded_order_stays_failed_and_nobody_looks_at_it_again() -> None:
    order = discard(failed(), "sent twice", LATER, "act_1")
    assert (order.status, order.due_at, order.halted) == ("failed", None, True)
    assert order.open_failure is None
    assert order.failure is not None
    assert (order.failure.state, order.failure.reason) == ("discarded", "sent twice")


def test_a_discarded_mail_leaves_its_invoice_alone() -> None:
    order = facts.archive(numbered(), ARCHIVED)
    order = discard(facts.fail(order, "mail", "mail_refused", "no", NOW), "by post", LATER)
    assert (order.status, order.issued, order.due_at) == ("invoiced", ISSUED, None)


@pytest.mark.parametrize(
    "order", [an_order(), facts.stuck(numbered(), "disk full", NOW), redrive(failed(), "x", NOW)]
)
def test_what_is_stuck_or_not_open_is_not_discarded(order: Order) -> None:
    assert not is_discardable(order)
    with pytest.raises(ValueError, match="discarded"):
        discard(order, "why", NOW)


def test_an_order_knows_which_action_did_what_to_it() -> None:
    order = redrive(failed(correct(failed(), OTHER, "one", NOW, "act_1")), "two", LATER, "act_2")
    assert [event.event for event in done_by(order, "act_1")] == ["corrected", "redriven"]
    assert [event.at for event in done_by(order, "act_2")] == [LATER]
    assert done_by(order, "act_3") == []


def credited(*gross: str) -> Order:
    order = facts.archive(numbered(), ARCHIVED)
    for n, amount in enumerate(gross):
        taken = [each.gross for each in order.taken_back]
        left = Decimal("10.00") - sum(taken) - Decimal(amount)
        part = Credit(order_id=f"ord_{n}", request="{}", gross=Decimal(amount))
        order = take_back(order, part, left, NOW)
    return order


def test_what_the_last_credit_took_is_given_back() -> None:
    order = credited("4.00", "6.00")
    assert order.status == "credited"
    back = give_back(order, "ord_1", LATER)
    assert (back.status, [each.order_id for each in back.taken_back]) == ("invoiced", ["ord_0"])
    assert give_back(back, "ord_0", LATER).taken_back == ()


@pytest.mark.parametrize("order", [credited("4.00", "6.00"), credited()])
def test_a_credit_that_a_later_one_was_reckoned_from_is_not_given_back(order: Order) -> None:
    assert not is_last_credit(order, "ord_0")
    with pytest.raises(ValueError, match="last credit"):
        give_back(order, "ord_0", LATER)
