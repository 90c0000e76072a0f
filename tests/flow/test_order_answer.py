from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from services.domain.link import KeyRing, verify
from services.domain.order import (
    Archived,
    Issued,
    Mailed,
    Order,
    OrderTotals,
    archive,
    fail,
    issue,
    mail,
    stuck,
)
from services.domain.order_failures import redrive
from services.flow.failure_answer import FailureAnswer, failure_answer
from services.flow.order_answer import accepted_answer, order_answer, timestamp
from tests.builders import NOW, RING, an_order

PUBLIC_URL = "https://invoices.example.com"
ISSUED = Issued(
    number="INV-2026-000001",
    series="papierhaus/live/380/2026",
    issued_on=date(2026, 11, 21),
    link_id="0123456789abcdef0123456789abcdef",
    link_key_id=1,
    link_expires_at=NOW + timedelta(days=90),
)


def answered(order: Order, links: KeyRing = RING) -> dict[str, object]:
    return order_answer(order, public_url=PUBLIC_URL, links=links)


@pytest.mark.parametrize(
    ("currency", "net", "written"),
    [
        ("EUR", "1234.5", "1234.50"),
        ("JPY", "1200", "1200"),
        ("KWD", "1.5", "1.500"),
        ("EUR", "0", "0.00"),
    ],
)
def test_amounts_have_exactly_the_decimals_of_their_currency(
    currency: str, net: str, written: str
) -> None:
    zero = Decimal(0)
    totals = OrderTotals(net=Decimal(net), tax=zero, gross=zero, due=zero)
    assert accepted_answer(an_order(currency=currency, totals=totals))["totals"]["net"] == written


def test_times_are_in_utc_and_always_as_wide() -> None:
    assert timestamp(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05.000000Z"
    vienna = timezone(timedelta(hours=1))
    assert timestamp(datetime(2026, 1, 1, 0, 30, 0, 7, vienna)) == "2025-12-31T23:30:00.000007Z"


def test_the_link_of_the_answer_is_the_link_that_was_mailed() -> None:
    invoice = answered(issue(an_order(), ISSUED, NOW))["invoice"]
    assert isinstance(invoice, dict)
    token = invoice["page_url"].removeprefix(f"{PUBLIC_URL}/i/")
    claim = verify(token, RING)
    assert claim is not None
    assert (claim.link_id, claim.expires_at) == (ISSUED.link_id, ISSUED.link_expires_at)
    assert invoice["pdf_url"] == f"{invoice['page_url']}/pdf"
    assert (invoice["xml_url"], invoice["sha256"]) == (None, None)


def test_the_xml_of_an_e_invoice_is_behind_the_same_link() -> None:
    fact = ISSUED.model_copy(update={"e_invoice": True})
    invoice = answered(issue(an_order(), fact, NOW))["invoice"]
    assert isinstance(invoice, dict)
    assert invoice["xml_url"] == f"{invoice['page_url']}/xml"


def test_an_order_is_still_shown_when_the_key_of_its_link_has_left_the_ring() -> None:
    later = KeyRing(current=2, keys={2: b"another key"})
    fact = ISSUED.model_copy(update={"e_invoice": True})
    invoice = answered(issue(an_order(), fact, NOW), later)["invoice"]
    assert isinstance(invoice, dict)
    assert invoice["number"] == "INV-2026-000001"
    assert (invoice["page_url"], invoice["pdf_url"], invoice["xml_url"]) == (None, None, None)


def test_a_replay_shows_nothing_that_became_true_later() -> None:
    accepted = an_order()
    later = archive(issue(accepted, ISSUED, NOW), Archived(sha256="ab" * 32, size=9, at=NOW))
    failed = fail(accepted, "order", "attempts_exhausted", "five attempts failed", NOW)
    assert accepted_answer(later) == accepted_answer(failed) == answered(accepted)


def test_a_stuck_invoice_and_a_mail_that_failed_are_told() -> None:
    issued = issue(an_order(), ISSUED, NOW)
    answer = answered(stuck(issued, "the archive is full", NOW))
    assert answer["status"] == "invoiced"
    assert answer["failure"] == {"code": "stuck", "detail": "the archive is full"}

    fact = Mailed(status="failed", to="z***@example.com", sent_at=None, message_id=None, attempts=1)
    refused = fail(mail(issued, fact, NOW), "mail", "mail_refused", "no such mailbox", NOW)
    answer = answered(refused)
    assert answer["status"] == "invoiced"
    assert answer["mail"] == {
        "status": "failed",
        "to": "z***@example.com",
        "sent_at": None,
        "message_id": None,
        "attempts": 1,
    }
    assert answer["failure"] == {"code": "mail_refused", "detail": "no such mailbox"}


def test_a_failure_is_listed_with_what_became_of_it() -> None:
    order = fail(an_order(attempts=5), "order", "attempts_exhausted", "five failed", NOW)
    answer = failure_answer(order)
    assert answer == {
        "id": f"fail_{order.id.removeprefix('ord_')}",
        "object": "failure",
        "kind": "order",
        "order_id": order.id,
        "code": "attempts_exhausted",
        "detail": "five failed",
        "attempts": 5,
        "failed_at": "2026-11-21T09:30:00.000000Z",
        "state": "open",
        "reason": None,
        "group": answer["group"],
    }
    assert FailureAnswer.model_validate(answer).model_dump() == answer
    assert failure_answer(redrive(order, "again", NOW))["state"] == "redriven"
    assert answered(redrive(order, "again", NOW))["failure"] is None


def test_an_order_that_never_failed_has_no_failure_to_show() -> None:
    with pytest.raises(ValueError, match="failed"):
        failure_answer(an_order())
