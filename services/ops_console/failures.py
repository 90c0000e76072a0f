"""Failures: few causes first, then each of them, and what can be done about it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.responses import Response

from services.domain.failure_groups import FailureGroup, group_key, grouped
from services.domain.ids import canonical_json
from services.domain.order import Order
from services.domain.order_failures import is_correctable, is_discardable
from services.domain.rejection import Fault
from services.flow.failures import FailureFilter, Position, failure_of, position_of, window
from services.ops_console.asking import LONGEST_REASON
from services.ops_console.failure_choice import (
    ANY,
    FAILURES,
    KINDS,
    STATES,
    address,
    chosen_by,
    fields_of,
)
from services.ops_console.lists import ROWS, going_on, part_of
from services.ops_console.orders import ORDERS
from services.ops_console.pages import Visit, page, see_other
from services.ops_console.routes import Page, not_found
from services.ops_console.whose import body_of, sees_order, sellers_of

_PREFIX = "fail_"


class Listed(NamedTuple):
    """A page of failures, and what they have in common with those that were looked at."""

    rows: Sequence[Order]
    end: Position | None
    """Where the next page begins to look; None when all were seen."""
    groups: Sequence[FailureGroup] = ()
    codes: Sequence[str] = ()
    matched: int | None = None
    """How many of those looked at match; None on later pages, which count nothing."""
    scanned: int = 0
    more: bool = False
    """Whether there are failures that were not looked at."""


def _list(visit: Visit) -> Response:
    visitor, orders = visit.visitor, visit.desk.backends.orders
    chosen = chosen_by(visit.query, visitor)
    scope = f"ops failures {canonical_json(chosen._asdict()).decode()}"
    after = part_of(visit, scope).after
    listed = _first(visit, chosen) if after is None else _later(visit, chosen, after)

    def link(**changes: Any) -> str:  # noqa: ANN401 - any field of the filter
        return address(chosen._replace(**changes), visitor)

    return page(
        visit,
        "failures.html.jinja",
        title="Failures",
        at=FAILURES,
        listed=listed,
        chosen=chosen,
        fields=fields_of(chosen, visitor),
        link=link,
        is_narrowed=chosen._replace(state=None) != chosen_by({"state": ANY}, visitor),
        older=going_on(visit, listed.end, scope),
        states=(*STATES, None),
        kinds=KINDS,
        sellers=sellers_of(visit),
        elsewhere=0 if listed.rows or visitor.is_admin else orders.count_failures("open"),
        now=visit.desk.clock(),
    )


def _first(visit: Visit, chosen: FailureFilter) -> Listed:
    """Look at all that the window holds: once for the groups, the codes and the rows."""
    seen = window(chosen._replace(group=None), visit.desk.backends.orders)
    mine = [one for one in seen.found if chosen.group in (None, group_key(failure_of(one)))]
    rows = mine[:ROWS]
    return Listed(
        rows,
        position_of(rows[-1]) if len(mine) > ROWS else seen.end,
        grouped(failure_of(order) for order in mine),
        sorted({failure_of(order).code for order in seen.found}),
        len(mine),
        seen.scanned,
        more=seen.end is not None,
    )


def _later(visit: Visit, chosen: FailureFilter, after: Position) -> Listed:
    seen = window(chosen, visit.desk.backends.orders, limit=ROWS, after=after)
    return Listed(seen.found, seen.end)


def order_of(visit: Visit) -> Order | None:
    """Return the order of the failure that the address names; None unless the visitor sees it."""
    id_: str = visit.request.path_params["id"]
    if not id_.startswith(_PREFIX):
        return None
    orders = visit.desk.backends.orders.read([f"ord_{id_.removeprefix(_PREFIX)}"])
    return next((order for order in orders if sees_order(visit.visitor, order)), None)


def _show(visit: Visit) -> Response:
    order = order_of(visit)
    if order is None:
        return not_found(visit)
    return failure_page(visit, order) if order.failure else to_order(order)


def to_order(order: Order) -> Response:
    """Lead on to an order that has no failure: one that was stuck and got on forgets it."""
    return see_other(f"{ORDERS}/{order.id}")


class Refused(NamedTuple):
    """What was sent about a failure and could not be done: it is shown again, with the reason."""

    call: str
    """redrive, discard or correct."""
    wrong: str
    reason: str = ""
    faults: Sequence[Fault] = ()
    """Of the corrected order."""
    order: str = ""
    """The corrected order, as it was typed."""


def failure_page(visit: Visit, order: Order, refused: Refused | None = None) -> Response:
    """Return the page of one failure, and on it what was just refused."""
    failure = failure_of(order)
    may_act = visit.visitor.may_act and order.open_failure is not None
    return page(
        visit,
        "failure.html.jinja",
        title=f"{failure.code} of {order.reference}",
        at=FAILURES,
        status=_status(refused),
        order=order,
        failure=failure,
        group=group_key(failure),
        may_act=may_act,
        may_discard=may_act and is_discardable(order),
        may_correct=may_act and is_correctable(order),
        body=body_of(order, visit.visitor),
        original=body_of(order, visit.visitor, original=True) if order.corrected else None,
        refused=refused,
        longest_reason=LONGEST_REASON,
        form_id=visit.desk.new_id(),
        now=visit.desk.clock(),
    )


def _status(refused: Refused | None) -> HTTPStatus:
    if refused is None:
        return HTTPStatus.OK
    return HTTPStatus.UNPROCESSABLE_ENTITY if refused.faults else HTTPStatus.BAD_REQUEST


PAGES = (
    Page(FAILURES, _list),
    Page("/ops/failures/{id}", _show),
)
