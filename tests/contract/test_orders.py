"""Any backend's Orders: accepted once, changed one fact at a time, found without a scan."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from services.backends.conflict import Conflict
from services.backends.orders import FailureQuery, OrderQuery
from services.domain.order import Credit, Order, fail, postpone, succeeding
from services.domain.order_credits import take_back
from services.domain.order_failures import redrive
from tests.builders import NOW, a_seller, an_order
from tests.contract import racers
from tests.contract.places import Backend, Place

PAPIERHAUS = OrderQuery(seller_id="papierhaus", livemode=True, limit=100)


def _accept(backend: Backend, *orders: Order) -> None:
    for order in orders:
        assert backend.orders.accept(order) is None


def _failed(key: str, *, code: str = "unknown_unit", minutes: int = 0, **changes: object) -> Order:
    at = NOW + timedelta(minutes=minutes)
    return fail(an_order(key=key, **changes), "order", code, "it cannot be billed", at)  # type: ignore[arg-type]


def test_an_accepted_order_is_read_back_whole(backend: Backend) -> None:
    order = an_order(drill="fail_mail", attempts=2)
    _accept(backend, order)
    assert backend.orders.read([order.id]) == [order]


def test_accepting_an_id_again_returns_what_stands_and_changes_nothing(backend: Backend) -> None:
    first = an_order(reference="first")
    _accept(backend, first)
    assert backend.orders.accept(first.model_copy(update={"reference": "second"})) == first
    assert backend.orders.read([first.id]) == [first]


def test_an_order_that_moved_on_is_returned_as_it_is_now(backend: Backend) -> None:
    order = an_order()
    _accept(backend, order)
    moved = backend.orders.save(postpone(order, NOW))
    assert backend.orders.accept(order) == moved


def test_orders_are_read_in_the_order_asked_without_repeats_or_strangers(backend: Backend) -> None:
    one, two = an_order(key="one"), an_order(key="two")
    _accept(backend, one, two)
    assert backend.orders.read([two.id, "ord_none", one.id, two.id]) == [two, one]
    assert backend.orders.read([]) == []


def test_a_batch_is_read_together_with_its_sellers(backend: Backend) -> None:
    one, two = an_order(key="one"), an_order(key="two")
    _accept(backend, one, two)
    backend.sellers.put("papierhaus", a_seller().profile, NOW)
    latest = backend.sellers.put("papierhaus", a_seller(legal_name="New").profile, NOW)
    ids, sellers = [two.id, "ord_none", one.id, two.id], ["nobody", "papierhaus", "papierhaus"]
    assert backend.orders.read_with_sellers(ids, sellers) == ([two, one], [latest])
    assert backend.orders.read_with_sellers([], []) == ([], [])


def test_a_saved_successor_has_the_next_version_and_is_read_at_once(backend: Backend) -> None:
    order = an_order()
    _accept(backend, order)
    for version in range(1, 4):
        order = backend.orders.save(postpone(order, NOW))
        assert order.version == version
        assert backend.orders.read([order.id]) == [order]


def test_the_second_successor_of_one_version_is_a_conflict(backend: Backend) -> None:
    order = an_order()
    _accept(backend, order)
    first = backend.orders.save(postpone(order, NOW))
    with pytest.raises(Conflict):
        backend.orders.save(order.after(NOW, "released", "too late"))
    assert backend.orders.read([order.id]) == [first]


def test_a_successor_of_an_order_never_accepted_is_a_conflict(backend: Backend) -> None:
    with pytest.raises(Conflict):
        backend.orders.save(an_order())
    assert backend.orders.find(PAPIERHAUS) == []


def test_eight_threads_accept_one_order_once(backend: Backend, threads: ThreadPoolExecutor) -> None:
    orders = [an_order(reference=f"racer {n}") for n in range(8)]
    answers = list(threads.map(backend.orders.accept, orders))
    (stored,) = backend.orders.read([orders[0].id])
    assert stored in orders
    assert sorted(answer is None for answer in answers) == [False] * 7 + [True]
    assert all(answer in {None, stored} for answer in answers)


def test_eight_threads_store_one_successor_of_a_version(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    order = an_order()
    _accept(backend, order)

    def save(n: int) -> bool:
        try:
            backend.orders.save(order.after(NOW, "released", f"thread {n}"))
        except Conflict:
            return False
        return True

    assert sorted(threads.map(save, range(8))) == [False] * 7 + [True]


def test_processes_that_accept_the_same_orders_divide_them_among_themselves(
    place: Place, backend: Backend, processes: ProcessPoolExecutor
) -> None:
    keys = [f"key-{n}" for n in range(25)]
    races = [processes.submit(racers.accept_all, place, keys, f"racer {n}") for n in range(4)]
    won = {f"racer {n}": race.result() for n, race in enumerate(races)}
    assert sorted(key for keys_won in won.values() for key in keys_won) == sorted(keys)
    for racer, keys_won in won.items():
        stored = backend.orders.read([an_order(key=key).id for key in keys_won])
        assert {order.fingerprint for order in stored} <= {racer}


def _credited(order: Order, credit: Order) -> Order:
    part = Credit(order_id=credit.id, request='{"reason":"Returned"}', gross=order.totals.gross)
    return take_back(order, part, order.totals.gross - part.gross, NOW)


def test_a_credit_stands_together_with_what_it_credits(backend: Backend) -> None:
    order, credit = an_order(), an_order(key="credit", channel="credit", credits="INV-1")
    _accept(backend, order)
    credited = _credited(order, credit)
    backend.orders.accept_credit(credit, credited)
    assert backend.orders.read([credit.id, order.id]) == [credit, succeeding(credited)]
    assert backend.orders.find(PAPIERHAUS._replace(status="credited")) == [succeeding(credited)]
    assert backend.orders.due(NOW + timedelta(hours=1), 10) == backend.orders.read(
        sorted([credit.id, order.id])
    )


def test_of_a_credit_on_an_order_that_moved_nothing_is_written(backend: Backend) -> None:
    order, credit = an_order(), an_order(key="credit", channel="credit", credits="INV-1")
    _accept(backend, order)
    moved = backend.orders.save(postpone(order, NOW))
    with pytest.raises(Conflict):
        backend.orders.accept_credit(credit, _credited(order, credit))
    assert backend.orders.read([credit.id, order.id]) == [moved]


def test_of_a_credit_that_stands_already_nothing_is_written(backend: Backend) -> None:
    order, credit = an_order(), an_order(key="credit", channel="credit", credits="INV-1")
    _accept(backend, order, credit)
    with pytest.raises(Conflict):
        backend.orders.accept_credit(credit, _credited(order, credit))
    assert backend.orders.read([credit.id, order.id]) == [credit, order]


def test_two_orders_move_together(backend: Backend) -> None:
    one, other = an_order(), an_order(key="other")
    _accept(backend, one, other)
    moved = [postpone(order, NOW) for order in (one, other)]
    backend.orders.save_both(*moved)
    assert backend.orders.read([one.id, other.id]) == [succeeding(order) for order in moved]


@pytest.mark.parametrize("late", [0, 1])
def test_of_two_orders_neither_moves_when_either_has_moved(backend: Backend, late: int) -> None:
    both = [an_order(), an_order(key="other")]
    _accept(backend, *both)
    before = list(both)
    before[late] = backend.orders.save(postpone(both[late], NOW))
    with pytest.raises(Conflict):
        backend.orders.save_both(*(postpone(order, NOW) for order in both))
    assert backend.orders.read([order.id for order in both]) == before


def test_eight_threads_credit_one_version_once(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    order = an_order()
    _accept(backend, order)
    credits_ = [an_order(key=f"credit {n}", channel="credit", credits="INV-1") for n in range(8)]

    def credit(one: Order) -> bool:
        try:
            backend.orders.accept_credit(one, _credited(order, one))
        except Conflict:
            return False
        return True

    won = list(threads.map(credit, credits_))
    assert sorted(won) == [False] * 7 + [True]
    standing = backend.orders.read([each.id for each in credits_])
    assert standing == [credits_[won.index(True)]]


def _accept_with_ties(backend: Backend) -> list[Order]:
    orders = [
        an_order(key=f"key-{n}", accepted_at=NOW + timedelta(seconds=n // 4)) for n in range(12)
    ]
    _accept(backend, *orders)
    return sorted(orders, key=lambda order: (order.accepted_at, order.id), reverse=True)


def test_orders_are_listed_newest_first_and_ties_by_id(backend: Backend) -> None:
    newest_first = _accept_with_ties(backend)
    assert backend.orders.find(PAPIERHAUS) == newest_first


@pytest.mark.parametrize("limit", [1, 3, 4, 5, 12])
def test_pages_meet_every_order_once_also_where_times_are_equal(
    backend: Backend, limit: int
) -> None:
    newest_first = _accept_with_ties(backend)
    query, met = PAPIERHAUS._replace(limit=limit), list[Order]()
    while page := backend.orders.find(query):
        assert len(page) <= limit
        met += page
        query = query._replace(after=(page[-1].accepted_at, page[-1].id))
    assert met == newest_first


def test_an_order_accepted_between_two_pages_does_not_move_the_second(backend: Backend) -> None:
    newest_first = _accept_with_ties(backend)
    first = backend.orders.find(PAPIERHAUS._replace(limit=5))
    _accept(backend, an_order(key="late", accepted_at=NOW + timedelta(hours=1)))
    after = (first[-1].accepted_at, first[-1].id)
    assert backend.orders.find(PAPIERHAUS._replace(after=after)) == newest_first[5:]


def test_days_are_utc_days_and_inclusive(backend: Backend) -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    tick = timedelta(microseconds=1)
    times = [midnight - tick, midnight, midnight + timedelta(days=1) - tick]
    before, first, last = (an_order(key=str(at), accepted_at=at) for at in times)
    after = an_order(key="after", accepted_at=midnight + timedelta(days=1))
    _accept(backend, before, first, last, after)
    today, find = midnight.date(), backend.orders.find
    assert find(PAPIERHAUS._replace(first=today, last=today)) == [last, first]
    assert find(PAPIERHAUS._replace(first=today)) == [after, last, first]
    assert find(PAPIERHAUS._replace(last=today)) == [last, first, before]
    assert find(PAPIERHAUS._replace(first=date.min, last=date.max)) == [after, last, first, before]


def test_orders_of_others_and_of_test_keys_are_not_listed(backend: Backend) -> None:
    own = an_order()
    other = an_order(seller=a_seller(seller_id="other"))
    _accept(backend, own, other, an_order(livemode=False))
    assert backend.orders.find(PAPIERHAUS) == [own]


def test_orders_are_found_by_reference_and_by_address(backend: Backend) -> None:
    one = an_order(key="one", reference="A-1", email_key="k1")
    two = an_order(key="two", reference="A-2", email_key="k1")
    _accept(backend, one, two)
    find = backend.orders.find
    assert find(PAPIERHAUS._replace(reference="A-2")) == [two]
    assert {order.id for order in find(PAPIERHAUS._replace(email_key="k1"))} == {one.id, two.id}
    assert find(PAPIERHAUS._replace(email_key="k2")) == []


def test_an_order_is_listed_under_its_present_status_alone(backend: Backend) -> None:
    order = an_order()
    _accept(backend, order)
    backend.orders.save(fail(order, "order", "unknown_unit", "no such unit", NOW))
    assert backend.orders.find(PAPIERHAUS._replace(status="accepted")) == []
    (listed,) = backend.orders.find(PAPIERHAUS._replace(status="failed"))
    assert listed.failure is not None
    assert listed.failure.code == "unknown_unit"


def test_what_is_due_comes_longest_overdue_first(backend: Backend) -> None:
    orders = [an_order(key=str(n), due_at=NOW + timedelta(seconds=n)) for n in (3, 1, 2, 4)]
    _accept(backend, *orders, an_order(key="never", due_at=None))
    overdue = backend.orders.due(NOW + timedelta(seconds=3), 10)
    assert [order.due_at for order in overdue] == [NOW + timedelta(seconds=n) for n in (1, 2, 3)]
    assert backend.orders.due(NOW + timedelta(seconds=3), 2) == overdue[:2]
    assert backend.orders.due(NOW, 10) == []


def test_an_order_is_not_due_again_before_its_new_time(backend: Backend) -> None:
    order = an_order(due_at=NOW)
    _accept(backend, order)
    postponed = backend.orders.save(postpone(order, NOW))
    assert postponed.due_at is not None
    assert backend.orders.due(NOW, 10) == []
    assert backend.orders.due(postponed.due_at, 10) == [postponed]


def test_an_order_without_a_due_time_is_never_due(backend: Backend) -> None:
    order = an_order()
    _accept(backend, order)
    backend.orders.save(order.after(NOW, "cancelled", due_at=None, cancelled_at=NOW))
    assert backend.orders.due(NOW + timedelta(days=365), 10) == []


def test_failures_come_latest_first_and_by_seller_code_and_state(backend: Backend) -> None:
    unit = _failed("unit", minutes=1)
    total = _failed("total", code="total_differs", minutes=3)
    other = _failed("other", minutes=2, seller=a_seller(seller_id="other"))
    again = redrive(_failed("again", minutes=0), "corrected", NOW)
    _accept(backend, unit, total, other, again, an_order(key="fine"))
    failures = backend.orders.failures
    everyone = FailureQuery(limit=10)
    assert failures(everyone) == [total, other, unit, again]
    assert failures(everyone._replace(limit=2)) == [total, other]
    assert failures(everyone._replace(seller_id="papierhaus")) == [total, unit, again]
    assert failures(everyone._replace(code="unknown_unit")) == [other, unit, again]
    assert failures(everyone._replace(state="redriven")) == [again]
    narrow = FailureQuery(limit=10, seller_id="papierhaus", code="unknown_unit", state="open")
    assert failures(narrow) == [unit]


@pytest.mark.parametrize("seller_id", [None, "papierhaus"])
def test_pages_of_failures_meet_every_one_once(backend: Backend, seller_id: str | None) -> None:
    _accept(backend, *(_failed(str(n), minutes=n // 3) for n in range(7)))
    query, met = FailureQuery(limit=2, seller_id=seller_id), list[str]()
    while page := backend.orders.failures(query):
        met += [order.id for order in page]
        failure = page[-1].failure
        assert failure is not None
        query = query._replace(after=(failure.failed_at, page[-1].id))
    assert len(met) == len(set(met)) == 7


def test_a_failure_that_was_overcome_is_not_listed(backend: Backend) -> None:
    failed = _failed("key-1")
    _accept(backend, failed)
    backend.orders.save(failed.after(NOW, "issued", failure=None))
    assert backend.orders.failures(FailureQuery(limit=10)) == []


def test_a_corrected_order_is_found_by_what_it_says_now(backend: Backend) -> None:
    order = an_order()
    _accept(backend, order)
    corrected = backend.orders.save(
        order.after(NOW, "corrected", reference="A-2002", email_key="k2")
    )
    find = backend.orders.find
    assert find(PAPIERHAUS._replace(reference="A-2002")) == [corrected]
    assert find(PAPIERHAUS._replace(email_key="k2")) == [corrected]
    assert find(PAPIERHAUS._replace(reference=order.reference)) == []
    assert find(PAPIERHAUS._replace(email_key=order.email_key)) == []
