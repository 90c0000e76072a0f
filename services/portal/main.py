"""The portal's edge: the page behind `/i/{token}` and its files. Nothing here changes anything."""

from collections.abc import Callable
from functools import cache
from os import PathLike, stat_result
from pathlib import Path
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from services.portal.opening import Opened, opened
from services.portal.pages import gone_page, invoice_page, preparing_page
from services.portal.phrases import preferred
from services.portal.settings import PortalSettings
from services.portal.theme import logo, theme
from services.runtime.clock import Clock, utc_now
from services.runtime.composition import Backends, open_backends
from services.runtime.http.archived import pdf_answer, xml_answer
from services.runtime.http.counting import counted
from services.runtime.http.edge import guard
from services.runtime.http.lambda_gateway import LambdaHandler, lambda_handler
from services.runtime.http.threads import Blocking, in_thread, inline
from services.runtime.meter import Meter
from services.runtime.randomness import NewId, random_id
from services.runtime.settings import read_settings
from services.runtime.telemetry import start_logs

Answer = Callable[[Opened], Response | None]
"""Answers an open link; None when it leads to nothing."""

log = structlog.get_logger()


def create_app(
    backends: Backends,
    *,
    public_url: str,
    clock: Clock,
    new_id: NewId,
    blocking: Blocking = in_thread,
) -> Starlette:
    """Return the portal. Its style sheets are under /assets/portal.

    `blocking` says where calls to backends run.
    """

    def link(path: str, answer: Answer) -> Route:
        def answered(request: Request) -> Response:
            found = opened(request.path_params["token"], backends, clock)
            response = answer(found) if found else None
            response = response or _gone(request)
            # The route, never the path: who reads the logs must not be able to open the page.
            log.info("page.answered", route=path, status=response.status_code)
            return response

        async def endpoint(request: Request) -> Response:
            return await blocking(answered, request)

        return Route(path, endpoint)

    app = Starlette(
        routes=[
            link("/i/{token}", _page),
            link("/i/{token}/pdf", lambda found: _pdf(found, backends)),
            link("/i/{token}/xml", lambda found: _xml(found, backends)),
            link("/i/{token}/logo", _logo),
            link("/i/{token}/theme.css", _theme),
            Route("/i/{rest:path}", _no_link),
            Mount("/assets/portal", _Assets(directory=Path(__file__).with_name("static"))),
        ]
    )
    guard(app, public_url=public_url, new_id=new_id)
    meter = Meter("portal", backends.minutes, clock, backends.emit)
    app.add_middleware(counted, meter=meter, blocking=blocking)
    return app


class _Assets(StaticFiles):
    """Files that a browser keeps but asks about, so that a new release shows at once."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = "no-cache"
        return response


def _gone(request: Request) -> Response:
    return gone_page(preferred(request.headers.get("accept-language", "")))


async def _no_link(request: Request) -> Response:
    return _gone(request)


def _page(found: Opened) -> Response:
    return invoice_page(found) if found.ready else preparing_page(found)


def _pdf(found: Opened, backends: Backends) -> Response | None:
    if not found.ready:
        return RedirectResponse(found.path, 303)
    return pdf_answer(found.invoice, backends.archive)


def _xml(found: Opened, backends: Backends) -> Response | None:
    if found.invoice.bill.e_invoice is None:
        return None
    if not found.ready:
        return RedirectResponse(found.path, 303)
    return xml_answer(found.invoice, backends.archive)


def _logo(found: Opened) -> Response | None:
    image = logo(found.invoice.bill.seller.logo)
    return Response(image[0], media_type=image[1]) if image else None


def _theme(found: Opened) -> Response:
    return Response(theme(found.invoice.bill.seller.accent_colour), media_type="text/css")


@cache
def _opened() -> LambdaHandler:
    settings = read_settings(PortalSettings)
    start_logs(settings, "portal")
    app = create_app(
        open_backends(settings),
        public_url=settings.public_url,
        clock=utc_now,
        new_id=random_id,
        blocking=inline,
    )
    return lambda_handler(app)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one event of a function URL or an HTTP API (Lambda's entry point)."""
    return _opened()(event, context)
