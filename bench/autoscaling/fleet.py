"""A simulated fleet: workers that take time to start, differ in speed, die and are replaced."""

from heapq import heappop, heappush
from typing import Final

from bench.autoscaling.chance import Chance
from services.domain.scaling import RATE

START_S: Final = (30.0, 60.0)
"""From asking for a Fargate task to its first order."""

DRAIN_S: Final = 10
"""A worker that is asked to stop is still paid for so long."""

_LIFE_S: Final = 6 * 3600.0
"""Workers crash or lose their host this often, each."""

_SPREAD: Final = 0.15
"""How far workers differ in speed, and each from second to second."""


class Fleet:
    """Workers by number; those above `wanted` leave, those that miss are started."""

    def __init__(self, random: Chance, wanted: int) -> None:
        self._random = random
        self._starting: list[tuple[float, int]] = []
        self._deaths: list[tuple[float, int]] = []
        self._rates: dict[int, float] = {}
        self._made = 0
        self.wanted = wanted
        self.paid_s = 0
        """Worker-seconds paid for, from asking for a worker until it is gone."""
        self.most = 0
        """The most there were at a time, running or starting."""
        for _ in range(wanted):
            self._run(0)

    @property
    def running(self) -> int:
        """Return how many workers take orders."""
        return len(self._rates)

    def _run(self, now: float) -> None:
        self._made += 1
        self._rates[self._made] = max(RATE / 2, self._random.gauss(RATE, _SPREAD * RATE))
        heappush(self._deaths, (now + self._random.expovariate(1 / _LIFE_S), self._made))

    def pass_to(self, now: int, *, dead: bool) -> float:
        """Start, stop and lose workers; return the share of the running that was lost."""
        before = self.running
        lost = self._kill_all() if dead else self._die(now)
        while self._starting and self._starting[0][0] <= now and not dead:
            heappop(self._starting)
            self._run(now)
        self._follow(now)
        self.paid_s += self.running + len(self._starting)
        self.most = max(self.most, self.running + len(self._starting))
        return lost / before if before else 0.0

    def _kill_all(self) -> int:
        lost = len(self._rates)
        self._rates.clear()
        return lost

    def _die(self, now: int) -> int:
        lost = 0
        while self._deaths and self._deaths[0][0] <= now:
            lost += self._rates.pop(heappop(self._deaths)[1], None) is not None
        return lost

    def _follow(self, now: int) -> None:
        there = self.running + len(self._starting)
        for number in range(there, self.wanted):
            heappush(self._starting, (now + self._random.uniform(*START_S), number))
        for _ in range(self.wanted, there):
            if self._starting:
                self._starting.pop()
            else:
                self._rates.popitem()
                self.paid_s += DRAIN_S

    def effort(self) -> float:
        """Return how many ordinary orders all workers get done in this second."""
        noise = max(0.0, self._random.gauss(1, _SPREAD / max(self.running, 1) ** 0.5))
        return sum(self._rates.values()) * noise
