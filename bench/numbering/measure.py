"""Ten orders in a transaction beside one order in each: the same code, ledger and disk."""

from pathlib import Path
from typing import Final

from rich.console import Console

from bench.numbering.ledger import Ledger, ledger
from bench.report import Goal, Measure, Outcome, Row, compared

TOGETHER: Final = 10
GOAL: Final = Goal(2.0)
"""How many times as many orders a second the batch must give."""
_MEASURE: Final = Measure("orders/s", "make bench ARGS=numbering", more_is_better=True)
_ROUNDS: Final = 9
_ORDERS: Final = 100


def numbering(console: Console, *, verbose: bool, keep: Path) -> Outcome:  # noqa: ARG001 - every bench is asked alike
    """Measure how many orders of one series get their numbers in a second of wall time."""
    ours, theirs = [], []
    with ledger() as books:
        for turn in range(_ROUNDS):
            console.print(f"number orders: round {turn + 1} of {_ROUNDS}")
            first = 2 * turn * _ORDERS
            ours.append(_per_second(books, first, TOGETHER))
            theirs.append(_per_second(books, first + _ORDERS, 1))
        books.check_complete(2 * _ROUNDS * _ORDERS)
    return Outcome([row(ours, theirs)], {})


def _per_second(books: Ledger, first: int, together: int) -> float:
    return _ORDERS / books.number(books.accept(first, _ORDERS), together)


def row(ours: list[float], theirs: list[float]) -> Row:
    """Compare the orders a second of both; they had the same disk, too."""
    return compared(
        "number orders, one series",
        "one order per transaction",
        ours,
        theirs,
        GOAL,
        measure=_MEASURE,
    )
