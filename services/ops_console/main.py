"""The console's edge: pages and their JSON under /ops, for people on call."""

from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.ops_console import (
    actions,
    deciding,
    failures,
    keys,
    login,
    mail,
    mending,
    orders,
    overview,
    queues,
    runbook,
    sellers,
)
from services.ops_console.cognito_login import Cognito, cognito_login_routes
from services.ops_console.desk import Desk
from services.ops_console.login import login_routes
from services.ops_console.routes import NOT_FOUND, routes
from services.ops_console.session import session_key
from services.ops_console.settings import CognitoSettings, OpsConsoleSettings
from services.runtime.clock import Clock, utc_now
from services.runtime.composition import Backends, open_backends
from services.runtime.http.assets import asset_response, assets_in
from services.runtime.http.counting import counted
from services.runtime.http.credentials import opening
from services.runtime.http.edge import guard
from services.runtime.http.lambda_gateway import LambdaHandler, lambda_handler
from services.runtime.http.threads import Blocking, in_thread, inline
from services.runtime.meter import Meter
from services.runtime.randomness import NewId, random_id
from services.runtime.settings import read_settings
from services.runtime.telemetry import start_logs

COGNITO_ANSWERS_WITHIN_S = 5.0

AREAS = (
    overview,
    orders,
    deciding,
    failures,
    mending,
    mail,
    queues,
    actions,
    sellers,
    keys,
    runbook,
    login,
)
"""One module for each area, with its PAGES."""


def create_app(
    backends: Backends,
    *,
    public_url: str,
    clock: Clock,
    new_id: NewId,
    blocking: Blocking = in_thread,
    cognito: Cognito | None = None,
    worker_vcpus: int | None = None,
) -> FastAPI:
    """Return the console: pages under /ops, their files under /assets/ops.

    `public_url` says where it is reached; over https the cookies are for https alone. `blocking`
    says where calls to backends run. People log in with a key, or where there is a `cognito`
    with that. `worker_vcpus` is the size of a worker's task on AWS, None on one machine.
    """
    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,  # a redirect would lead where the Host header says
        # FastAPI would record exceptions with their text, which may hold personal data.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.desk = Desk(
        backends=backends,
        find_key=opening(backends.keys.find, backends.keys, clock),
        public_url=public_url,
        clock=clock,
        new_id=new_id,
        blocking=blocking,
        session_key=session_key(backends.secrets.cursors),
        worker_vcpus=worker_vcpus,
    )
    app.router.routes.extend(cognito_login_routes(cognito) if cognito else login_routes())
    for area in AREAS:
        app.router.routes.extend(routes(area.PAGES))
    app.router.routes.extend(routes(NOT_FOUND))
    app.router.routes.append(_assets())
    guard(app, public_url=public_url, new_id=new_id)
    meter = Meter("ops_console", backends.minutes, clock, backends.emit)
    app.add_middleware(counted, meter=meter, blocking=blocking)
    return app


def _assets() -> Route:
    files = assets_in(Path(__file__).with_name("static"))

    async def asset(request: Request) -> Response:
        return asset_response(request, request.path_params["name"], files)

    return Route("/assets/ops/{name:path}", asset)


@cache
def _opened() -> LambdaHandler:
    settings = read_settings(OpsConsoleSettings)
    start_logs(settings, "ops_console")
    app = create_app(
        open_backends(settings),
        public_url=settings.public_url,
        clock=utc_now,
        new_id=random_id,
        blocking=inline,
        cognito=_cognito() if settings.backend == "aws" else None,
        worker_vcpus=settings.worker_vcpus if settings.backend == "aws" else None,
    )
    return lambda_handler(app)


def _cognito() -> Cognito:
    return Cognito(read_settings(CognitoSettings), httpx2.Client(timeout=COGNITO_ANSWERS_WITHIN_S))


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one event of a function URL or an HTTP API (Lambda's entry point)."""
    return _opened()(event, context)
