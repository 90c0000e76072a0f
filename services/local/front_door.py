"""One front door: every deployable's app on one port, as API Gateway and CloudFront do on AWS."""

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from services.backends.orders import OrderQuery
from services.flow.order_answer import page_url
from services.local.front_page import Front, front_routes
from services.local.inbox import inbox_routes
from services.local.samples.first_run import FIRST_SELLER
from services.local.settings import LocalSettings
from services.local.welcome import example_curl
from services.ops_console.main import create_app as ops_console
from services.order_api.main import create_app as order_api
from services.portal.main import create_app as portal
from services.runtime.clock import utc_now
from services.runtime.composition import OUTBOX_FOLDER, Backends
from services.runtime.http.edge import guard
from services.runtime.randomness import random_id

_PORTAL = ("/i/", "/assets/portal/")
_PAGES = ("/inbox", "/assets/local/")
_CONSOLE = ("/ops/", "/assets/ops/")


def front_door(settings: LocalSettings, backends: Backends) -> ASGIApp:
    """Return the app that sends each request to the app whose path it is."""
    public_url = settings.links_start_with
    customers = portal(backends, public_url=public_url, clock=utc_now, new_id=random_id)
    people_on_call = ops_console(backends, public_url=public_url, clock=utc_now, new_id=random_id)
    pages = _pages(settings, backends)
    shops = order_api(backends, public_url=public_url, clock=utc_now, new_id=random_id)

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path.startswith(_PORTAL):
            await customers(scope, receive, send)
        elif path == "/" or path.startswith(_PAGES):
            await pages(scope, receive, send)
        elif path == "/ops" or path.startswith(_CONSOLE):
            await people_on_call(scope, receive, send)
        else:
            await shops(scope, receive, send)

    return door


def _pages(settings: LocalSettings, backends: Backends) -> Starlette:
    def look() -> Front:
        return Front(
            curl=example_curl(settings),
            sample_page_url=_sample_page_url(settings, backends),
            orders=backends.orders_queue.figures(),
            archived=backends.archived_queue.figures(),
        )

    app = Starlette(routes=[*front_routes(look), *inbox_routes(settings.state / OUTBOX_FOLDER)])
    app.router.redirect_slashes = False  # a redirect would lead where the Host header says
    guard(app, public_url=settings.links_start_with, new_id=random_id)
    return app


def _sample_page_url(settings: LocalSettings, backends: Backends) -> str | None:
    query = OrderQuery(FIRST_SELLER, livemode=True, limit=1, status="sent")
    found = backends.orders.find(query)
    if not found or found[0].issued is None:
        return None
    public_url, links = settings.links_start_with, backends.secrets.links
    return page_url(found[0], found[0].issued, public_url=public_url, links=links)
