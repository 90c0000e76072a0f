"""What a bench reports, and when it says that a goal was missed."""

import json
from pathlib import Path

from rich.console import Console

from bench.report import Goal, Outcome, Row, compared, merged, save, table

FIELDS = [
    "name",
    "value",
    "unit",
    "goal",
    "peer",
    "peer_value",
    "ratio",
    "floor",
    "met",
    "command",
]


def a_row(name: str = "render one page", ratio: float = 20) -> Row:
    return compared(name, "reportlab platypus", [1.0], [ratio], Goal(18, floor=40))


def printed(outcome: Outcome) -> str:
    console = Console(width=120)
    with console.capture() as shown:
        console.print(table(outcome))
    return shown.get()


def test_a_ratio_is_taken_inside_a_round_so_that_a_busy_round_does_not_count_twice() -> None:
    ours, theirs = [1.0, 5.0, 1.0], [20.0, 100.0, 30.0]
    row = compared("render one page", "reportlab platypus", ours, theirs, Goal(18))
    assert (row.value, row.peer_value, row.ratio) == (1.0, 30.0, 20.0)


def test_a_goal_is_met_from_its_own_figure_on() -> None:
    assert a_row(ratio=18).met
    assert not a_row(ratio=17.999).met


def test_a_missed_goal_can_be_seen_in_the_table() -> None:
    assert "NOT MET" in printed(Outcome([a_row(ratio=17)], {}))
    assert "NOT MET" not in printed(Outcome([a_row(ratio=19)], {}))


def test_a_peer_that_is_left_out_is_named_with_its_reason() -> None:
    shown = printed(Outcome([a_row()], {"WeasyPrint": "cannot load library 'libpango-1.0-0'"}))
    assert "left out" in shown
    assert "WeasyPrint: cannot load library 'libpango-1.0-0'" in shown


def test_a_report_file_holds_every_field_of_every_row(tmp_path: Path) -> None:
    file = tmp_path / "results" / "latest.json"
    save(file, [a_row(), a_row("render 200 lines")])
    rows = json.loads(file.read_text())
    assert [list(row) for row in rows] == [FIELDS, FIELDS]
    assert rows[0] == {
        "name": "render one page",
        "value": 1.0,
        "unit": "ms CPU per document",
        "goal": 18,
        "peer": "reportlab platypus",
        "peer_value": 20.0,
        "ratio": 20.0,
        "floor": 40,
        "met": True,
        "command": "make bench",
    }


def test_a_bench_that_runs_again_replaces_its_own_rows_only() -> None:
    earlier = [a_row("render one page", 10)._asdict(), a_row("another bench")._asdict()]
    rows = merged(earlier, [a_row("render one page", 30)])
    assert [(row["name"], row["ratio"]) for row in rows] == [
        ("another bench", 20.0),
        ("render one page", 30.0),
    ]
