"""The part of docs/operations.md that is written from the alarms and the console's runbook.

`python -m tests.runbook` writes it anew.
"""

import re
import textwrap
from pathlib import Path

from services.domain.alarms import ALARMS, Alarm
from services.ops_console.runbook import Entry, runbook

PAGE = Path(__file__).parents[1] / "docs" / "operations.md"
BEGINS = "| alarm | severity | raised when |\n"
ENDS = "## Alarms that only AWS has\n"

_WIDTH = 132
_NO_BREAK = "\0"


def written() -> str:
    """Return the table of alarms and the entry of each, as Markdown."""
    table = "".join(f"{row(alarm)}\n" for alarm in ALARMS)
    entries = "\n".join(_entry(name, entry) for name, entry in runbook().items())
    return f"{BEGINS}|---|---|---|\n{table}\n{entries}\n"


def stands(page: str) -> str:
    """Return what stands in the page in its place; empty when the place is not there."""
    _, begins, rest = page.partition(BEGINS)
    entries, ends, _ = rest.partition(ENDS)
    return begins + entries if ends else ""


def row(alarm: Alarm) -> str:
    """Return an alarm's row of the table."""
    sign = "<" if alarm.below else ">"
    when = f"{alarm.signal} {sign} {alarm.threshold} in {alarm.of_them} of {alarm.minutes} minutes"
    return f"| [{alarm.name}](#{alarm.runbook}) | {alarm.severity} | {when} |"


def _entry(name: str, entry: Entry) -> str:
    told = {"Means": entry.means, "See it": entry.see, "Do": entry.do, "Over": entry.over}
    items = (_item(f"- {label}: {text}") for label, text in told.items())
    return f"### {name}\n\n" + "".join(f"{item}\n" for item in items)


def _item(text: str) -> str:
    # A command that is copied from the page must not end at the end of a line.
    whole = re.sub("`[^`]+`", lambda code: code[0].replace(" ", _NO_BREAK), text)
    lines = textwrap.fill(
        whole, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return lines.replace(_NO_BREAK, " ")


if __name__ == "__main__":
    page = PAGE.read_text()
    PAGE.write_text(page.replace(stands(page), written()))
