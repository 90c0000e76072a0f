"""Every hostile body of the tests, the dearest of them beside an ordinary order."""

import json
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console

from bench.hostile.shop import Shop, shop
from bench.numbering.ledger import LINES
from bench.rendering.orders import order
from bench.report import Goal, Measure, Outcome, Row, compared
from tests.order_api.hostile_bodies import ORDERS

GOAL: Final = Goal(0.0125)
"""The dearest body may cost as much as eighty ordinary orders, and no more."""
_MEASURE: Final = Measure("ms CPU", "make bench ARGS=hostile")
_ROUNDS: Final = 9
_TURNED_DOWN: Final = range(400, 500)
_ACCEPTED: Final = 202


def hostile(console: Console, *, verbose: bool, keep: Path) -> Outcome:  # noqa: ARG001 - every bench is asked alike
    """Measure what one hostile body costs in CPU time, the dearest there is."""
    bodies = {what: body for of_code in ORDERS.values() for what, body in of_code.items()}
    ours, theirs = [], []
    with shop() as opened:
        costs = {
            what: min(turned_down(opened, body) for _ in range(3)) for what, body in bodies.items()
        }
        what = max(costs, key=costs.__getitem__)
        console.print(f"the dearest of {len(bodies)} hostile bodies: {what}")
        for turn in range(_ROUNDS):
            ours.append(median(turned_down(opened, bodies[what]) for _ in range(5)))
            theirs.append(median(accepted(opened, 20 * turn + n) for n in range(20)))
    return Outcome([row(ours, theirs)], {})


def turned_down(opened: Shop, body: bytes) -> float:
    """Return the milliseconds a body took. Raises ValueError when it was not turned down."""
    answer = opened.post(body)
    if answer.status not in _TURNED_DOWN:
        raise ValueError(f"a hostile body was answered with {answer.status}")
    return answer.ms


def accepted(opened: Shop, index: int) -> float:
    """Return the milliseconds an ordinary order took. Raises ValueError when it was refused."""
    answer = opened.post(json.dumps(order(index, LINES)).encode())
    if answer.status != _ACCEPTED:
        raise ValueError(f"an ordinary order was answered with {answer.status}")
    return answer.ms


def row(ours: list[float], theirs: list[float]) -> Row:
    """Compare the CPU milliseconds of both."""
    return compared(
        "answer the dearest hostile body", "an ordinary order", ours, theirs, GOAL, measure=_MEASURE
    )
