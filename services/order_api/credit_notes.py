"""The call that takes an invoice back, wholly or in part."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.domain.rejection import Rejected
from services.flow.accept import Acceptance, IdempotencyKeyReused
from services.flow.credit import CreditNoteNotCreditable, credit
from services.order_api import credit_operations
from services.order_api.desk import Creditor, desk_of
from services.order_api.invoices import own_invoice
from services.order_api.orders import accepted_response, problem_of
from services.runtime.http.caps import json_body
from services.runtime.http.credentials import Caller
from services.runtime.http.idempotency import idempotency_key
from services.runtime.http.problems import Problem
from services.runtime.http.trace import current_trace

router = APIRouter()


# Declared as a parameter, the number would make FastAPI promise a 422 that is never answered.
@router.post(
    "/v1/invoices/{number}/credit-notes",  # noqa: FAST003
    **credit_operations.CREATE_CREDIT_NOTE,
)
async def create_credit_note(request: Request, caller: Creditor) -> Response:
    """Accept a credit on an invoice."""
    key = idempotency_key(request.headers)
    body = await json_body(request)
    try:
        acceptance = await desk_of(request).blocking(_credit, request, caller, body, key)
    except Rejected as rejected:
        raise problem_of(rejected, "invalid_credit") from None
    except IdempotencyKeyReused:
        raise Problem("idempotency_key_reused") from None
    except CreditNoteNotCreditable:
        raise Problem("credit_note_not_creditable") from None
    return accepted_response(request, acceptance)


def _credit(request: Request, caller: Caller, body: bytes, key: str) -> Acceptance:
    desk = desk_of(request)
    return credit(
        body,
        original=own_invoice(desk, caller, request.path_params["number"]),
        idempotency_key=key,
        traceparent=current_trace(request.scope).traceparent,
        now=desk.clock(),
        orders=desk.backends.orders,
        queue=desk.backends.orders_queue,
    )
