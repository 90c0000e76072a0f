"""The table on the page for people on call is the one that the simulation prints."""

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
POLICIES = ("ours", "step policy", "target tracking")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_table_for_people_on_call_says_what_the_simulations_says() -> None:
    full = [cells(line) for line in (DOCS / "scaling.md").read_text().splitlines()]
    figures = {(c[0], c[1]): f"{c[2]} / {c[4]}" for c in full if len(c) > 4 and c[1] in POLICIES}
    shapes = list(dict.fromkeys(shape for shape, _ in figures))
    wanted = [[shape, *(figures[shape, policy] for policy in POLICIES)] for shape in shapes]
    page = [cells(line) for line in (DOCS / "operations.md").read_text().splitlines()]
    assert [row for row in page if row[0] in shapes] == wanted
    assert len(shapes) == 8
