"""The audit of ten thousand invoices beside the time it may take, and beside sha256sum."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from rich.console import Console

from bench.audit.books import Issued, issued
from bench.report import Goal, Measure, Outcome, Row, compared

INVOICES: Final = 10_000
LINES: Final = 2
GOAL_S: Final = 5.0
_MEASURE: Final = Measure("s", "make bench ARGS=audit")
_ROUNDS: Final = 5
_TELL_EVERY: Final = 1_000


def audit(console: Console, *, verbose: bool, keep: Path) -> Outcome:  # noqa: ARG001 - every bench is asked alike
    """Measure the wall time of a whole audit, sealed as it is every night."""

    def told(done: int) -> None:
        if done % _TELL_EVERY == 0:
            console.print(f"audit: {done} of {INVOICES} invoices issued")

    ours, floor = [], []
    with issued(INVOICES, LINES, told) as made:
        _seconds(lambda: _check(made))  # seals them, and brings every file into memory
        for turn in range(_ROUNDS):
            console.print(f"audit: round {turn + 1} of {_ROUNDS}")
            ours.append(_seconds(lambda: _check(made)))
            floor.append(_seconds(lambda: _hash_files(made)))
    return Outcome([row(ours, floor)], {})


def _check(made: Issued) -> None:
    report = made.audit()
    if not report.ok or (report.invoices, report.files) != (made.given, made.given):
        raise ValueError(f"books in order were reported as {report}")


def _hash_files(made: Issued) -> None:
    """Do the least that finds a changed file: read and hash each."""
    program = shutil.which("sha256sum")
    if program is None:
        raise FileNotFoundError("sha256sum")
    find = ["find", str(made.archive), "-type", "f", "-exec", program, "{}", "+"]
    subprocess.run(find, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own folder


def _seconds(act: Callable[[], None]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def row(ours: list[float], floor: list[float]) -> Row:
    """Compare seconds with those the audit may take; the floor is what reading the files takes."""
    may_take = "the time it may take; floor: sha256sum of the files"
    goal = Goal(1.0, floor=round(GOAL_S / median(floor), 2))
    return compared(
        "audit 10,000 invoices", may_take, ours, [GOAL_S] * len(ours), goal, measure=_MEASURE
    )
