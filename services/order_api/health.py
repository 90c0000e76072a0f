"""Whether orders can be accepted right now."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.order_api import operations
from services.order_api.desk import desk_of
from services.runtime.composition import Backends

router = APIRouter()


@router.get("/healthz", **operations.GET_HEALTH)
async def get_health(request: Request) -> Response:
    """Answer 200 once the ledger and the queue answer; the edge turns silence into 503."""
    desk = desk_of(request)
    await desk.blocking(_ask, desk.backends)
    return JSONResponse({"status": "ok"})


def _ask(backends: Backends) -> None:
    backends.keys.find("")
    backends.orders_queue.figures()
