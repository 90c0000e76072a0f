"""`python -m tests.simulation`: play one seed again, or as many as a number of orders takes."""

import argparse
import sys
from collections.abc import Sequence

from tests.simulation.runs import ORDERS, Sum, played, run_of, sharded
from tests.simulation.verdict import Verdict

_MOST_TOLD = 5
"""Failed runs that are told in full."""


def main(arguments: Sequence[str]) -> int:
    """Return 0 when every promise was kept."""
    asked = _parser().parse_args(arguments)
    if asked.soak:
        return _soak(asked.soak, asked.seed)
    tell = _say if asked.trace else None
    one = played(run_of(asked.seed, asked.orders), tell)
    _say(report(one))
    return 1 if one.violations else 0


def report(one: Verdict) -> str:
    """Return what became of a run; of one that failed also its last steps, and how to replay it."""
    head = f"seed {one.seed}: {one.orders} orders, {one.steps} steps, history {one.digest}"
    if not one.violations:
        return f"{head}\nevery promise was kept; {one.doubled} mails went out twice"
    replay = f"python -m tests.simulation --seed {one.seed} --orders {one.asked} --trace"
    return "\n".join([head, *one.last, *one.violations[:20], f"replay it: {replay}"])


def _soak(orders: int, first: int) -> int:
    total, told = Sum(), 0
    for total in sharded(range(first, first - -orders // ORDERS)):
        line = f"\r{total.orders} of {orders} orders, {total.steps} steps, {len(total.failed)} bad"
        sys.stderr.write(line)
        # A run may take hours: what it found is told at once.
        for one in total.failed[told:_MOST_TOLD]:
            _say(f"\n{report(one)}")
        told = len(total.failed)
    sys.stderr.write("\n")
    _say(_table(total))
    return 0 if total.kept else 1


def _table(total: Sum) -> str:
    killed = total.faults["killed"] + total.faults["killed_after"]
    rows = [
        ("orders", total.orders),
        ("runs", total.runs),
        ("steps", total.steps),
        ("crashes", killed),
        *sorted(total.faults.items()),
        ("mails", total.mails),
        ("mails sent twice", total.doubled),
        ("mails while events were lost", total.lossy_mails),
        ("runs with a violation", len(total.failed)),
    ]
    return "\n".join(f"{name:<30}{count:>12}" for name, count in rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="the (first) seed")
    parser.add_argument("--orders", type=int, default=ORDERS, help="orders of one run")
    parser.add_argument("--trace", action="store_true", help="print every step")
    parser.add_argument("--soak", type=int, metavar="ORDERS", help="as many runs as it takes")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
