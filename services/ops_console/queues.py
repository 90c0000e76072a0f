"""Queues: how they stand, pausing one with a reason, and resuming it."""

from typing import Final

from starlette.responses import Response

from services.backends.pauses import Pause
from services.flow.acting import act
from services.ops_console.forms import text_of
from services.ops_console.overview import shown
from services.ops_console.pages import Visit, fragment, page, see_other
from services.ops_console.routes import Page, not_found
from services.ops_console.visitor import ACTORS
from services.runtime.composition import ARCHIVED, ORDERS

QUEUES = "/ops/queues"
LONGEST_REASON = 200

_NAMES: Final = (ORDERS, ARCHIVED)


def _show(visit: Visit) -> Response:
    return page(visit, "queues.html.jinja", title="Queues", at=QUEUES, **shown(visit))


def _now(visit: Visit) -> Response:
    return fragment(visit, "queues_now.html.jinja", **shown(visit))


def _pause(visit: Visit) -> Response:
    queue, reason = visit.request.path_params["queue"], text_of(visit.form, "reason")
    if queue not in _NAMES:
        return not_found(visit)
    if not 0 < len(reason) <= LONGEST_REASON:
        return see_other(QUEUES, f"Nothing was done: a reason of 1 to {LONGEST_REASON} characters.")
    ask, backends = visit.ask(reason), visit.desk.backends
    act(ask, "pause", queue, actions=backends.actions, seller_id=None)
    backends.pauses.pause(Pause(queue=queue, at=ask.at, who=ask.who, reason=reason))
    return see_other(QUEUES, f"The {queue} queue is paused. What is in hand is still finished.")


def _resume(visit: Visit) -> Response:
    queue = visit.request.path_params["queue"]
    if queue not in _NAMES:
        return not_found(visit)
    backends = visit.desk.backends
    act(
        visit.ask(text_of(visit.form, "reason")[:LONGEST_REASON]),
        "resume",
        queue,
        actions=backends.actions,
        seller_id=None,
    )
    backends.pauses.resume(queue)
    return see_other(QUEUES, f"The {queue} queue is taken from again, within seconds.")


PAGES = (
    Page(QUEUES, _show),
    Page("/ops/queues/now", _now),
    Page("/ops/queues/{queue}/pause", _pause, "POST", ACTORS),
    Page("/ops/queues/{queue}/resume", _resume, "POST", ACTORS),
)
