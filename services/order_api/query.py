"""What the GET calls may be asked, and nothing else: an unknown or doubled parameter is refused."""

import re
from typing import Annotated, Literal, Self, TypeVar

from fastapi import Request
from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from services.domain.fields import Email, IsoDate
from services.domain.frozen import Request as Strict
from services.domain.order import Status
from services.domain.rejection import Rejected, reject
from services.domain.text import Text64
from services.domain.validation import validated
from services.runtime.http.problems import Problem

DEFAULT_LIMIT = 20
MAX_LIMIT = 100

_NUMBER = re.compile(r"\A[0-9]{1,4}\Z")


def whole_number(value: object) -> int:
    """Read the size of a page, which is text in a query."""
    if isinstance(value, str) and _NUMBER.match(value):
        return int(value)
    raise PydanticCustomError("not_an_integer", f"is not a whole number from 1 to {MAX_LIMIT}")


class OrderView(Strict):
    """How one order is shown."""

    expand: Annotated[
        Literal["timeline"] | None,
        Field(description="`timeline` adds everything that became true of the order, with times."),
    ] = None


class NoQuery(Strict):
    """Nothing: what is answered is always the same."""


class XmlView(Strict):
    """In which of its two syntaxes an e-invoice is shown."""

    format: Annotated[
        Literal["cii", "ubl"],
        Field(
            description="`cii` is the XML as the archived PDF carries it (Factur-X); `ubl` is UBL "
            "2.1, written from the same record."
        ),
    ] = "cii"


class OrderFilters(Strict):
    """Which orders are listed, and which page of them."""

    status: Annotated[Status | None, Field(description="Only orders with this status.")] = None
    reference: Annotated[
        Text64 | None, Field(description="Only orders with this shop order number.")
    ] = None
    email: Annotated[
        Email | None, Field(description="Only orders of the buyer with this e-mail address.")
    ] = None
    from_: Annotated[
        IsoDate | None,
        Field(alias="from", description="First day of `created_at` (UTC), YYYY-MM-DD."),
    ] = None
    to: Annotated[
        IsoDate | None, Field(description="Last day of `created_at` (UTC), inclusive.")
    ] = None
    limit: Annotated[
        int,
        BeforeValidator(whole_number, json_schema_input_type=int),
        Field(ge=1, le=MAX_LIMIT, description="How many orders a page holds at most."),
    ] = DEFAULT_LIMIT
    cursor: Annotated[
        str | None,
        Field(description="`next` of the page before, with the same filters; `limit` may change."),
    ] = None

    @model_validator(mode="after")
    def _answerable(self) -> Self:
        if sum(value is not None for value in (self.status, self.reference, self.email)) > 1:
            raise PydanticCustomError(
                "one_selector", "takes at most one of status, reference and email"
            )
        if self.from_ and self.to and self.from_ > self.to:
            raise PydanticCustomError("empty_range", "has a from that is later than its to")
        return self


Q = TypeVar("Q", bound=Strict)


def query_of(request: Request, model: type[Q]) -> Q:
    """Return a request's query as `model`. Raises Problem `bad_query`."""
    given = request.query_params.multi_items()
    try:
        if len({name for name, _ in given}) < len(given):
            raise reject("", "repeated_parameter", "gives a parameter twice; give it once")
        return validated(model, dict(given))
    except Rejected as rejected:
        raise Problem("bad_query", rejected.faults) from None
