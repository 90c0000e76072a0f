"""Failures by what they have in common: two thousand failures are mostly three errors.

Two failures belong together when kind and code are the same, and the details too once everything
that differs from order to order is left out of them.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from services.domain.frozen import Frozen
from services.domain.ids import digest
from services.domain.order import Failure, FailureKind

LONGEST_WORDS = 200

_KEY_LENGTH = 16
# What is quoted comes first: it may hold any of the others. An apostrophe opens no quotation.
_DIFFERS = (
    (re.compile(r'"[^"]*"|“[^”]*”|(?<!\w)\'[^\']*\'(?!\w)'), "…"),
    (re.compile(r"[^\s<>@,;:]+@[^\s<>@,;:]+"), "…"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE), "#"),
    (re.compile(r"(?<=_)[0-9a-f]{12,}(?![0-9a-z])|\b0x[0-9a-f]+\b", re.IGNORECASE), "#"),
    (re.compile(r"\b(?=[a-f]*[0-9])[0-9a-f]{8,}\b", re.IGNORECASE), "#"),
    (re.compile(r"[0-9]+(?:[.,:][0-9]+)*"), "#"),
)


class FailureGroup(Frozen):
    """Failures with one cause, as far as their words tell."""

    key: str
    """`grp_` and 64 bits; the same in every list and every release with the same rules."""
    kind: FailureKind
    code: str
    words: str
    """The detail with `#` for numbers, ids and places in lists and `…` for what was quoted."""
    count: int
    first_at: datetime
    last_at: datetime
    example: str
    """The id of the latest failure of the group."""


def words_of(detail: str) -> str:
    """Return a detail without what differs from one order to the next, at most 200 characters."""
    for pattern, instead in _DIFFERS:
        detail = pattern.sub(instead, detail)
    return detail[:LONGEST_WORDS]


def group_key(failure: Failure) -> str:
    """Return the key of the group that a failure belongs to."""
    found = digest(failure.kind, failure.code, words_of(failure.detail))
    return f"grp_{found[:_KEY_LENGTH]}"


def grouped(failures: Iterable[Failure]) -> tuple[FailureGroup, ...]:
    """Return the groups that these failures make, the largest first, then the latest."""
    members: dict[str, list[Failure]] = {}
    for failure in failures:
        members.setdefault(group_key(failure), []).append(failure)
    groups = [_group(key, of_one) for key, of_one in members.items()]
    return tuple(sorted(groups, key=lambda g: (g.count, g.last_at, g.key), reverse=True))


def _group(key: str, members: Sequence[Failure]) -> FailureGroup:
    latest = max(members, key=lambda failure: (failure.failed_at, failure.id))
    return FailureGroup(
        key=key,
        kind=latest.kind,
        code=latest.code,
        words=words_of(latest.detail),
        count=len(members),
        first_at=min(failure.failed_at for failure in members),
        last_at=latest.failed_at,
        example=latest.id,
    )
