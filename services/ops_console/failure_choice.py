"""Which failures a page is about: read from its address, and written into links to others."""

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeVar, get_args
from urllib.parse import urlencode

from services.domain.order import FailureKind
from services.flow.failures import FailureFilter
from services.ops_console.visitor import Visitor
from services.runtime.http.problems import Problem

FAILURES = "/ops/failures"
ANY = "any"

State = Literal["open", "redriven", "discarded"]
STATES: Final[tuple[State, ...]] = get_args(State)
KINDS: Final[tuple[FailureKind, ...]] = get_args(FailureKind)

Known = TypeVar("Known", bound=str)

_WORD = re.compile(r"\A[a-z0-9_]{1,64}\Z")
_ID = re.compile(r"\Afail_[0-9a-f]{40}\Z")


def chosen_by(fields: Mapping[str, str], visitor: Visitor) -> FailureFilter:
    """Return which failures a query or form is about: open ones, unless it says otherwise.

    They are those of the visitor's own seller and mode, for an admin everybody's. Raises Problem
    `bad_query`: with a filter left out, far more would be acted on than was meant.
    """
    state = fields.get("state") or STATES[0]
    return FailureFilter(
        seller_id=visitor.seller(fields.get("seller")),
        livemode=None if visitor.is_admin else visitor.livemode,
        code=_word(fields.get("code")),
        group=_word(fields.get("group")),
        kind=_one_of(KINDS, fields["kind"]) if fields.get("kind") else None,
        state=None if state == ANY else _one_of(STATES, state),
    )


def failure_ids(texts: list[str]) -> tuple[str, ...]:
    """Return the ids of failures that were picked. Raises Problem `bad_query` for anything else."""
    if not all(_ID.match(text) for text in texts):
        raise Problem("bad_query")
    return tuple(texts)


def fields_of(chosen: FailureFilter, visitor: Visitor) -> dict[str, str]:
    """Return what `chosen_by` reads the same choice from."""
    state = chosen.state or ANY
    fields = {
        "state": None if state == STATES[0] else state,
        "seller": chosen.seller_id if visitor.is_admin else None,
        "kind": chosen.kind,
        "code": chosen.code,
        "group": chosen.group,
    }
    return {name: value for name, value in fields.items() if value}


def address(chosen: FailureFilter, visitor: Visitor) -> str:
    """Return the address of the list of these failures."""
    fields = fields_of(chosen, visitor)
    return f"{FAILURES}?{urlencode(fields)}" if fields else FAILURES


def _word(text: str | None) -> str | None:
    if text and not _WORD.match(text):
        raise Problem("bad_query")
    return text or None


def _one_of(known: tuple[Known, ...], text: str) -> Known:
    found = next((one for one in known if one == text), None)
    if found is None:
        raise Problem("bad_query")
    return found
