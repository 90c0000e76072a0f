"""The shapes of answers about failures and about the action log."""

from typing import Any, Literal

from services.flow.failure_answer import ActionAnswer, FailureAnswer, FailureGroupAnswer
from services.flow.order_answer import Answer


class FailureList(Answer):
    """A page of failures, the latest failed first."""

    object: Literal["list"]
    """Always list."""
    data: list[FailureAnswer]
    """The failures of this page."""
    has_more: bool
    """Whether another page follows."""
    next: str | None
    """The cursor of the next page; null on the last one."""


class FailureGroupList(Answer):
    """Failures by their cause, the largest group first."""

    object: Literal["list"]
    """Always list."""
    data: list[FailureGroupAnswer]
    """The groups."""
    scanned: int
    """How many failures were looked at, the latest first."""
    has_more: bool
    """Whether there are earlier failures that were not looked at."""


class ShownFailure(FailureAnswer):
    """A failure with what was asked for."""

    order: dict[str, Any]
    """The order's body as it counts now: as accepted, or as corrected."""
    original: dict[str, Any] | None
    """The body as accepted, where another one was put in its place."""


class ActionList(Answer):
    """A page of the action log, the latest first."""

    object: Literal["list"]
    """Always list."""
    data: list[ActionAnswer]
    """The actions of this page."""
    has_more: bool
    """Whether another page follows."""
    next: str | None
    """The cursor of the next page; null on the last one."""


class DecisionAnswer(Answer):
    """What was decided about a failure; the same whenever it is asked again."""

    id: str
    """The id of the action, as the action log has it."""
    object: Literal["decision"]
    """Always decision."""
    what: Literal["redrive", "correct", "discard"]
    """What was decided."""
    failure_id: str
    """About which failure."""
    order_id: str
    """Of which order."""
    reason: str
    """Why."""


class SkippedAnswer(Answer):
    """An order that was not redriven."""

    order_id: str
    """Which."""
    code: str
    """Why: not_open when somebody was faster."""


class RedriveAnswer(Answer):
    """What became of a decision about many failures."""

    id: str | None
    """The id of the action; null when nothing was done."""
    object: Literal["redrive"]
    """Always redrive."""
    dry_run: bool
    """Whether they were only counted."""
    matched: int
    """How many open failures matched."""
    redriven: int
    """How many were sent on their way again."""
    skipped: list[SkippedAnswer]
    """Those that were not."""
    scanned: int
    """How many failures were looked at."""
    has_more: bool
    """Whether more may match: ask again with another Idempotency-Key."""
    reason: str
    """Why."""
