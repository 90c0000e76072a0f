"""One policy over one shape: what orders wait and what the workers cost."""

from math import exp
from typing import Final, NamedTuple

from bench.autoscaling.backlog import Backlog, Orders
from bench.autoscaling.chance import Chance
from bench.autoscaling.fleet import Fleet
from bench.autoscaling.policies import Look, Policy
from bench.autoscaling.shapes import HOUR_S, Shape
from services.domain.scaling import METRIC_PERIOD_S, RATE, TRUST

SEEDS: Final = (1, 2, 3)

PUBLISHED_AFTER_S: Final = (45.0, 75.0)
"""From the end of a minute until an alarm has seen its figures and acted."""

_COUNTED_ROUGHLY: Final = 0.05
"""How far SQS's approximate counts are off."""

_BLANK: Final = 0.01
"""How many looks find no figures yet, which reads as an empty queue."""

_LARGE: Final = 20.0
"""From this mean on a Poisson number is as good as a normal one."""


_DRIFT: Final = 0.1
_DRIFT_S: Final = 600.0
"""Arrivals wander by a tenth around their shape, over about so many seconds."""


class Result(NamedTuple):
    """What one run led to. Waits are seconds from an order's arrival to its archived invoice."""

    p95_s: float
    worst_s: float
    worker_hours: float
    most_workers: int
    actions: int
    """How often the number of workers was changed."""
    left: int
    """Good orders that were not done when the run ended."""


def simulate(shape: Shape, policy: Policy, seed: int) -> Result:
    """Run a shape from a fleet that fits its first minute; the seed also shifts the minutes."""
    random = Chance(seed)
    backlog = Backlog(random)
    fleet = Fleet(random, max(1, round(shape.arrivals(0) / (TRUST * RATE) + 0.5)))
    offset = random.randrange(int(METRIC_PERIOD_S))
    drift, effort, sent, actions = 0.0, 0.0, 0, 0
    due: list[tuple[float, Look]] = []
    for now in range(shape.seconds):
        drift += random.gauss(0, _DRIFT * (2 / _DRIFT_S) ** 0.5) - drift / _DRIFT_S
        arrived = _poisson(random, shape.arrivals(now) * max(0.0, 1 + drift))
        sent += arrived
        _send(backlog, now, arrived, _poisson(random, arrived * shape.poison(now)))
        backlog.pass_to(now)
        if lost := fleet.pass_to(now, dead=shape.dead[0] <= now < shape.dead[1]):
            backlog.drop(now, lost)
        # What is not needed in a second is lost, but an order may take from two.
        effort = backlog.take(now, min(effort, RATE) + fleet.effort() / shape.effort)
        if (now + offset) % METRIC_PERIOD_S == 0:
            due.append(
                (now + random.uniform(*PUBLISHED_AFTER_S), _look(random, backlog, fleet, sent))
            )
            sent = 0
        while due and due[0][0] <= now:
            wanted = policy.decide(due.pop(0)[1], now, fleet.wanted)
            actions += wanted != fleet.wanted
            fleet.wanted = wanted
    return _result(backlog, fleet, actions)


def _send(backlog: Backlog, now: int, arrived: int, poison: int) -> None:
    poison = min(arrived, poison)
    if poison:
        backlog.send(Orders(now, poison, poison=True))
    if arrived > poison:
        backlog.send(Orders(now, arrived - poison))


def _poisson(random: Chance, mean: float) -> int:
    if mean > _LARGE:
        return max(0, round(random.gauss(mean, mean**0.5)))
    count, left = 0, random.random()
    while left > exp(-mean):
        left *= random.random()
        count += 1
    return count


def _look(random: Chance, backlog: Backlog, fleet: Fleet, sent: int) -> Look:
    if random.random() < _BLANK:
        return Look(0.0, 0, 0, fleet.wanted, fleet.running)

    def roughly(count: int) -> int:
        return max(0, round(count * random.gauss(1, _COUNTED_ROUGHLY)))

    return Look(
        sent / METRIC_PERIOD_S,
        roughly(backlog.visible),
        roughly(backlog.in_flight),
        fleet.wanted,
        fleet.running,
    )


def _result(backlog: Backlog, fleet: Fleet, actions: int) -> Result:
    done = backlog.waits.total()
    return Result(
        percentile(backlog.waits, 0.95),
        max(backlog.waits),
        fleet.paid_s / HOUR_S,
        fleet.most,
        actions,
        backlog.visible + backlog.in_flight if done else 0,
    )


def percentile(waits: dict[int, int], share: float) -> float:
    """Return the wait that so large a share of the orders did not exceed, in seconds."""
    left = share * sum(waits.values())
    for wait in sorted(waits):
        left -= waits[wait]
        if left <= 0:
            return wait
    raise ValueError("no order was done")
