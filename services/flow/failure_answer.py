"""What a caller is told about failures, and about what was done with them."""

from typing import Any, Literal

from services.domain.action import Action, What
from services.domain.failure_groups import FailureGroup, group_key
from services.domain.order import FailureKind, Order
from services.flow.failures import failure_of
from services.flow.order_answer import Answer, timestamp


class FailureAnswer(Answer):
    """A failure, as lists of failures show it."""

    id: str
    """The failure's id. An order that fails again keeps it."""
    object: Literal["failure"]
    """Always failure."""
    kind: FailureKind
    """What failed: an order before its number or its document, or the mail of an invoice."""
    order_id: str
    """The order it belongs to."""
    code: str
    """A stable word, such as attempts_exhausted."""
    detail: str
    """What happened, in a sentence."""
    attempts: int
    """How often it was tried."""
    failed_at: str
    """When it failed for good, RFC 3339 in UTC."""
    state: Literal["open", "redriven", "discarded"]
    """open while it waits for somebody."""
    reason: str | None
    """Why it was redriven or discarded, in the words of who did it."""
    group: str
    """The group of failures with the same cause."""


class FailureGroupAnswer(Answer):
    """Failures that differ in nothing but numbers, ids and quoted text."""

    id: str
    """What the filter `group` takes."""
    object: Literal["failure_group"]
    """Always failure_group."""
    kind: FailureKind
    """What failed."""
    code: str
    """The code they share."""
    words: str
    """Their detail, with # for numbers and ids and … for quoted text."""
    count: int
    """How many of the scanned failures belong to it."""
    first_at: str
    """When the earliest of them failed."""
    last_at: str
    """When the latest of them failed."""
    example: str
    """The id of the latest."""


class ActionAnswer(Answer):
    """One entry of the action log."""

    id: str
    """The action's id; events that it made true name it."""
    object: Literal["action"]
    """Always action."""
    at: str
    """When it was asked for, RFC 3339 in UTC."""
    who: str
    """The prefix of the key, of the token's subject, or cli: and the user of the machine."""
    role: str
    """What the key allowed; shell for the command line."""
    what: What
    """What was done."""
    target: str
    """To what: an id, a queue, or the filter that was matched."""
    count: int
    """To how many it was to be done."""
    reason: str
    """Why, in the words of who did it."""


def failure_answer(order: Order) -> dict[str, Any]:
    """Return an order's failure in the shape of the public surface. It must have one."""
    failure = failure_of(order)
    return FailureAnswer(
        id=failure.id,
        object="failure",
        kind=failure.kind,
        order_id=order.id,
        code=failure.code,
        detail=failure.detail,
        attempts=failure.attempts,
        failed_at=timestamp(failure.failed_at),
        state=failure.state,
        reason=failure.reason,
        group=group_key(failure),
    ).model_dump()


def group_answer(group: FailureGroup) -> dict[str, Any]:
    """Return a group of failures in the shape of the public surface."""
    return FailureGroupAnswer(
        id=group.key,
        object="failure_group",
        kind=group.kind,
        code=group.code,
        words=group.words,
        count=group.count,
        first_at=timestamp(group.first_at),
        last_at=timestamp(group.last_at),
        example=group.example,
    ).model_dump()


def action_answer(action: Action) -> dict[str, Any]:
    """Return an entry of the action log in the shape of the public surface."""
    return ActionAnswer(
        id=action.id,
        object="action",
        at=timestamp(action.at),
        who=action.who,
        role=action.role,
        what=action.what,
        target=action.target,
        count=action.count,
        reason=action.reason,
    ).model_dump()
