"""The overview: are we late, why, and what is being done about it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, get_args

from starlette.responses import JSONResponse, Response

from services.domain.lateness import ON_TIME_S
from services.flow.overview import overview
from services.flow.overview_answer import Overview
from services.flow.series import Span, series
from services.ops_console.charts import charts
from services.ops_console.mood import mood
from services.ops_console.pages import Visit, fragment, page, see_other
from services.ops_console.routes import Page
from services.ops_console.runbook import RUNBOOK
from services.runtime.http.problems import Problem

OVERVIEW = "/ops/"

_WAITS: Final = {"orders": "for their invoice", "archived": "for their mail"}
_SPANS: Final[tuple[Span, ...]] = get_args(Span)

_LOOK_MS: Final = {False: 2_000, True: 10_000}
"""How often an open page looks again, on AWS less often: there a look is about fifty requests."""

_DRAW_MS: Final[Mapping[Span, int]] = {"1h": 10_000, "6h": 60_000, "24h": 60_000, "7d": 600_000}
"""How often an open page draws its charts anew: a point of the longest is two hours."""

_DRAW_ON_AWS_MS: Final = 60_000


def look(visit: Visit) -> Overview:
    """Return how everything stands now."""
    desk = visit.desk
    return overview(desk.backends, desk.clock(), worker_vcpus=desk.worker_vcpus)


def shown(visit: Visit) -> dict[str, Any]:
    """Return what the templates of queues and figures need, as it is now."""
    now = look(visit)
    return {
        "now": now,
        "mood": mood(now),
        "late": now.late_s > ON_TIME_S,
        "waits": _WAITS,
        "runbook": RUNBOOK,
        "poll_ms": _LOOK_MS[visit.desk.on_aws],
    }


def _show(visit: Visit) -> Response:
    seen = shown(visit)
    now = seen["now"]
    return page(
        visit,
        "overview.html.jinja",
        title=now.sentence,
        at=OVERVIEW,
        **seen,
        **_charts(visit, now),
    )


def _now(visit: Visit) -> Response:
    return fragment(
        visit, "overview_now.html.jinja", **shown(visit), charts=None, **_drawing(visit)
    )


def _drawn(visit: Visit) -> Response:
    return fragment(visit, "charts.html.jinja", **_charts(visit, look(visit)))


def _charts(visit: Visit, now: Overview) -> dict[str, Any]:
    drawing = _drawing(visit)
    found = series(visit.desk.backends.minutes, drawing["span"], now.as_of)
    return {"charts": charts(found, now), "spans": _SPANS, **drawing}


def _drawing(visit: Visit) -> dict[str, Any]:
    span = _span(visit)
    draw_ms = max(_DRAW_MS[span], _DRAW_ON_AWS_MS if visit.desk.on_aws else 0)
    return {"span": span, "draw_ms": draw_ms}


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
