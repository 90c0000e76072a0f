"""What a bench found: rows, the table people read and the file programs read."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from rich.box import SIMPLE_HEAD
from rich.table import Table


class Goal(NamedTuple):
    """How many times cheaper than a peer something must be."""

    ratio: float
    floor: float | None = None
    """The best ratio known to be reachable, None where nobody measured one."""


class Measure(NamedTuple):
    """What is measured, and the command that measures it."""

    unit: str
    command: str
    more_is_better: bool = False


DOCUMENT_CPU = Measure("ms CPU per document", "make bench")


class Row(NamedTuple):
    """One figure of ours beside one peer's; the fields of bench/results/latest.json."""

    name: str
    value: float
    """Ours, in `unit`."""
    unit: str
    goal: float
    """What `ratio` must be at least."""
    peer: str
    peer_value: float
    ratio: float
    """How many times better ours is: the median over rounds, so not exactly that of the values."""
    floor: float | None
    met: bool
    command: str


class Outcome(NamedTuple):
    """What one bench found."""

    rows: list[Row]
    left_out: dict[str, str]
    """Peers that cannot run on this machine, and why."""


def compared(
    name: str,
    peer: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    goal: Goal,
    *,
    measure: Measure = DOCUMENT_CPU,
) -> Row:
    """Compare figures in `measure.unit`, round by round: both had the same neighbours."""
    worse, better = (ours, theirs) if measure.more_is_better else (theirs, ours)
    ratio = median(more / less for more, less in zip(worse, better, strict=True))
    return Row(
        name=name,
        value=round(median(ours), 3),
        unit=measure.unit,
        goal=goal.ratio,
        peer=peer,
        peer_value=round(median(theirs), 3),
        ratio=float(f"{ratio:.4g}"),
        floor=goal.floor,
        met=ratio >= goal.ratio,
        command=measure.command,
    )


def table(outcome: Outcome) -> Table:
    """Return the rows for people, then the peers that were left out."""
    made = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    made.add_column("bench", no_wrap=True)
    made.add_column("peer", overflow="fold")
    for column in ("ours", "peer's", "ratio", "goal", "floor"):
        made.add_column(column, justify="right", no_wrap=True)
    made.add_column("", no_wrap=True)
    for row in outcome.rows:
        made.add_row(row.name, row.peer, *_figures(row), "met" if row.met else "NOT MET")
    for peer, reason in outcome.left_out.items():
        made.add_row("left out", f"{peer}: {reason}")
    return made


def _figures(row: Row) -> tuple[str, ...]:
    floor = "" if row.floor is None else f"{row.floor:g}x"
    unit = row.unit.partition(" ")[0]
    figures = (f"{row.value:.2f} {unit}", f"{row.peer_value:.1f} {unit}")
    return (*figures, f"{row.ratio:.1f}x", f"{row.goal:g}x", floor)


def merged(earlier: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows of an earlier report with those replaced that were measured again."""
    names = {row.name for row in rows}
    kept = [dict(row) for row in earlier if row["name"] not in names]
    return [*kept, *(row._asdict() for row in rows)]


def save(file: Path, rows: Sequence[Row]) -> None:
    """Write rows into the report, leaving those of other benches in it."""
    earlier = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(merged(earlier, rows), indent=2) + "\n", encoding="utf-8")
