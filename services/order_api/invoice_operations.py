"""What the API reference says about the calls that show invoices."""

from typing import Any

from starlette.responses import Response

from services.order_api.operation_parts import (
    SECURITY,
    TRACE_PARAMETERS,
    WITH_KEY,
    answer,
    file_answer,
    headers_with,
    problems,
    query_parameters,
)
from services.order_api.query import XmlView

_NUMBER = {"$ref": "#/components/parameters/InvoiceNumber"}
_ROLES = "Roles: `checkout`, `finance`, `operator`, `admin`."

GET_INVOICE: dict[str, Any] = {
    "operation_id": "getInvoice",
    "tags": ["Invoices"],
    "summary": "Show an invoice",
    "description": (
        "The invoice or credit note with this number. What was issued never changes; what may are "
        "`status`, `sha256` and the links. Until the PDF is archived the answer has `Retry-After`. "
        "Send the `ETag` back in `If-None-Match` and an unchanged invoice costs only a 304.\n\n"
        f"{_ROLES}"
    ),
    "response_model": None,
    "responses": {
        200: answer(
            "The invoice.",
            "IssuedInvoiceAnswer",
            ["invoice", "invoice_without_xml"],
            "ETag",
            "Retry-After",
        ),
        304: {
            "description": "The invoice is as `If-None-Match` says.",
            "headers": headers_with("ETag", "Retry-After"),
        },
        **problems("bad_query", *WITH_KEY, "invoice_not_found"),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [
            _NUMBER,
            {"$ref": "#/components/parameters/IfNoneMatch"},
            *TRACE_PARAMETERS,
        ],
    },
}

GET_INVOICE_PDF: dict[str, Any] = {
    "operation_id": "getInvoicePdf",
    "tags": ["Invoices"],
    "summary": "Fetch the PDF",
    "description": (
        "The archived PDF, byte for byte as it was made once; its SHA-256 is `sha256` of the "
        "invoice. It comes directly or by one redirect to an address that needs no key and lives "
        "two minutes. Do not send the key there: most HTTP libraries leave it out of their own "
        "accord.\n\n"
        f"{_ROLES}"
    ),
    "response_model": None,
    "response_class": Response,  # FastAPI would promise JSON as well
    "responses": {
        200: file_answer("The PDF.", "application/pdf", "Content-Disposition"),
        302: {
            "description": "The PDF is at `Location` for two minutes.",
            "headers": headers_with("Location"),
        },
        **problems("bad_query", *WITH_KEY, "invoice_not_found", "not_archived_yet"),
    },
    "openapi_extra": {"security": SECURITY, "parameters": [_NUMBER, *TRACE_PARAMETERS]},
}

GET_INVOICE_XML: dict[str, Any] = {
    "operation_id": "getInvoiceXml",
    "tags": ["Invoices"],
    "summary": "Fetch the e-invoice",
    "description": (
        "The invoice as XML that keeps to EN 16931, ready for accounting software. As CII it is "
        "read out of the archived PDF, so it is what the buyer was sent; as UBL it is written from "
        "the same record, and says Peppol BIS Billing 3.0 where the invoice keeps its rules.\n\n"
        "An invoice whose amounts need three decimals, such as 1.255 KWD, has none: EN 16931 "
        "allows two. Where every third decimal is a zero it has one.\n\n"
        f"{_ROLES}"
    ),
    "response_model": None,
    "response_class": Response,  # FastAPI would promise JSON as well
    "responses": {
        200: file_answer("The e-invoice.", "application/xml", "Content-Disposition"),
        **problems("bad_query", *WITH_KEY, "invoice_not_found", "no_e_invoice", "not_archived_yet"),
    },
    "openapi_extra": {
        "security": SECURITY,
        "parameters": [_NUMBER, *query_parameters(XmlView), *TRACE_PARAMETERS],
    },
}
