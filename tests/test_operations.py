"""Who is woken by an alarm finds what it means and what to do."""

import re
from pathlib import Path

import pytest

from services.domain.alarms import ALARMS, Alarm
from tests.runbook import PAGE, stands, written

OPERATIONS = PAGE.read_text()


def section(heading: str) -> str:
    """Return what stands under a heading of the second level."""
    return OPERATIONS.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_alarm_has_its_entry_and_every_entry_its_alarm() -> None:
    entries = re.findall(r"^### (.+)$", section("Alarms"), re.MULTILINE)
    assert entries == [alarm.runbook for alarm in ALARMS]


@pytest.mark.parametrize("alarm", ALARMS, ids=lambda alarm: alarm.name)
def test_an_entry_says_what_it_means_how_to_see_it_what_to_do_and_when_it_is_over(
    alarm: Alarm,
) -> None:
    entry = section("Alarms").partition(f"\n### {alarm.runbook}\n")[2].partition("\n### ")[0]
    assert re.findall(r"^- (\w[\w ]*):", entry, re.MULTILINE) == ["Means", "See it", "Do", "Over"]


def test_alarms_and_entries_are_those_of_the_console() -> None:
    assert stands(OPERATIONS) == written(), (
        "docs/operations.md repeats services/domain/alarms.py and the console's runbook.toml:"
        " change those, then write it anew with `python -m tests.runbook`"
    )


def test_every_link_within_the_page_leads_somewhere() -> None:
    headings = re.findall(r"^##+ (.+)$", OPERATIONS, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    linked = set(re.findall(r"\]\(#([^)]+)\)", OPERATIONS))
    assert linked <= anchors


def test_every_page_it_names_is_there() -> None:
    pages = re.findall(r"\]\(([a-z]+\.md)(?:#[^)]*)?\)", OPERATIONS)
    assert pages
    for page in pages:
        assert (Path(__file__).parents[1] / "docs" / page).is_file(), page


def test_every_line_of_the_log_it_names_is_written_somewhere() -> None:
    named = set(re.findall(r"`([a-z_]+\.(?!py|md)[a-z_]+)`", OPERATIONS))
    services = Path(__file__).parents[1] / "services"
    sources = "".join(path.read_text() for path in services.rglob("*.py"))
    assert "order.released" in named
    assert {event for event in named if f'"{event}"' not in sources} == set()
