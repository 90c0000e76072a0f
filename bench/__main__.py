"""`make bench`: run the benches, print a table, write bench/results/latest.json."""

import argparse
import sys
from pathlib import Path
from typing import Final

from rich.console import Console

from bench.audit.measure import audit
from bench.autoscaling.measure import autoscaling
from bench.hostile.measure import hostile
from bench.numbering.measure import numbering
from bench.rendering.measure import rendering
from bench.report import save, table

RESULTS: Final = Path(__file__).parent / "results"
BENCHES: Final = {
    "rendering": rendering,
    "numbering": numbering,
    "hostile": hostile,
    "audit": audit,
    "autoscaling": autoscaling,
}
_PIPE_WIDTH: Final = 120
"""Columns when nobody looks at a terminal: a row stays a line for grep."""


def main() -> int:
    """Return 0 when every goal was met, else 1."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("bench", nargs="*", help=f"one or more of: {', '.join(BENCHES)}")
    parser.add_argument("--verbose", action="store_true", help="also show what is behind them")
    given = parser.parse_args()
    if unknown := set(given.bench) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    met = True
    for name in given.bench or BENCHES:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        outcome = BENCHES[name](console, verbose=given.verbose, keep=RESULTS)
        save(RESULTS / "latest.json", outcome.rows)
        Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table(outcome))
        met = met and all(row.met for row in outcome.rows)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
