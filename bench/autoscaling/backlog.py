"""A simulated queue of orders, counted by the second: at least once, with redelivery."""

from collections import Counter, deque
from heapq import heappop, heappush
from typing import Final, NamedTuple

from bench.autoscaling.chance import Chance

HOLD_S: Final = 2
"""From taking an order to its receipt: a batch of ten is in hand."""

VISIBILITY_S: Final = 60
"""What a killed worker had in hand comes back after this long."""

POISON_COST: Final = 30.0
"""An attempt at a poisonous order takes the time of so many others: a second of a worker."""

_FAILING: Final = 0.002
"""Attempts that meet a throttled or failing dependency."""

_MOST_ATTEMPTS: Final = 5
_FIRST_PAUSE_S: Final = 2.0
_LONGEST_PAUSE_S: Final = 300.0


class Orders(NamedTuple):
    """Orders that arrived in the same second and share their fate."""

    arrived: int
    size: int
    poison: bool = False
    attempts: int = 0


class Backlog:
    """Visible orders, those in hand and those that come back later."""

    def __init__(self, random: Chance) -> None:
        self._random = random
        self._visible: deque[Orders] = deque()
        self._held: deque[tuple[int, Orders]] = deque()
        self._paused: list[tuple[float, Orders]] = []
        self.visible = 0
        self.in_flight = 0
        self.waits: Counter[int] = Counter()
        """How many good orders waited how many seconds, from their arrival to their receipt."""

    def send(self, orders: Orders) -> None:
        """Put orders at the end."""
        self._visible.append(orders)
        self.visible += orders.size

    def pass_to(self, now: int) -> None:
        """Finish what was held for long enough, and bring back what is due."""
        while self._held and self._held[0][0] <= now:
            _, orders = self._held.popleft()
            self.in_flight -= orders.size
            self.waits[now - orders.arrived] += orders.size
        while self._paused and self._paused[0][0] <= now:
            _, orders = heappop(self._paused)
            self.in_flight -= orders.size
            self.visible += orders.size
            self._visible.appendleft(orders)

    def take(self, now: int, effort: float) -> float:
        """Work off orders for `effort` (ordinary orders' worth); return what is left of it."""
        while self._visible and effort >= 1:
            orders = self._visible.popleft()
            cost = POISON_COST if orders.poison else 1.0
            count = min(orders.size, max(1, int(effort / cost)))
            if count < orders.size:
                self._visible.appendleft(orders._replace(size=orders.size - count))
            self.visible -= count
            effort -= count * cost
            self._attempt(now, orders._replace(size=count, attempts=orders.attempts + 1))
        return effort

    def _attempt(self, now: int, orders: Orders) -> None:
        failed = orders.size if orders.poison else self._some(orders.size * _FAILING)
        failed = min(failed, orders.size)
        if failed and not (orders.poison and orders.attempts >= _MOST_ATTEMPTS):
            most = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 4 ** (orders.attempts - 1))
            self._pause(now + HOLD_S + most * self._random.random(), orders, failed)
        if good := orders.size - failed:
            self.in_flight += good
            self._held.append((now + HOLD_S, orders._replace(size=good)))

    def _some(self, mean: float) -> int:
        return int(mean) + (self._random.random() < mean % 1)

    def _pause(self, until: float, orders: Orders, count: int) -> None:
        self.in_flight += count
        heappush(self._paused, (until, orders._replace(size=count)))

    def drop(self, now: int, share: float) -> None:
        """Take a share of what is in hand from workers that were killed."""
        held, self._held = self._held, deque()
        for due, orders in held:
            lost = min(orders.size, self._some(orders.size * share))
            if lost:
                self.in_flight -= lost
                self._pause(now + VISIBILITY_S, orders, lost)
            if orders.size > lost:
                self._held.append((due, orders._replace(size=orders.size - lost)))
