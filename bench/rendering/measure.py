"""Our renderer beside its peers: batches in turn, CPU time, ratios inside a round."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from rich.console import Console

from bench.rendering.crew import Worker, crew
from bench.rendering.honesty import check_complete, check_whole_path
from bench.report import Goal, Outcome, Row, compared

OURS: Final = "ours"
PEERS: Final = {
    "platypus": "reportlab platypus",
    "weasyprint": "WeasyPrint",
    "fpdf2": "fpdf2",
    "typst": "typst",
}
_ANY_PEER: Final = Goal(1)
"""No peer may be cheaper than we are."""

_WARM_UP = 3
_BATCH_S = 1.0
_FEWEST, _MOST = 10, 500
_INDEXES_PER_ROUND = 1_000
_INDEXES_PER_STAGES = 100


class Case(NamedTuple):
    """A size of document."""

    name: str
    lines: int
    rounds: int
    goals: Mapping[str, Goal]


CASES: Final = (
    Case("render one page", 8, 9, {"platypus": Goal(18, floor=40)}),
    Case("render 200 lines", 200, 5, {"platypus": Goal(20)}),
)


def rendering(console: Console, *, verbose: bool, keep: Path) -> Outcome:
    """Measure every case; `keep` gets a document of each engine, to look at."""
    with crew([OURS, *PEERS], keep) as workers:
        reasons = {worker.engine: worker.left_out() for worker in workers}
        left_out = {PEERS[engine]: why for engine, why in reasons.items() if why}
        for peer, reason in left_out.items():
            console.print(f"{peer} is left out: {reason}")
        able = [worker for worker in workers if not reasons[worker.engine]]
        rows = [row for case in CASES for row in _rows(case, able, console)]
        if verbose:
            for case in CASES:
                row = next(row for row in rows if row.name == case.name)
                _show_stages(case, able[0], row, console)
    return Outcome(rows, left_out)


def _rows(case: Case, workers: Sequence[Worker], console: Console) -> list[Row]:
    counts = {worker.engine: _warmed_up(case, worker) for worker in workers}
    figures: dict[str, list[float]] = {worker.engine: [] for worker in workers}
    for turn in range(case.rounds):
        console.print(f"{case.name}: round {turn + 1} of {case.rounds}")
        for worker in workers:
            count = counts[worker.engine]
            spent = worker.draw(case.lines, (turn + 1) * _INDEXES_PER_ROUND, count)
            figures[worker.engine].append(1000 * spent / count)
    return [
        compared(
            case.name,
            name,
            figures[OURS],
            figures[engine],
            case.goals.get(engine, _ANY_PEER),
        )
        for engine, name in PEERS.items()
        if engine in figures
    ]


def _warmed_up(case: Case, worker: Worker) -> int:
    """Fill caches, see that the document is whole, return how many make a batch."""
    spent = worker.draw(case.lines, 0, _WARM_UP)
    check_complete(worker.kept(case.lines), _WARM_UP - 1, case.lines)
    if worker.engine == OURS:
        check_whole_path(worker.kept(case.lines))
    return batch_size(spent / _WARM_UP)


def batch_size(document_s: float) -> int:
    """Return how many documents take about a second, within what is fair to slow engines."""
    return max(_FEWEST, min(_MOST, round(_BATCH_S / document_s)))


def _show_stages(case: Case, worker: Worker, row: Row, console: Console) -> None:
    """Show our stages beside all that the peer of a row takes."""
    batches = [
        worker.stages(case.lines, turn * _INDEXES_PER_STAGES, _FEWEST)
        for turn in range(case.rounds)
    ]
    console.print(f"{case.name}, our stages beside {row.peer} ({row.peer_value:.1f} ms)")
    for stage in batches[0]:
        spent = median(1000 * batch[stage] / _FEWEST for batch in batches)
        console.print(f"  {stage:15}{spent:8.3f} ms  1/{row.peer_value / spent:.0f}")
