"""Any backend's Numbering: counter, records, orders and links move together or not at all."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from services.backends.conflict import Conflict
from services.backends.numbering import Issuance, SeriesFrozen
from services.domain.invoice import record_hash
from services.domain.numbering import FIRST_PREVIOUS_HASH, Counter, Series
from services.domain.order import Order, postpone
from tests.builders import NOW, TODAY
from tests.contract import racers
from tests.contract.issuances import SERIES, accepted, issuance
from tests.contract.places import Backend, Place

OTHER = Series(seller_id="other", livemode=True, type="380", period="2026")


def _issue(backend: Backend, *keys: str, series: Series = SERIES) -> Issuance:
    given = issuance(backend.numbering.read(series), accepted(backend, *keys), series)
    backend.numbering.commit(given)
    return given


def _counter(last: int) -> Counter:
    return Counter(series=SERIES, last=last, last_issued_on=TODAY, last_hash="b" * 64)


def test_a_series_that_never_gave_a_number_has_no_counter(backend: Backend) -> None:
    assert backend.numbering.read(SERIES) is None
    assert backend.numbering.counters() == []


def test_counter_records_orders_and_links_become_true_together(backend: Backend) -> None:
    given = _issue(backend, "one", "two", "three")
    assert backend.numbering.read(SERIES) == given.after
    assert list(backend.invoices.of_series(SERIES.key)) == list(given.invoices)
    for order, invoice, link in zip(given.orders, given.invoices, given.links, strict=True):
        (stored,) = backend.orders.read([order.id])
        assert stored == order.model_copy(update={"version": order.version + 1})
        assert backend.invoices.read(invoice.seller_id, invoice.number) == invoice
        assert backend.links.read(link.id) == link


def test_the_next_numbers_follow_the_last(backend: Backend) -> None:
    _issue(backend, "one", "two")
    _issue(backend, "three")
    assert [i.sequence for i in backend.invoices.of_series(SERIES.key)] == [1, 2, 3]


def test_series_count_for_themselves_and_are_listed_by_key(backend: Backend) -> None:
    _issue(backend, "one", "two")
    _issue(backend, "three", series=OTHER)
    assert [(c.series.key, c.last) for c in backend.numbering.counters()] == [
        (OTHER.key, 1),
        (SERIES.key, 2),
    ]


def _counter_has_moved(backend: Backend, given: Issuance) -> Issuance:
    _issue(backend, "faster")
    return given


def _before_is_not_what_stands(_: Backend, given: Issuance) -> Issuance:
    return given._replace(before=_counter(7))


def _an_order_has_changed(backend: Backend, given: Issuance) -> Issuance:
    (order,) = backend.orders.read([given.orders[-1].id])
    backend.orders.save(postpone(order, NOW))
    return given


def _a_number_is_given_already(backend: Backend, given: Issuance) -> Issuance:
    taken = _issue(backend, "taken", series=OTHER).invoices[0]
    last = given.invoices[-1].model_copy(update={"number": taken.number})
    return given._replace(invoices=[*given.invoices[:-1], last])


@pytest.mark.parametrize(
    "disturb",
    [
        _counter_has_moved,
        _before_is_not_what_stands,
        _an_order_has_changed,
        _a_number_is_given_already,
    ],
)
def test_a_conflict_leaves_no_trace(
    backend: Backend, disturb: Callable[[Backend, Issuance], Issuance]
) -> None:
    given = disturb(backend, issuance(None, accepted(backend, "one", "two")))
    ids = [order.id for order in given.orders]
    counter, orders = backend.numbering.read(SERIES), backend.orders.read(ids)
    records = list(backend.invoices.of_series(SERIES.key))
    with pytest.raises(Conflict):
        backend.numbering.commit(given)
    assert backend.numbering.read(SERIES) == counter
    assert backend.orders.read(ids) == orders
    assert list(backend.invoices.of_series(SERIES.key)) == records
    assert [backend.links.read(link.id) for link in given.links] == [None, None]


def test_an_issuance_that_was_committed_cannot_be_committed_again(backend: Backend) -> None:
    given = _issue(backend, "one")
    with pytest.raises(Conflict):
        backend.numbering.commit(given)


def test_a_frozen_series_gives_no_numbers_and_says_why(backend: Backend) -> None:
    before = _issue(backend, "one").after
    given = issuance(before, accepted(backend, "two"))
    backend.numbering.freeze(SERIES, "the archive holds another file")
    with pytest.raises(SeriesFrozen, match="the archive holds another file"):
        backend.numbering.commit(given)
    frozen = before.model_copy(update={"frozen": "the archive holds another file"})
    assert backend.numbering.read(SERIES) == frozen
    assert len(list(backend.invoices.of_series(SERIES.key))) == 1


def test_a_thawed_series_goes_on_where_it_stopped(backend: Backend) -> None:
    before = _issue(backend, "one").after
    backend.numbering.freeze(SERIES, "restored")
    backend.numbering.thaw(before)
    _issue(backend, "two")
    assert [i.sequence for i in backend.invoices.of_series(SERIES.key)] == [1, 2]


def test_thawing_raises_a_counter_and_never_lowers_it(backend: Backend) -> None:
    stored = _issue(backend, "one", "two").after
    backend.numbering.thaw(stored.model_copy(update={"last": 1}))
    assert backend.numbering.read(SERIES) == stored
    backend.numbering.freeze(SERIES, "restored")
    raised = _counter(9)
    backend.numbering.thaw(raised.model_copy(update={"frozen": "left over"}))
    assert backend.numbering.read(SERIES) == raised


def test_a_series_can_be_frozen_before_its_first_number(backend: Backend) -> None:
    backend.numbering.freeze(SERIES, "restored")
    given = issuance(None, accepted(backend, "one"))
    with pytest.raises(SeriesFrozen):
        backend.numbering.commit(given)
    (frozen,) = backend.numbering.counters()
    backend.numbering.thaw(frozen)
    # It starts at the seller's own first number, so nothing may be left of the freeze.
    assert backend.numbering.read(SERIES) is None
    backend.numbering.commit(given)


def _number(backend: Backend, order: Order) -> None:
    while True:
        try:
            backend.numbering.commit(issuance(backend.numbering.read(SERIES), [order]))
        except Conflict:
            continue
        return


def _assert_gap_free(backend: Backend, count: int) -> None:
    records = list(backend.invoices.of_series(SERIES.key))
    assert [record.sequence for record in records] == list(range(1, count + 1))
    assert len({record.order_id for record in records}) == count
    hashes = [FIRST_PREVIOUS_HASH, *map(record_hash, records)]
    assert [record.previous_hash for record in records] == hashes[:-1]
    counter = backend.numbering.read(SERIES)
    assert counter is not None
    assert (counter.last, counter.last_hash) == (count, hashes[-1])
    for order in backend.orders.read([record.order_id for record in records]):
        assert order.issued is not None


def test_threads_that_number_at_once_leave_no_gap_and_no_double(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    orders = accepted(backend, *map(str, range(24)))
    list(threads.map(lambda order: _number(backend, order), orders))
    _assert_gap_free(backend, 24)


def test_processes_that_number_at_once_leave_no_gap_and_no_double(
    place: Place, backend: Backend, processes: ProcessPoolExecutor
) -> None:
    ids = [order.id for order in accepted(backend, *map(str, range(40)))]
    races = [processes.submit(racers.number_all, place, ids[n::4]) for n in range(4)]
    for race in races:
        race.result()
    _assert_gap_free(backend, 40)


def test_one_order_numbered_by_every_process_gets_one_number(
    place: Place, backend: Backend, processes: ProcessPoolExecutor
) -> None:
    (order,) = accepted(backend, "one")
    races = [processes.submit(racers.number_once, place, order.id) for _ in range(4)]
    assert sorted(race.result() for race in races) == [False, False, False, True]
    _assert_gap_free(backend, 1)
