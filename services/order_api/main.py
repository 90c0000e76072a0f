"""The order API's edge: one app, from whatever holds state and the address it is reached at."""

from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import FastAPI

from services.domain.seller import Seller
from services.order_api import (
    actions,
    credit_notes,
    decisions,
    failures,
    health,
    invoices,
    orders,
    reference,
)
from services.order_api.desk import Desk
from services.order_api.settings import OrderApiSettings
from services.runtime.clock import Clock, utc_now
from services.runtime.composition import Backends, open_backends
from services.runtime.http.cognito import cognito_tokens
from services.runtime.http.counting import counted
from services.runtime.http.credentials import CallerOf, bearer_keys
from services.runtime.http.edge import guard
from services.runtime.http.lambda_gateway import LambdaHandler, lambda_handler
from services.runtime.http.threads import Blocking, in_thread, inline
from services.runtime.meter import Meter
from services.runtime.randomness import NewId, random_id
from services.runtime.remembering import remembering
from services.runtime.settings import read_settings
from services.runtime.telemetry import start_logs


def create_app(
    backends: Backends,
    *,
    public_url: str,
    clock: Clock,
    new_id: NewId,
    blocking: Blocking = in_thread,
    caller_of: CallerOf | None = None,
    seller_of: Callable[[str], Seller | None] | None = None,
) -> FastAPI:
    """Return the app. It may be mounted in another one, but only at `/`.

    `public_url` (scheme and host) is where mailed links and problem types lead. `blocking` says
    where calls to backends run, `caller_of` who calls: by default the holder of an API key.
    `seller_of` finds a seller's profile: by default in the ledger, every time.
    """
    app = FastAPI(
        openapi_url=None,  # the document and its page are routes of our own, from local files
        redirect_slashes=False,  # a redirect would repeat the URL
        # FastAPI would record exceptions with their text, which may hold personal data.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    tell = caller_of or bearer_keys(backends.keys, blocking, clock)
    find = seller_of or backends.sellers.read
    meter = Meter("order_api", backends.minutes, clock, backends.emit)
    app.state.desk = Desk(backends, public_url, clock, blocking, tell, find, meter)
    parts = (orders, invoices, credit_notes, failures, decisions, actions, health, reference)
    for part in parts:
        app.include_router(part.router)
    guard(app, public_url=public_url, new_id=new_id)
    app.add_middleware(counted, meter=meter, blocking=blocking)
    return app


def lambda_app(
    backends: Backends, settings: OrderApiSettings, *, clock: Clock, new_id: NewId
) -> LambdaHandler:
    """Return what answers API Gateway's events; on AWS callers come with Cognito's tokens."""
    on_aws = settings.backend == "aws"
    # The worker reads the profile anew, and what it issues by is that one.
    remembered = remembering(backends.sellers.read, clock) if on_aws else None
    app = create_app(
        backends,
        public_url=settings.public_url,
        clock=clock,
        new_id=new_id,
        blocking=inline,
        caller_of=cognito_tokens(backends.keys, inline, clock) if on_aws else None,
        seller_of=remembered,
    )
    return lambda_handler(app)


@cache
def _opened() -> LambdaHandler:
    settings = read_settings(OrderApiSettings)
    start_logs(settings, "order_api")
    return lambda_app(open_backends(settings), settings, clock=utc_now, new_id=random_id)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one event of API Gateway (Lambda's entry point)."""
    return _opened()(event, context)
