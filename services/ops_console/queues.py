"""Queues: how they stand, pausing one with a reason, and resuming it."""

from typing import Final

from starlette.responses import Response

from services.backends.pauses import Pause
from services.flow.pausing import pause_queue, resume_queue
from services.ops_console.asking import NO_REASON, ask_of, asked
from services.ops_console.overview import shown
from services.ops_console.pages import Visit, fragment, page, see_other
from services.ops_console.routes import Page, not_found
from services.ops_console.visitor import ACTORS
from services.runtime.composition import ARCHIVED, ORDERS

QUEUES = "/ops/queues"

_NAMES: Final = (ORDERS, ARCHIVED)


def _show(visit: Visit) -> Response:
    return page(visit, "queues.html.jinja", title="Queues", at=QUEUES, **shown(visit))


def _now(visit: Visit) -> Response:
    return fragment(visit, "queues_now.html.jinja", **shown(visit))


def _pause(visit: Visit) -> Response:
    queue, ask = visit.request.path_params["queue"], asked(visit, "pause")
    if queue not in _NAMES:
        return not_found(visit)
    if ask is None:
        return see_other(QUEUES, f"Nothing was done. {NO_REASON}")
    if before := _standing(visit, queue):
        return see_other(QUEUES, f"The {queue} queue is paused already, by {before.who}.")
    pause_queue(queue, ask, visit.desk.backends, seller_id=visit.visitor.key.seller_id)
    return see_other(QUEUES, f"The {queue} queue is paused. What is in hand is still finished.")


def _resume(visit: Visit) -> Response:
    queue = visit.request.path_params["queue"]
    if queue not in _NAMES:
        return not_found(visit)
    if _standing(visit, queue) is None:
        return see_other(QUEUES, f"The {queue} queue is not paused.")
    ask = ask_of(visit, "resume", reason="")
    resume_queue(queue, ask, visit.desk.backends, seller_id=visit.visitor.key.seller_id)
    return see_other(QUEUES, f"The {queue} queue is taken from again, within seconds.")


def _standing(visit: Visit, queue: str) -> Pause | None:
    pauses = visit.desk.backends.pauses.all()
    return next((pause for pause in pauses if pause.queue == queue), None)


PAGES = (
    Page(QUEUES, _show),
    Page("/ops/queues/now", _now),
    Page("/ops/queues/{queue}/pause", _pause, "POST", ACTORS),
    Page("/ops/queues/{queue}/resume", _resume, "POST", ACTORS),
)
