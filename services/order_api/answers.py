"""The shapes of answers that are not a single order."""

from typing import Literal

from pydantic import Field

from services.flow.order_answer import Answer, OrderAnswer


class OrderList(Answer):
    """A page of orders, newest first."""

    object: Literal["list"]
    """Always list."""
    data: list[OrderAnswer]
    """The orders of this page."""
    has_more: bool
    """Whether another page follows."""
    next: str | None
    """The cursor of the next page; null on the last one."""


class Health(Answer):
    """The answer of a system that is ready."""

    status: Literal["ok"]
    """Always ok: a system that is not ready answers 503."""


class FaultAnswer(Answer):
    """One thing that is wrong with a request."""

    pointer: str
    """RFC 6901 JSON pointer to the place in the body, or to the parameter of the query."""
    code: str
    """A stable word for the rule that was broken."""
    detail: str
    """The rule in a sentence. What was sent is never repeated."""


class ProblemAnswer(Answer):
    """Why a request was turned down (RFC 9457, application/problem+json)."""

    type: str
    """A page that explains the code and says what to do."""
    title: str
    """What happened, in a few words."""
    status: int
    """The HTTP status once more."""
    detail: str
    """Why it happened and what to do. The same for every request."""
    code: str
    """A stable word that programs may compare."""
    request_id: str
    """The request's X-Request-Id, to find it in the logs."""
    errors: list[FaultAnswer] = Field(default_factory=list)
    """Every single fault, at most 20; only where the code speaks of errors."""
