"""Deciding about many failures: counted first, then confirmed, then done exactly once.

What is confirmed is done to the very failures that were counted: the form names them. Those that
came in meanwhile, or fail for another reason now, are left alone.
"""

from collections import Counter
from http import HTTPStatus
from typing import Final, Literal

from starlette.responses import Response

from services.domain.failure_groups import grouped
from services.domain.order_failures import is_discardable
from services.flow.accept import IdempotencyKeyReused
from services.flow.decide_all import MOST_AT_ONCE, Done, discard_all, redrive_all
from services.flow.failures import FailureFilter, failure_of, window
from services.ops_console.asking import LONGEST_REASON, NO_REASON, asked
from services.ops_console.failure_choice import (
    FAILURES,
    address,
    chosen_by,
    failure_ids,
    fields_of,
)
from services.ops_console.forms import text_of
from services.ops_console.pages import Visit, page, see_other
from services.ops_console.routes import Page
from services.ops_console.visitor import ACTORS
from services.runtime.http.problems import Problem

LARGE = 20
"""Above this the count is typed by who confirms it."""

What = Literal["redrive", "discard"]

_DONE: Final[dict[What, str]] = {"redrive": "redriven", "discard": "discarded"}
_DECIDE: Final = {"redrive": redrive_all, "discard": discard_all}
_SKIPPED: Final = {
    "not_open": "was not open any more",
    "stuck": "is stuck: it has a number and must be finished",
    "credit_followed": "is a credit that a later one was reckoned from",
}


def _confirm(visit: Visit) -> Response:
    chosen = chosen_by(visit.query, visit.visitor)
    picked = failure_ids(visit.request.query_params.getlist("pick"))
    if visit.query.get("scope") == "picked" and not picked:
        return see_other(address(chosen, visit.visitor), "No failure was selected.")
    return _asking(visit, _what(visit.query.get("what", "redrive")), chosen._replace(ids=picked))


def _what(text: str | None) -> What:
    if text == "redrive":
        return "redrive"
    if text == "discard":
        return "discard"
    raise Problem("bad_query")


def _asking(visit: Visit, what: What, chosen: FailureFilter, wrong: str = "") -> Response:
    """Count what a decision would be about, and ask whether it is meant."""
    orders = visit.desk.backends.orders
    seen = window(chosen._replace(state="open"), orders, limit=MOST_AT_ONCE)
    listed = chosen._replace(ids=())
    return page(
        visit,
        "deciding.html.jinja",
        title=f"{what.capitalize()} {len(seen.found)}?",
        at=FAILURES,
        status=HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK,
        what=what,
        count=len(seen.found),
        ids=" ".join(failure_of(order).id for order in seen.found),
        groups=grouped(failure_of(order) for order in seen.found),
        must_stay=sum(not is_discardable(order) for order in seen.found),
        more=seen.end is not None,
        is_large=len(seen.found) > LARGE,
        fields=fields_of(listed, visit.visitor),
        back=address(listed, visit.visitor),
        wrong=wrong,
        reason=text_of(visit.form, "reason"),
        longest_reason=LONGEST_REASON,
        form_id=text_of(visit.form, "action") or visit.desk.new_id(),
    )


def _decide(visit: Visit) -> Response:
    fields = {name: text_of(visit.form, name) for name in visit.form}
    what, listed = _what(fields.get("what")), chosen_by(fields, visit.visitor)
    ids = failure_ids(fields.get("ids", "").split())
    if not 0 < len(ids) <= MOST_AT_ONCE:
        raise Problem("bad_query")
    chosen, ask = listed._replace(ids=ids), asked(visit, what)
    if ask is None:
        return _asking(visit, what, chosen, NO_REASON)
    if len(ids) > LARGE and fields.get("typed") != str(len(ids)):
        return _asking(visit, what, chosen, f"Type {len(ids)} to confirm that so many are meant.")
    back = address(listed, visit.visitor)
    try:
        done = _DECIDE[what](chosen, ask, visit.desk.backends)
    except IdempotencyKeyReused:
        return see_other(back, "Nothing was done: this form has decided something else before.")
    return see_other(back, _told(what, done))


def _told(what: What, done: Done) -> str:
    told = [f"{len(done.done)} {_DONE[what]}."]
    for code, count in Counter(each.code for each in done.skipped).items():
        told.append(f"{count} left alone: each {_SKIPPED[code]}.")
    return " ".join(told)


PAGES = (
    Page("/ops/failures/confirm", _confirm, roles=ACTORS),
    Page("/ops/failures/decide", _decide, "POST", ACTORS),
)
"""Before the page of one failure, whose address would take these for ids."""
