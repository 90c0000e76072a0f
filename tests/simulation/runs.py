"""The runs a seed stands for, and what became of each."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import NamedTuple

from tests.simulation.chance import Chance
from tests.simulation.faults import Rates
from tests.simulation.logs import listening
from tests.simulation.provider import Telling
from tests.simulation.verdict import Verdict, verdict
from tests.simulation.world import Run, World

ORDERS = 1_250
"""In a run: few enough to play again with a trace, enough to have every fault in every run."""

MOST_DOUBLED = 0.001
"""The share of mails that may go out twice when one event in a hundred is lost."""

_RUNS_OF_A_POOL = 100
"""Processes grow with every run, so they are replaced: all at once, since a pool that replaces
them one by one may stand still for ever (python/cpython issue 115634)."""

TELLINGS = (Telling(), Telling(), Telling(lost=0.01), Telling(on=False, once=True))


def run_of(seed: int, orders: int = ORDERS) -> Run:
    """Return what a seed stands for: calm or stormy, and what the mail provider tells."""
    storm = Chance(seed).choice((0.5, 1.0, 2.0))
    return Run(
        seed=seed,
        orders=orders,
        telling=TELLINGS[seed % len(TELLINGS)],
        rates=Rates(*[rate * storm for rate in Rates()]),
        ages=seed % 2 == 0,
    )


def played(run: Run, tell: Callable[[str], object] | None = None) -> Verdict:
    """Play a run from its beginning to its verdict; each of its steps is told."""
    with listening() as unexpected:
        world = World(run, tell)
        world.play()
        return verdict(world, unexpected)


class Sum(NamedTuple):
    """What several runs came to."""

    runs: int = 0
    orders: int = 0
    mails: int = 0
    lossy_mails: int = 0
    """Of runs in which events were lost."""
    doubled: int = 0
    steps: int = 0
    faults: Counter[str] = Counter()  # noqa: RUF012 - it is replaced, never changed
    failed: tuple[Verdict, ...] = ()

    def plus(self, one: Verdict) -> "Sum":
        """Return the sum with one more run."""
        lossy = bool(run_of(one.seed).telling.lost)
        return Sum(
            runs=self.runs + 1,
            orders=self.orders + one.orders,
            mails=self.mails + one.mails,
            lossy_mails=self.lossy_mails + one.mails * lossy,
            doubled=self.doubled + one.doubled,
            steps=self.steps + one.steps,
            faults=self.faults + one.faults,
            failed=(*self.failed, one) if one.violations else self.failed,
        )

    @property
    def kept(self) -> bool:
        """Tell whether every promise was kept."""
        return not self.failed and self.doubled <= MOST_DOUBLED * self.lossy_mails


def sharded(seeds: Iterable[int]) -> Iterator[Sum]:
    """Play the runs of all seeds on all cores; yield what they came to so far, after each."""
    total, left = Sum(), iter(seeds)
    while some := list(islice(left, _RUNS_OF_A_POOL)):
        with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
            for one in pool.map(_played, some):
                total = total.plus(one)
                yield total


def _played(seed: int) -> Verdict:
    return played(run_of(seed))
