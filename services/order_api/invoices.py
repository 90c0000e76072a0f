"""The calls under /v1/invoices: show an invoice, and send its PDF and its XML."""

from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.document.einvoice.ubl import ubl
from services.domain.invoice import Invoice
from services.domain.numbering import is_number
from services.domain.order import Order
from services.flow.invoice_answer import invoice_answer
from services.order_api import invoice_operations
from services.order_api.desk import Desk, Reader, desk_of
from services.order_api.orders import ASK_AGAIN
from services.order_api.query import NoQuery, XmlView, query_of
from services.runtime.http.archived import pdf_answer, xml_answer, xml_file
from services.runtime.http.conditional import conditional_answer
from services.runtime.http.credentials import Caller
from services.runtime.http.problems import Problem

router = APIRouter()


class _Shown(NamedTuple):
    invoice: Invoice
    order: Order


# Declared as a parameter, the number would make FastAPI promise a 422 that is never answered.
@router.get("/v1/invoices/{number}", **invoice_operations.GET_INVOICE)  # noqa: FAST003
async def get_invoice(request: Request, caller: Reader) -> Response:
    """Show an invoice as it was issued."""
    desk = desk_of(request)
    query_of(request, NoQuery)
    invoice, order = await desk.blocking(_shown, desk, caller, request.path_params["number"])
    answer = invoice_answer(
        invoice, order, public_url=desk.public_url, links=desk.backends.secrets.links
    )
    return conditional_answer(request, answer, ASK_AGAIN if answer["sha256"] is None else {})


@router.get("/v1/invoices/{number}/pdf", **invoice_operations.GET_INVOICE_PDF)  # noqa: FAST003
async def get_invoice_pdf(request: Request, caller: Reader) -> Response:
    """Send the archived PDF, or where it is."""
    desk = desk_of(request)
    query_of(request, NoQuery)
    return await desk.blocking(_pdf, desk, caller, request.path_params["number"])


@router.get("/v1/invoices/{number}/xml", **invoice_operations.GET_INVOICE_XML)  # noqa: FAST003
async def get_invoice_xml(request: Request, caller: Reader) -> Response:
    """Send the e-invoice."""
    desk = desk_of(request)
    view = query_of(request, XmlView)
    return await desk.blocking(_xml, desk, caller, request.path_params["number"], view)


def own_invoice(desk: Desk, caller: Caller, number: str) -> Invoice:
    """Return the record of a number of the caller's own seller and mode.

    Raises Problem `invoice_not_found`, whatever the reason is.
    """
    read = desk.backends.invoices.read
    invoice = read(caller.seller_id, number) if is_number(number) else None
    if invoice is None or invoice.livemode != caller.livemode:
        raise Problem("invoice_not_found")
    return invoice


def _shown(desk: Desk, caller: Caller, number: str) -> _Shown:
    invoice = own_invoice(desk, caller, number)
    (order,) = desk.backends.orders.read([invoice.order_id])
    return _Shown(invoice, order)


def _pdf(desk: Desk, caller: Caller, number: str) -> Response:
    invoice = own_invoice(desk, caller, number)
    _must_be_archived(desk, invoice)
    return _found(pdf_answer(invoice, desk.backends.archive))


def _xml(desk: Desk, caller: Caller, number: str, view: XmlView) -> Response:
    invoice = own_invoice(desk, caller, number)
    if invoice.bill.e_invoice is None:
        raise Problem("no_e_invoice")
    if view.format == "ubl":
        return xml_file(invoice, ubl(invoice))
    _must_be_archived(desk, invoice)
    return _found(xml_answer(invoice, desk.backends.archive))


def _must_be_archived(desk: Desk, invoice: Invoice) -> None:
    if desk.backends.invoices.receipt(invoice.seller_id, invoice.number) is None:
        raise Problem("not_archived_yet", headers=ASK_AGAIN)


def _found(answer: Response | None) -> Response:
    if answer is None:  # the archive lost what has a receipt, and the log says so
        raise Problem("internal_error")
    return answer
