"""The call that shows the action log: who did what, when and why."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from services.order_api import failure_operations as operations
from services.order_api.desk import FailureReader, desk_of
from services.order_api.failure_list import actions_page
from services.order_api.failure_requests import ActionFilters
from services.order_api.query import query_of

router = APIRouter()


@router.get("/v1/actions", **operations.LIST_ACTIONS)
async def list_actions(request: Request, caller: FailureReader) -> Response:
    """List what people did, the latest first."""
    desk = desk_of(request)
    filters = query_of(request, ActionFilters)
    return JSONResponse(await desk.blocking(actions_page, filters, caller, desk))
