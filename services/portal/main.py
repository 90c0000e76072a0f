"""The portal's edge: the page behind `/i/{token}` and its files. Nothing here changes anything."""

from collections.abc import Callable
from os import PathLike, stat_result
from pathlib import Path

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
from services.portal.theme import logo, theme
from services.runtime.clock import Clock
from services.runtime.composition import Backends
from services.runtime.http.edge import guard
from services.runtime.randomness import NewId

Answer = Callable[[Opened], Response | None]
"""Answers an open link; None when it leads to nothing."""

log = structlog.get_logger()


def create_app(backends: Backends, *, public_url: str, clock: Clock, new_id: NewId) -> Starlette:
    """Return the portal. Its style sheets are under /assets/portal."""

    def link(path: str, answer: Answer) -> Route:
        def answered(request: Request) -> Response:
            # A plain function: Starlette calls it in a thread, where the ledger may take its time.
            found = opened(request.path_params["token"], backends, clock)
            response = answer(found) if found else None
            response = response or _gone(request)
            # The route, never the path: who reads the logs must not be able to open the page.
            log.info("page.answered", route=path, status=response.status_code)
            return response

        return Route(path, answered)

    app = Starlette(
        routes=[
            link("/i/{token}", _page),
            link("/i/{token}/pdf", lambda found: _pdf(found, backends)),
            link("/i/{token}/logo", _logo),
            link("/i/{token}/theme.css", _theme),
            Route("/i/{rest:path}", _gone),
            Mount("/assets/portal", _Assets(directory=Path(__file__).with_name("static"))),
        ]
    )
    guard(app, public_url=public_url, new_id=new_id)
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


def _page(found: Opened) -> Response:
    return invoice_page(found) if found.ready else preparing_page(found)


def _pdf(found: Opened, backends: Backends) -> Response | None:
    if not found.ready:
        return RedirectResponse(found.path, 303)
    key, name = found.invoice.archive_key, f"{found.invoice.number}.pdf"
    url = backends.archive.download_url(key, name)
    if url:
        return RedirectResponse(url, 302)
    stored = backends.archive.read(key)
    if stored is None:
        log.error("archive.missing", order_id=found.order.id, hint="run counterfoil audit")
        return None
    # Numbers are A-Z a-z 0-9 - _ . only, so the name needs no quoting of its own.
    attachment = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(stored.content, media_type="application/pdf", headers=attachment)


def _logo(found: Opened) -> Response | None:
    image = logo(found.invoice.bill.seller.logo)
    return Response(image[0], media_type=image[1]) if image else None


def _theme(found: Opened) -> Response:
    return Response(theme(found.invoice.bill.seller.accent_colour), media_type="text/css")
