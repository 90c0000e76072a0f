from pathlib import Path

from services.domain.measures import MEASURES

PAGE = Path(__file__).parents[2] / "docs" / "telemetry.md"


def test_the_page_on_telemetry_names_every_measure_as_it_is_defined() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert rows == [f"| `{one.name}` | {one.unit} | {one.what} |" for one in MEASURES]
