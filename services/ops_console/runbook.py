"""The runbook: what each alarm means and what to do, readable while everything else is down."""

import tomllib
from functools import cache
from pathlib import Path

from starlette.responses import Response

from services.domain.alarms import ALARMS
from services.domain.frozen import Frozen
from services.ops_console.pages import Visit, page
from services.ops_console.routes import Page

RUNBOOK = "/ops/runbook"


class Entry(Frozen):
    """What to know of alarms that have one cause and one way out."""

    title: str
    alarms: tuple[str, ...]
    """By name; the anchors that lead here."""
    means: str
    do: tuple[str, ...]
    """Steps, in the order they are worth taking."""


@cache
def runbook() -> tuple[Entry, ...]:
    """Return all entries."""
    text = Path(__file__).with_name("runbook.toml").read_text(encoding="utf-8")
    return tuple(Entry.model_validate(entry) for entry in tomllib.loads(text)["entry"])


def _show(visit: Visit) -> Response:
    severities = {alarm.name: alarm.severity for alarm in ALARMS}
    return page(
        visit,
        "runbook.html.jinja",
        title="Runbook",
        at="",
        entries=runbook(),
        severities=severities,
    )


PAGES = (Page(RUNBOOK, _show),)
