"""Any backend's Orders: since when they wait, and how many wait for a person."""

from datetime import datetime, timedelta

from services.backends.orders import Waiting, waits_in
from services.domain.order import (
    Archived,
    FailureKind,
    Issued,
    Mailed,
    Order,
    archive,
    fail,
    issue,
    mail,
    stuck,
)
from services.domain.order_failures import discard, redrive
from tests.builders import NOW, TODAY, a_seller, an_order
from tests.contract.places import Backend

NOBODY = Waiting(orders=None, archived=None)
MAILED = Mailed(status="sent", to="z***@example.com", sent_at=NOW, message_id="m", attempts=1)


ISSUED = Issued(
    number="INV-2026-000001",
    series="papierhaus/live/380/2026",
    issued_on=TODAY,
    link_id="a" * 32,
    link_key_id=1,
    link_expires_at=NOW + timedelta(days=90),
)


def _at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def _accepted(backend: Backend, minutes: int, seller_id: str = "papierhaus") -> Order:
    order = an_order(
        key=f"{seller_id}-{minutes}",
        seller=a_seller(seller_id=seller_id),
        accepted_at=_at(minutes),
    )
    assert backend.orders.accept(order) is None
    return order


def _numbered(backend: Backend, minutes: int) -> Order:
    return backend.orders.save(issue(_accepted(backend, minutes), ISSUED, NOW))


def _fail(backend: Backend, order: Order) -> Order:
    kind: FailureKind = "mail" if order.issued else "order"
    return backend.orders.save(fail(order, kind, "refused", "it cannot be done", NOW))


def test_nobody_waits_where_there_are_no_orders(backend: Backend) -> None:
    assert backend.orders.waiting_since() == NOBODY
    assert backend.orders.count_failures("open") == backend.orders.count_stuck() == 0


def test_the_oldest_of_all_sellers_orders_is_what_waits_longest(backend: Backend) -> None:
    for minutes, seller_id in ((3, "papierhaus"), (1, "aurora"), (2, "papierhaus")):
        _accepted(backend, minutes, seller_id)
    assert backend.orders.waiting_since() == Waiting(orders=_at(1), archived=None)


def test_a_numbered_order_waits_for_its_mail_until_that_is_out(backend: Backend) -> None:
    later = _accepted(backend, 5)
    order = _numbered(backend, 1)
    assert backend.orders.waiting_since() == Waiting(orders=_at(5), archived=_at(1))
    order = backend.orders.save(archive(order, Archived(sha256="a" * 64, size=9, at=NOW)))
    assert backend.orders.waiting_since().archived == _at(1)
    backend.orders.save(mail(order, MAILED, NOW))
    assert backend.orders.waiting_since() == Waiting(orders=later.accepted_at, archived=None)


def test_a_mail_that_was_faster_than_the_receipt_ends_the_wait(backend: Backend) -> None:
    order = backend.orders.save(mail(_numbered(backend, 1), MAILED, NOW))
    assert order.due_at is not None
    assert backend.orders.waiting_since() == NOBODY


def test_what_failed_waits_for_a_person_until_it_is_redriven(backend: Backend) -> None:
    first, second = _accepted(backend, 1), _numbered(backend, 2)
    first, second = _fail(backend, first), _fail(backend, second)
    assert backend.orders.waiting_since() == NOBODY
    assert backend.orders.count_failures("open") == 2
    for order in (first, second):
        backend.orders.save(redrive(order, "the unit is known now", NOW))
    assert backend.orders.waiting_since() == Waiting(orders=_at(1), archived=_at(2))
    assert backend.orders.count_failures("open") == 0
    assert backend.orders.count_failures("redriven") == 2


def test_a_stuck_order_is_an_open_failure_until_it_is_archived(backend: Backend) -> None:
    _fail(backend, _accepted(backend, 1))
    order = backend.orders.save(stuck(_numbered(backend, 2), "no such font", NOW))
    assert backend.orders.waiting_since() == NOBODY
    assert (backend.orders.count_failures("open"), backend.orders.count_stuck()) == (2, 1)
    backend.orders.save(archive(order, Archived(sha256="a" * 64, size=9, at=NOW)))
    assert backend.orders.waiting_since() == Waiting(orders=None, archived=_at(2))
    assert (backend.orders.count_failures("open"), backend.orders.count_stuck()) == (1, 0)


def test_discarded_and_cancelled_orders_wait_for_nobody(backend: Backend) -> None:
    cancelled = _accepted(backend, 1)
    backend.orders.save(cancelled.after(NOW, "cancelled", cancelled_at=NOW))
    failed = _fail(backend, _accepted(backend, 2))
    backend.orders.save(discard(failed, "a test of the shop", NOW))
    assert backend.orders.waiting_since() == NOBODY
    assert backend.orders.count_failures("open") == 0
    assert backend.orders.count_failures("discarded") == 1


def test_many_orders_are_counted_and_the_oldest_of_them_is_found(backend: Backend) -> None:
    orders = [_accepted(backend, minutes) for minutes in range(40)]
    assert all(waits_in(order) == "orders" for order in orders)
    for order in orders[:25]:
        _fail(backend, order)
    assert backend.orders.count_failures("open") == 25
    assert backend.orders.waiting_since().orders == _at(25)
