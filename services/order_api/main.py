"""The order API's edge: one app, from whatever holds state and the address it is reached at."""

from fastapi import FastAPI

from services.order_api import health, orders, reference
from services.order_api.desk import Desk
from services.runtime.clock import Clock
from services.runtime.composition import Backends
from services.runtime.http.edge import guard
from services.runtime.randomness import NewId


def create_app(backends: Backends, *, public_url: str, clock: Clock, new_id: NewId) -> FastAPI:
    """Return the app. It may be mounted in another one, but only at `/`.

    `public_url` (scheme and host) is where mailed links and problem types lead.
    """
    app = FastAPI(
        openapi_url=None,  # the document and its page are routes of our own, from local files
        redirect_slashes=False,  # a redirect would repeat the URL
        # FastAPI would record exceptions with their text, which may hold personal data.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.desk = Desk(backends, public_url, clock)
    for part in (orders, health, reference):
        app.include_router(part.router)
    guard(app, public_url=public_url, new_id=new_id)
    return app
