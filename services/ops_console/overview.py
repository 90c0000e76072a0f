"""The overview: are we late, why, and what is being done about it."""

from http import HTTPStatus
from typing import Any, Final, Literal, get_args

from starlette.responses import JSONResponse, Response

from services.domain.lateness import ON_TIME_S
from services.flow.overview import overview
from services.flow.overview_answer import Overview
from services.flow.series import Span, series
from services.ops_console.charts import charts
from services.ops_console.pages import Visit, fragment, page, see_other
from services.ops_console.routes import Page
from services.ops_console.runbook import RUNBOOK
from services.runtime.http.problems import Problem

OVERVIEW = "/ops/"

_WAITS: Final = {"orders": "for their invoice", "archived": "for their mail"}
_SPANS: Final[tuple[Span, ...]] = get_args(Span)

Mood = Literal["good", "wait", "bad"]


def look(visit: Visit) -> Overview:
    """Return how everything stands now."""
    desk = visit.desk
    return overview(desk.backends, desk.clock(), worker_vcpus=desk.worker_vcpus)


def mood(now: Overview) -> Mood:
    """Return how bad it is: whether somebody has to act, or should know, or may do something else.

    A pause is somebody's wish, so what waits for its end does not look like trouble.
    """
    raised = {alarm.severity for alarm in now.alarms if alarm.state == "alarm"}
    if is_deserted(now):
        return "bad"
    if now.paused:
        return "wait"
    if raised - {"warning"} or now.late_s > ON_TIME_S:
        return "bad"
    return "wait" if raised else "good"


def is_deserted(now: Overview) -> bool:
    """Tell whether orders wait and nobody works, though nobody paused anything."""
    return bool(not now.scaling.running and now.scaling.backlog and "orders" not in now.paused)


def shown(now: Overview) -> dict[str, Any]:
    """Return what the templates of queues and figures need."""
    late = now.late_s > ON_TIME_S
    return {"now": now, "mood": mood(now), "late": late, "waits": _WAITS, "runbook": RUNBOOK}


def _show(visit: Visit) -> Response:
    now = look(visit)
    return page(
        visit,
        "overview.html.jinja",
        title=now.sentence,
        at=OVERVIEW,
        **shown(now),
        **_charts(visit, now),
    )


def _now(visit: Visit) -> Response:
    return fragment(visit, "overview_now.html.jinja", **shown(look(visit)), charts=None)


def _drawn(visit: Visit) -> Response:
    return fragment(visit, "charts.html.jinja", **_charts(visit, look(visit)))


def _charts(visit: Visit, now: Overview) -> dict[str, Any]:
    span = _span(visit)
    found = series(visit.desk.backends.minutes, span, now.as_of)
    return {"charts": charts(found, now), "span": span, "spans": _SPANS}


def _span(visit: Visit) -> Span:
    asked = visit.query.get("span", _SPANS[0])
    span = next((span for span in _SPANS if span == asked), None)
    if span is None:
        raise Problem("bad_query")
    return span


def _overview_json(visit: Visit) -> Response:
    return JSONResponse(look(visit).model_dump(mode="json"))


def _series_json(visit: Visit) -> Response:
    desk = visit.desk
    found = series(desk.backends.minutes, _span(visit), desk.clock())
    return JSONResponse(found.model_dump(mode="json"), HTTPStatus.OK)


PAGES = (
    Page("/ops", lambda _visit: see_other(OVERVIEW)),
    Page(OVERVIEW, _show),
    Page("/ops/now", _now),
    Page("/ops/charts", _drawn),
    Page("/ops/api/overview", _overview_json),
    Page("/ops/api/series", _series_json),
)
