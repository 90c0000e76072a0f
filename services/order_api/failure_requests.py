"""What the calls under /v1/failures may be sent."""

from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field

from services.domain.frozen import Request as Strict
from services.domain.order import FailureKind
from services.domain.order_request import OrderRequest
from services.domain.rejection import Fault, Rejected
from services.domain.text import Text64, Text200
from services.domain.validation import validated
from services.flow.decide_all import MOST_AT_ONCE
from services.order_api.query import DEFAULT_LIMIT, MAX_LIMIT, whole_number
from services.runtime.http.problems import Problem

_UNREADABLE = frozenset({"malformed_json", "too_deep"})

State = Literal["open", "redriven", "discarded"]
Limit = Annotated[
    int,
    BeforeValidator(whole_number, json_schema_input_type=int),
    Field(ge=1, le=MAX_LIMIT, description="How many entries a page holds at most."),
]
Cursor = Annotated[
    str | None,
    Field(description="`next` of the page before, with the same filters; `limit` may change."),
]


class FailureFilters(Strict):
    """Which failures are listed, and which page of them."""

    state: Annotated[State | None, Field(description="Only failures in this state.")] = None
    code: Annotated[Text64 | None, Field(description="Only failures with this code.")] = None
    kind: Annotated[FailureKind | None, Field(description="Only failures of this kind.")] = None
    group: Annotated[
        Text64 | None, Field(description="Only failures of this group, `id` of a group.")
    ] = None
    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor = None


class GroupFilters(Strict):
    """Which failures are grouped."""

    state: Annotated[State, Field(description="Only failures in this state.")] = "open"
    code: Annotated[Text64 | None, Field(description="Only failures with this code.")] = None
    kind: Annotated[FailureKind | None, Field(description="Only failures of this kind.")] = None


class ActionFilters(Strict):
    """Which page of the action log is shown."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Cursor = None


class RetryRequest(Strict):
    """Sends an order on its way again, as it is or corrected."""

    reason: Text200
    order: OrderRequest | None = None


class DiscardRequest(Strict):
    """Gives a failure up."""

    reason: Text200


class FailureMatch(Strict):
    """Open failures that have all of what is set."""

    code: Text64 | None = None
    group: Text64 | None = None
    ids: Annotated[list[Text64], Field(min_length=1, max_length=MOST_AT_ONCE)] | None = None


class RedriveRequest(Strict):
    """Redrives many failures, or counts them."""

    reason: Text200
    match: FailureMatch
    dry_run: bool = False


D = TypeVar("D", bound=Strict)


def decision_of(document: object, model: type[D]) -> D:
    """Return a parsed body as `model`. Raises Problem `invalid_decision` or `invalid_order`."""
    try:
        return validated(model, document)
    except Rejected as rejected:
        raise problem_of_decision(rejected) from None


def problem_of_decision(rejected: Rejected) -> Problem:
    """Return the problem of a body that was turned down; a corrected order's is an order's."""
    faults = rejected.faults
    if faults[0].code in _UNREADABLE:
        return Problem(faults[0].code, faults)
    of_order = all(f"{fault.pointer}/".startswith("/order/") for fault in faults)
    return Problem("invalid_order" if of_order else "invalid_decision", faults)


def within_order(rejected: Rejected) -> Rejected:
    """Return the faults of a corrected order with pointers into the body that it came in."""
    return Rejected([Fault(f"/order{f.pointer}", f.code, f.detail) for f in rejected.faults])
