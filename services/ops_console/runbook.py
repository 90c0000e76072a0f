"""The runbook: what each alarm means and what to do, readable while everything else is down."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from starlette.responses import Response

from services.domain.alarms import ALARMS
from services.domain.frozen import Frozen
from services.ops_console.pages import Visit, page
from services.ops_console.routes import Page

RUNBOOK = "/ops/runbook"

_MARKED = re.compile(
    r"`(?P<code>[^`]+)`|\*(?P<stressed>[^*]+)\*|\[(?P<link>[^\]]+)\]\(#(?P<anchor>[a-z-]+)\)"
)
_NAMES: Final = frozenset(alarm.name for alarm in ALARMS)


class Entry(Frozen):
    """What to know of an alarm. Texts may hold Markdown's code, emphasis and links to anchors."""

    means: str
    see: str
    do: str
    over: str
    """When it ends."""


class Piece(NamedTuple):
    """A part of a text that is set in one way."""

    kind: Literal["plain", "code", "stressed", "link", "elsewhere"]
    """`link` leads to another alarm, `elsewhere` to what only docs/operations.md has."""
    text: str
    anchor: str = ""


@cache
def runbook() -> Mapping[str, Entry]:
    """Return the entry of every alarm, by its anchor."""
    text = Path(__file__).with_name("runbook.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)
    return {alarm.runbook: Entry.model_validate(entries[alarm.runbook]) for alarm in ALARMS}


def pieces(text: str) -> Iterator[Piece]:
    """Yield a text of the runbook as a sentence of its own, in parts. A template escapes them."""
    sentence = text[:1].upper() + text[1:]
    end = 0
    for found in _MARKED.finditer(sentence):
        if found.start() > end:
            yield Piece("plain", sentence[end : found.start()])
        yield _marked(found)
        end = found.end()
    if end < len(sentence):
        yield Piece("plain", sentence[end:])


def _marked(found: re.Match[str]) -> Piece:
    if found["code"]:
        return Piece("code", found["code"])
    if found["stressed"]:
        return Piece("stressed", found["stressed"])
    kind: Literal["link", "elsewhere"] = "link" if found["anchor"] in _NAMES else "elsewhere"
    return Piece(kind, found["link"], found["anchor"])


def _show(visit: Visit) -> Response:
    entries = [(alarm, _told(runbook()[alarm.runbook])) for alarm in ALARMS]
    return page(visit, "runbook.html.jinja", title="Runbook", at="", entries=entries)


def _told(entry: Entry) -> list[tuple[str, list[Piece]]]:
    told = {"Means": entry.means, "See it": entry.see, "Do": entry.do, "Over": entry.over}
    return [(label, list(pieces(text))) for label, text in told.items()]


PAGES = (Page(RUNBOOK, _show),)
