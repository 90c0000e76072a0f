"""Coverage gates: `make coverage` runs the suite, then this over what it measured."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from coverage import Coverage

ROOT = Path(__file__).parents[1]


class Gate(NamedTuple):
    """What share of lines and branches the tests must reach in some files together."""

    name: str
    percent: float
    paths: tuple[str, ...]
    """Files, or folders that end in a slash, from the root of the repository."""


GATES = (
    Gate("domain", 95, ("services/domain/",)),
    Gate("backends", 95, ("services/backends/",)),
    Gate(
        "numbering",
        100,
        (
            "services/domain/numbering.py",
            "services/backends/numbering.py",
            "services/backends/embedded/numbering.py",
            "services/backends/aws/numbering.py",
            "services/backends/aws/counters.py",
            "services/invoice_worker/numbering.py",
        ),
    ),
    Gate(
        "idempotency",
        100,
        (
            "services/flow/accept.py",
            "services/flow/retry.py",
            "services/domain/fingerprint.py",
            "services/domain/ids.py",
            "services/runtime/http/idempotency.py",
        ),
    ),
    Gate(
        "links",
        100,
        (
            "services/domain/link.py",
            "services/backends/embedded/links.py",
            "services/backends/aws/links.py",
        ),
    ),
)

Files = Mapping[str, Mapping[str, Any]]
"""By path: what coverage's JSON report says of a file."""


def of_gate(gate: Gate, files: Files) -> dict[str, Mapping[str, Any]]:
    """Return the files of a gate. Raises ValueError for a path that leads to none."""
    found: dict[str, Mapping[str, Any]] = {}
    for wanted in gate.paths:
        met = {
            path: report
            for path, report in files.items()
            if path == wanted or (wanted.endswith("/") and path.startswith(wanted))
        }
        if not met:
            raise ValueError(f"{gate.name}: nothing was measured under {wanted}")
        found |= met
    return found


def reached(files: Files) -> float:
    """Return the percentage of lines and branches that ran."""
    sums = [report["summary"] for report in files.values()]
    ran: int = sum(each["covered_lines"] + each["covered_branches"] for each in sums)
    there: int = sum(each["num_statements"] + each["num_branches"] for each in sums)
    return 100.0 * ran / there


def missing(files: Files) -> list[str]:
    """Return where what did not run stands, as `path: lines, branches`."""
    said = []
    for path, report in files.items():
        branches = [f"{begin}->{end}" for begin, end in report["missing_branches"]]
        if places := [*map(str, report["missing_lines"]), *branches]:
            said.append(f"{path}: {', '.join(places)}")
    return said


def failures(gates: Sequence[Gate], files: Files) -> list[str]:
    """Return what to say of every gate that was not reached."""
    said = []
    for gate in gates:
        mine = of_gate(gate, files)
        share = reached(mine)
        sys.stdout.write(f"{gate.name:<12} {share:6.2f} % of {gate.percent:g} %\n")
        if share < gate.percent:
            said += [f"{gate.name} is below {gate.percent:g} %", *missing(mine)]
    return said


def _measured() -> Files:
    measured = Coverage()
    measured.load()
    with TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        measured.json_report(outfile=str(report))
        files: Files = json.loads(report.read_text())["files"]
    return files


if __name__ == "__main__":
    failed = failures(GATES, _measured())
    sys.stderr.writelines(f"{line}\n" for line in failed)
    sys.exit(1 if failed else 0)
