"""The tables of docs/scaling.md, as the bench prints them with --verbose."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final

from bench.autoscaling.policies import Ours
from bench.autoscaling.shapes import SHAPES
from bench.autoscaling.simulation import SEEDS, Result, simulate
from services.domain.scaling import LATENCY_GOAL_S, SCALE_IN_AFTER_S, TRUST

_VARIED: Final = (
    (LATENCY_GOAL_S, TRUST, SCALE_IN_AFTER_S),
    (30.0, TRUST, SCALE_IN_AFTER_S),
    (120.0, TRUST, SCALE_IN_AFTER_S),
    (LATENCY_GOAL_S, 0.6, SCALE_IN_AFTER_S),
    (LATENCY_GOAL_S, 1.0, SCALE_IN_AFTER_S),
    (LATENCY_GOAL_S, TRUST, 60.0),
    (LATENCY_GOAL_S, TRUST, 600.0),
)
_DAY: Final = "daily curve"
_SHOWN: Final = ("daily curve, long orders", "burst of 10,000 a minute", "poison redelivery")


def results_table(results: Mapping[tuple[str, str], Sequence[Result]]) -> str:
    """Return one row for each shape and policy: medians over the seeds, the worst of all waits."""
    head = ("arrivals", "policy", "p95 wait", "worst wait", "worker-hours", "most", "changes")
    return _table(head, [_result(*key, each) for key, each in results.items()])


def _result(shape: str, policy: str, results: Sequence[Result]) -> tuple[str, ...]:
    return (
        shape,
        policy,
        f"{median(result.p95_s for result in results):.0f} s",
        f"{max(result.worst_s for result in results):.0f} s",
        f"{median(result.worker_hours for result in results):.1f}",
        f"{max(result.most_workers for result in results)}",
        f"{median(result.actions for result in results):.0f}",
    )


def constants_table() -> str:
    """Return what other constants would lead to, each varied alone: medians over the seeds."""
    waits = (f"worst wait, {_DAY}", *(f"p95 wait, {name}" for name in _SHOWN))
    head = ("goal", "trust", "in after", *waits, "worker-hours, all", "changes, all")
    return _table(head, [_variation(*constants) for constants in _VARIED])


def _variation(goal_s: float, trust: float, after_s: float) -> tuple[str, ...]:
    found = {
        shape.name: [simulate(shape, Ours(goal_s, trust, after_s), seed) for seed in SEEDS]
        for shape in SHAPES
    }
    return (
        f"{goal_s:.0f} s",
        f"{trust:g}",
        f"{after_s:.0f} s",
        f"{max(result.worst_s for result in found[_DAY]):.0f} s",
        *(f"{median(result.p95_s for result in found[name]):.0f} s" for name in _SHOWN),
        f"{sum(median(result.worker_hours for result in each) for each in found.values()):.0f}",
        f"{sum(median(result.actions for result in each) for each in found.values()):.0f}",
    )


def _table(head: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
