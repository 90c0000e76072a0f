"""The coverage gates, over measurements that are made up."""

from typing import Any

import pytest

from tests.gates import GATES, ROOT, Gate, failures, of_gate


def measured(lines: int, branches: int, *, of: int = 10) -> dict[str, Any]:
    """Return what coverage says of a file of ten lines and ten branches."""
    return {
        "summary": {
            "covered_lines": lines,
            "num_statements": of,
            "covered_branches": branches,
            "num_branches": of,
        },
        "missing_lines": list(range(lines, of)),
        "missing_branches": [[n, n + 1] for n in range(branches, of)],
    }


def test_a_branch_that_never_ran_fails_a_full_gate_and_is_named() -> None:
    files = {"services/a.py": measured(10, 10), "services/b.py": measured(10, 9)}
    assert failures([Gate("all", 100, ("services/",))], files) == [
        "all is below 100 %",
        "services/b.py: 9->10",
    ]


def test_a_gate_counts_lines_and_branches_of_all_its_files_together() -> None:
    files = {"services/a.py": measured(10, 10), "services/b.py": measured(9, 9)}
    assert failures([Gate("all", 95, ("services/",))], files) == []
    assert failures([Gate("all", 96, ("services/",))], files) != []


def test_a_gate_of_a_file_that_is_gone_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"services/gone\.py"):
        of_gate(Gate("one", 100, ("services/gone.py",)), {"services/a.py": measured(10, 10)})


@pytest.mark.parametrize("path", [path for gate in GATES for path in gate.paths])
def test_every_gate_guards_what_exists(path: str) -> None:
    assert (ROOT / path).exists()
