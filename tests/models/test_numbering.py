"""Numbering beside its model: lists of orders that only grow, one for each series."""

from collections import Counter as Counting
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, timezone
from typing import Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from services.backends.numbering import SeriesFrozen
from services.domain.invoice import Invoice, record_hash
from services.domain.numbering import FIRST_PREVIOUS_HASH, Counter, DocumentType, Reset, Series
from services.domain.order import Order, postpone
from services.domain.seller import Seller
from services.flow.dispatch import order_accepted
from services.invoice_worker.main import workbench
from services.invoice_worker.numbering import number
from services.invoice_worker.work import load, price
from services.invoice_worker.workbench import Workbench
from services.runtime.press import Press
from tests.builders import a_seller, an_order
from tests.contract.places import KINDS
from tests.flow.crashing import Killed
from tests.models.credit_notes import give_credit_note
from tests.models.exploring import System, explore, explored, whole
from tests.models.troubled import TROUBLES, Trouble, Troubled

ZONES: Final = {
    "aurora": ("Pacific/Kiritimati", timedelta(hours=14), "never", 1),
    "boreal": ("Pacific/Niue", timedelta(hours=-11), "yearly", 5001),
    "cirrus": ("Asia/Kolkata", timedelta(hours=5, minutes=30), "monthly", 1),
}
"""Each seller's zone, how far it is from UTC all year round, its reset and its first number."""

NAMES = st.sampled_from(tuple(ZONES))
MODES = st.sampled_from((True, True, True, False))
"""Mostly live, so that steps meet in one series."""

HOUR, DAY = 3600.0, 86400.0


@dataclass
class Given:
    """What the model knows of a series."""

    first: int
    orders: list[str] = field(default_factory=list)
    day: date = date.min
    frozen: bool = False


class NumberingBesideItsModel(System):
    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.backends = whole(self.backend)
        self.sellers = {name: self._put(name, ZONES[name][2]) for name in ZONES}
        self.series: dict[Series, Given] = {}
        self.waiting: dict[tuple[str, bool], list[str]] = defaultdict(list)
        self.touched: Counting[str] = Counting()
        self.placed = 0
        self._ids = 0

    def _put(self, name: str, reset: str) -> Seller:
        period = {"never": "", "yearly": "{yyyy}-", "monthly": "{yyyy}{mm}-"}[reset]
        letters = f"{name[0]}{reset[0]}"
        numbering = {
            "pattern": f"{letters}-{period}{{seq:3}}",
            "credit_note_pattern": f"{letters}C-{period}{{seq:3}}",
            "reset": reset,
            "start": ZONES[name][3],
        }
        seller = a_seller(seller_id=name, numbering=numbering, time_zone=ZONES[name][0])
        return self.backends.sellers.put(name, seller.profile, self.clock.now)

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    def _bench(self, slow_s: float, numbering: Any) -> Workbench:  # noqa: ANN401 - as the worker calls it
        press = Press(check=lambda _bill: None, render=lambda _invoice: b"")
        return replace(
            workbench(self.backends, render_limit_s=30),
            numbering=numbering,
            press_for=lambda _order, _delivery: press,
            clock=lambda: self.clock.now - timedelta(seconds=slow_s),
            new_id=self.new_id,
            fraction=lambda: 0.5,
            sleep=lambda _seconds: None,
        )

    def _accepted(self, name: str, *, livemode: bool) -> Order:
        self.placed += 1
        order = an_order(key=f"k{self.placed}", seller=self.sellers[name], livemode=livemode)
        self.backends.orders.accept(order)
        return order

    @rule(name=NAMES, livemode=MODES, count=st.integers(1, 4))
    def accept(self, name: str, count: int, *, livemode: bool) -> None:
        for _ in range(count):
            order = self._accepted(name, livemode=livemode)
            self.waiting[name, livemode].append(order.id)

    @precondition(lambda self: any(self.waiting.values()))
    @rule(
        pick=st.integers(0, 9),
        trouble=st.sampled_from(TROUBLES),
        rival_act=st.sampled_from(("none", "numbers one", "touches one")),
        slow_s=st.sampled_from((0.0, 0.0, HOUR, 40 * DAY, -HOUR)),
    )
    def number(self, pick: int, trouble: Trouble, slow_s: float, rival_act: str) -> None:
        groups = [group for group, ids in self.waiting.items() if ids]
        name, livemode = groups[pick % len(groups)]
        ids = self.waiting[name, livemode]
        series = self._series(name, "380", self._day(name, slow_s), livemode=livemode)

        def rival() -> None:
            if rival_act == "numbers one" and len(ids) > 1:
                self._work(ids[-1:], self._bench(slow_s, self.backends.numbering))
            elif rival_act == "touches one":
                (order,) = self.backends.orders.read(ids[-1:])
                self.backends.orders.save(postpone(order, self.clock.now))
                self.touched[order.id] += 1

        numbering = Troubled(self.backends.numbering, trouble, rival)
        frozen = self.series[series].frozen if series in self.series else False
        died = False
        try:
            self._work(ids, self._bench(slow_s, numbering))
        except Killed:
            died = True
        self._note(series, ids, self._day(name, slow_s))
        if frozen:
            assert ids == self.waiting[name, livemode]
        elif not died:
            assert not self.waiting[name, livemode], "an order that could get a number has none"

    def _work(self, ids: list[str], bench: Workbench) -> None:
        self.backends.orders_queue.send([order_accepted(o) for o in bench.orders.read(ids)])
        messages = []
        while received := self.backends.orders_queue.receive(10, visibility_s=60, wait_s=0):
            messages += received
        try:
            attempts, sellers = load(messages, bench)
            number(price(attempts, sellers, bench), bench)
        finally:
            self.backends.orders_queue.delete(messages)

    def _note(self, series: Series, ids: list[str], today: date) -> None:
        """Append to the model what got a number, in the order of the numbers."""
        orders = [order for order in self.backends.orders.read(ids) if order.issued]
        if orders:
            given = self.series.setdefault(series, Given(ZONES[series.seller_id][3]))
            assert not given.frozen
            assert all(order.dispatches == self.touched[order.id] for order in orders)
            given.day = max(given.day, today)
            assert {o.issued.issued_on for o in orders if o.issued} == {given.day}
            given.orders += [o.id for o in sorted(orders, key=_sequence)]
        left = [order_id for order_id in ids if order_id not in {o.id for o in orders}]
        self.waiting[series.seller_id, series.livemode] = left

    def _day(self, name: str, slow_s: float) -> date:
        """Return the seller's calendar day by a plain offset, without a time zone's rules."""
        now = self.clock.now - timedelta(seconds=slow_s)
        return now.astimezone(timezone(ZONES[name][1])).date()

    def _series(self, name: str, type_: DocumentType, day: date, *, livemode: bool) -> Series:
        reset: Reset = self.sellers[name].profile.numbering.reset
        period = {"never": "", "yearly": f"{day:%Y}", "monthly": f"{day:%Y-%m}"}[reset]
        return Series(seller_id=name, livemode=livemode, type=type_, period=period)

    @rule(name=NAMES, livemode=MODES)
    def credit(self, name: str, *, livemode: bool) -> None:
        series = self._series(name, "381", self._day(name, 0), livemode=livemode)
        order, seller = self._accepted(name, livemode=livemode), self.sellers[name]
        if series in self.series and self.series[series].frozen:
            with pytest.raises(SeriesFrozen):
                give_credit_note(order, seller, self.backends, self.clock.now, self.new_id())
            return
        give_credit_note(order, seller, self.backends, self.clock.now, self.new_id())
        self._note(series, [order.id], self._day(name, 0))

    @precondition(lambda self: self.series)
    @rule(pick=st.integers(0, 2))
    def freeze_or_thaw(self, pick: int) -> None:
        latest = list(self.series.items())[-3:]
        series, given = latest[pick % len(latest)]
        if given.frozen:
            found = self.backends.numbering.read(series)
            assert found
            self.backends.numbering.thaw(found)
        else:
            self.backends.numbering.freeze(series, "a person is needed")
        given.frozen = not given.frozen

    @rule(name=NAMES)
    def count_by_the_month_from_now_on(self, name: str) -> None:
        self.sellers[name] = self._put(name, "monthly")

    @rule(seconds=st.sampled_from((HOUR, 7 * HOUR, 20 * DAY, 200 * DAY, -7 * HOUR)))
    def set_the_clock(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @invariant()
    def numbers_are_contiguous_and_their_chain_is_whole(self) -> None:
        counters = {c.series: c for c in self.backends.numbering.counters()}
        assert set(counters) == set(self.series)
        for series, given in self.series.items():
            records = list(self.backends.invoices.of_series(series.key))
            _assert_whole(given, records, counters[series])


def _sequence(order: Order) -> int:
    assert order.issued
    return int(order.issued.number.rpartition("-")[2])


def _assert_whole(given: Given, records: list[Invoice], counter: Counter) -> None:
    assert [record.order_id for record in records] == given.orders
    sequences = range(given.first, given.first + len(records))
    assert [record.sequence for record in records] == list(sequences)
    assert [_printed(record) for record in records] == list(sequences)
    hashes = [FIRST_PREVIOUS_HASH, *map(record_hash, records)]
    assert [record.previous_hash for record in records] == hashes[:-1]
    assert (counter.last, counter.last_hash) == (sequences[-1], hashes[-1])
    assert (counter.frozen is not None) == given.frozen
    days = [record.issued_on for record in records]
    assert days == sorted(days)
    assert counter.last_issued_on == days[-1] == given.day


def _printed(record: Invoice) -> int:
    return int(record.number.rpartition("-")[2])


@explored
@pytest.mark.parametrize(
    "kind", [*sorted(KINDS.keys() - {"aws"}), pytest.param("aws", marks=pytest.mark.soak)]
)
def test_numbers_have_no_gap_at_any_instant(kind: str, effort: int) -> None:
    explore(NumberingBesideItsModel, kind, effort=effort, examples=70)
