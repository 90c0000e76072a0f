"""The scaling policy beside the two that AWS teaches, over simulated arrivals."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from bench.autoscaling.policies import OURS, POLICIES, STEPS, TRACKING
from bench.autoscaling.shapes import SHAPES, Shape
from bench.autoscaling.simulation import SEEDS, Result, simulate
from bench.autoscaling.tables import constants_table, results_table
from bench.report import Goal, Measure, Outcome, Row, compared

LATE_S: Final = 300.0
"""The alarm `orders-late` speaks when an order waits for longer."""

Results = dict[tuple[str, str], list[Result]]
"""By shape and policy, one for each seed."""

_COMMAND: Final = "make bench ARGS=autoscaling"
_WAIT: Final = Measure("s", _COMMAND)
_COST: Final = Measure("h of workers", _COMMAND)

GOALS: Final = {
    ("daily curve, long orders", STEPS, _WAIT): 0.33,
    ("poison redelivery", STEPS, _WAIT): 0.4,
    ("steady", TRACKING, _COST): 0.85,
}
"""Where another policy is better, and by how much it may be. Else ours is at least as good."""


def autoscaling(console: Console, *, verbose: bool, keep: Path) -> Outcome:  # noqa: ARG001 - every bench is asked alike
    """Simulate every policy over every shape; seeds are fixed, so figures repeat exactly."""
    results: Results = {}
    for shape in SHAPES:
        console.print(f"autoscaling: {shape.name}")
        for name, make in POLICIES.items():
            results[shape.name, name] = [simulate(shape, make(), seed) for seed in SEEDS]
    if verbose:
        console.print(results_table(results))
        console.print(constants_table())
    return Outcome(rows(SHAPES, results), {})


def rows(shapes: Sequence[Shape], results: Results) -> list[Row]:
    """Compare, seed by seed, waits with both peers and cost with target tracking.

    The step policy is cheap where it is late, so its cost alone says nothing.
    """
    made = []
    for shape in shapes:
        for peer, measure in ((STEPS, _WAIT), (TRACKING, _WAIT), (TRACKING, _COST)):
            ours = [_figure(result, measure) for result in results[shape.name, OURS]]
            theirs = [_figure(result, measure) for result in results[shape.name, peer]]
            what = "p95 wait" if measure is _WAIT else "cost"
            goal = Goal(GOALS.get((shape.name, peer, measure), 1.0))
            made.append(
                compared(f"{what}: {shape.name}", peer, ours, theirs, goal, measure=measure)
            )
    return [*made, _slowest(shapes, results)]


def _figure(result: Result, measure: Measure) -> float:
    return result.p95_s if measure is _WAIT else result.worker_hours


def _slowest(shapes: Sequence[Shape], results: Results) -> Row:
    waits = zip(*(results[shape.name, OURS] for shape in shapes), strict=True)
    slowest = [max(result.p95_s for result in of_seed) for of_seed in waits]
    alarm = [LATE_S] * len(slowest)
    return compared(
        "p95 wait: the slowest of all",
        "when we call it late",
        slowest,
        alarm,
        Goal(1.0),
        measure=_WAIT,
    )
