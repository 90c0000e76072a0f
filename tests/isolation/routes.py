"""Every route there is, read from the apps, and what each may show to whom."""

from collections.abc import Iterable, Iterator
from enum import Enum

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount, Route

from services.local.front_page import Front, front_routes
from services.local.inbox import inbox_routes
from services.order_api.main import create_app as order_api
from services.portal.main import create_app as portal
from tests.isolation.realms import World
from tests.issued import PUBLIC_URL


class Shows(Enum):
    """What a route may show."""

    ONE = "what its id names, to the key it belongs to"
    OWN = "what belongs to the key"
    LINKED = "the invoice of its link, to whoever holds the link"
    NOBODY = "nothing of any seller"
    MACHINE = "all mail of this machine, to whoever sits at it; no deployed edge has it"


VERDICTS = {
    "POST /v1/orders": Shows.OWN,
    "GET /v1/orders": Shows.OWN,
    "GET /v1/orders/{order_id}": Shows.ONE,
    "GET /v1/invoices/{number}": Shows.ONE,
    "GET /v1/invoices/{number}/pdf": Shows.ONE,
    "GET /v1/invoices/{number}/xml": Shows.ONE,
    "POST /v1/invoices/{number}/credit-notes": Shows.ONE,
    "GET /v1/failures": Shows.OWN,
    "GET /v1/failures/groups": Shows.OWN,
    "GET /v1/failures/{failure_id}": Shows.ONE,
    "POST /v1/failures/{failure_id}/retry": Shows.ONE,
    "POST /v1/failures/{failure_id}/discard": Shows.ONE,
    "POST /v1/failures/redrive": Shows.OWN,
    "GET /v1/actions": Shows.OWN,
    "GET /healthz": Shows.NOBODY,
    "GET /openapi.json": Shows.NOBODY,
    "GET /docs": Shows.NOBODY,
    "GET /docs/assets/{name:path}": Shows.NOBODY,
    "GET /problems/{code}": Shows.NOBODY,
    "GET /i/{token}": Shows.LINKED,
    "GET /i/{token}/pdf": Shows.LINKED,
    "GET /i/{token}/xml": Shows.LINKED,
    "GET /i/{token}/logo": Shows.LINKED,
    "GET /i/{token}/theme.css": Shows.LINKED,
    "GET /i/{rest:path}": Shows.NOBODY,
    "MOUNT /assets/portal": Shows.NOBODY,
    "GET /": Shows.MACHINE,
    "MOUNT /assets/local": Shows.NOBODY,
    "GET /inbox": Shows.MACHINE,
    "GET /inbox.json": Shows.MACHINE,
    "GET /inbox/{mail_id}.eml": Shows.MACHINE,
    "GET /inbox/{mail_id}": Shows.MACHINE,
    "GET /inbox/{mail_id}/html": Shows.MACHINE,
}


class Sees(Enum):
    """Whose records a page of the console shows to who is no admin."""

    ALL = "figures of the installation, and nobody's records"
    OWN = "the records of the key's seller, live or test"
    ONE = "what its id names, to the key it belongs to"
    ADMINS = "everybody's, and nothing to anybody else"
    NOBODY = "nothing of any seller"


CONSOLE = {
    "GET /ops": Sees.NOBODY,
    "GET /ops/": Sees.ALL,
    "GET /ops/now": Sees.ALL,
    "GET /ops/charts": Sees.ALL,
    "GET /ops/api/overview": Sees.ALL,
    "GET /ops/api/series": Sees.ALL,
    "GET /ops/orders": Sees.OWN,
    "GET /ops/orders/{id}": Sees.ONE,
    "POST /ops/search": Sees.OWN,
    "GET /ops/failures": Sees.OWN,
    "GET /ops/failures/confirm": Sees.OWN,
    "POST /ops/failures/decide": Sees.OWN,
    "GET /ops/failures/{id}": Sees.ONE,
    "POST /ops/failures/{id}/redrive": Sees.ONE,
    "POST /ops/failures/{id}/discard": Sees.ONE,
    "POST /ops/failures/{id}/correct": Sees.ONE,
    "GET /ops/mail": Sees.OWN,
    "GET /ops/queues": Sees.ALL,
    "GET /ops/queues/now": Sees.ALL,
    "POST /ops/queues/{queue}/pause": Sees.NOBODY,
    "POST /ops/queues/{queue}/resume": Sees.NOBODY,
    "GET /ops/actions": Sees.OWN,
    "GET /ops/sellers": Sees.OWN,
    "GET /ops/sellers/{id}": Sees.ONE,
    "GET /ops/keys": Sees.ADMINS,
    "POST /ops/keys": Sees.ADMINS,
    "POST /ops/keys/{digest}/revoke": Sees.ADMINS,
    "GET /ops/runbook": Sees.ALL,
    "GET /ops/login": Sees.NOBODY,
    "POST /ops/login": Sees.NOBODY,
    "POST /ops/logout": Sees.NOBODY,
    "GET /ops/{rest:path}": Sees.NOBODY,
    "POST /ops/{rest:path}": Sees.NOBODY,
    "GET /assets/ops/{name:path}": Sees.NOBODY,
}


def which(shows: Shows) -> list[str]:
    return [route for route, verdict in VERDICTS.items() if verdict is shows]


def routes_of(world: World) -> set[str]:
    """Return every route of every app, as the verdicts name them."""
    pipeline = world.pipeline
    backends, clock, new_id = pipeline.backends, pipeline.clock, pipeline.new_id
    shops = order_api(backends, public_url=PUBLIC_URL, clock=clock, new_id=new_id)
    customers = portal(backends, public_url=PUBLIC_URL, clock=clock, new_id=new_id)
    local = [*front_routes(_never), *inbox_routes(pipeline.outbox)]
    found = {name for context in iter_route_contexts(shops.routes) for name in _of_api(context)}
    return found | {name for route in [*customers.routes, *local] for name in _named(route)}


def _never() -> Front:
    raise AssertionError("only the paths are looked at")


def _of_api(context: object) -> Iterator[str]:
    yield from _with(getattr(context, "methods", None) or (), getattr(context, "path", ""))


def _named(route: BaseRoute) -> Iterator[str]:
    if isinstance(route, Mount):
        yield f"MOUNT {route.path}"
    elif isinstance(route, Route):
        yield from _with(route.methods or (), route.path)


def _with(methods: Iterable[str], path: str) -> Iterator[str]:
    # HEAD is answered where GET is, and says less.
    yield from (f"{method} {path}" for method in methods if method != "HEAD")
