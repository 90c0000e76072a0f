"""Examples of the API reference. Tests send and compare them, so they cannot go stale."""

from typing import Any

from services.runtime.http.problems import Problem, problem_document

PUBLIC_URL = "https://invoices.example.com"
NUMBER = "INV-2026-000042"
ORDER_ID = "ord_5f0c3a1be2d94786a01f7c4de8b2903655aa41c7"
REQUEST_ID = "req_4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
IDEMPOTENCY_KEY = "shop-order-A-1001"
CURSOR = "AQAGBPx0rqYAXww6G-LZR4agH3xN6LKQNlWqQcf3Hc1kq0mQb2S9pV8yTzxA"
PAGE_URL = f"{PUBLIC_URL}/i/AeKzQ2m0pDUzcbYOZ6Yt9WkAaV3uIFm3uI0JpV5o2cXvTnN1yRk4eHq7LsBwDgFjZxCa"

ORDER_REQUEST: dict[str, Any] = {
    "reference": "A-1001",
    "currency": "EUR",
    "locale": "de-DE",
    "price_mode": "gross",
    "buyer": {
        "name": "Zoë Łukasiewicz",
        "email": "zoe@example.com",
        "address": {
            "line1": "Lindenstraße 12",
            "postal_code": "10969",
            "city": "Berlin",
            "country": "DE",
        },
    },
    "lines": [
        {
            "sku": "NB-A5",
            "name": "Notebook A5, dotted",
            "quantity": "3",
            "unit_price": "12.50",
            "tax": {"category": "S", "rate": "19"},
        },
        {
            "sku": "BK-07",
            "name": "Field guide to paper",
            "quantity": "1",
            "unit_price": "24.95",
            "discount": {"percent": "10", "reason": "Autumn offer"},
            "tax": {"category": "S", "rate": "7"},
        },
    ],
    "payment": {"status": "paid", "method": "card", "reference": "pay_7Hq2"},
    "expected_total": "59.95",
}

ACCEPTED: dict[str, Any] = {
    "id": ORDER_ID,
    "object": "order",
    "status": "accepted",
    "reference": "A-1001",
    "currency": "EUR",
    "totals": {"net": "52.49", "tax": "7.46", "gross": "59.95", "due": "0.00"},
    "created_at": "2026-11-21T09:30:00.000000Z",
    "invoice": None,
    "mail": None,
    "failure": None,
}

SENT: dict[str, Any] = {
    **ACCEPTED,
    "status": "sent",
    "invoice": {
        "number": NUMBER,
        "issued_on": "2026-11-21",
        "page_url": PAGE_URL,
        "pdf_url": f"{PAGE_URL}/pdf",
        "xml_url": f"{PAGE_URL}/xml",
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
    "mail": {
        "status": "sent",
        "to": "z***@example.com",
        "sent_at": "2026-11-21T09:30:01.402118Z",
        "message_id": "<mail_8d1c@example.com>",
        "attempts": 1,
    },
}

TIMELINE: dict[str, Any] = {
    **SENT,
    "timeline": [
        {"at": "2026-11-21T09:30:00.000000Z", "event": "accepted", "detail": None},
        {"at": "2026-11-21T09:30:00.611937Z", "event": "issued", "detail": NUMBER},
        {"at": "2026-11-21T09:30:00.790204Z", "event": "archived", "detail": None},
        {"at": "2026-11-21T09:30:01.402118Z", "event": "mail_sent", "detail": "z***@example.com"},
    ],
}

LIST: dict[str, Any] = {"object": "list", "data": [SENT], "has_more": True, "next": CURSOR}

INVOICE: dict[str, Any] = {
    "object": "invoice",
    "number": NUMBER,
    "type": "380",
    "order_id": ORDER_ID,
    "series": "papierhaus/live/380/2026",
    "issued_on": "2026-11-21",
    "currency": "EUR",
    "totals": SENT["totals"],
    "status": "issued",
    "sha256": SENT["invoice"]["sha256"],
    "page_url": PAGE_URL,
    "pdf_url": f"{PAGE_URL}/pdf",
    "xml_url": f"{PAGE_URL}/xml",
}

INVOICE_WITHOUT_XML: dict[str, Any] = {
    **INVOICE,
    "currency": "KWD",
    "totals": {"net": "12.255", "tax": "0.000", "gross": "12.255", "due": "0.000"},
    "xml_url": None,
}

CREDIT_ID = "ord_0b9c7d52e1f84a3687c5d90fe3a1b2764dd8e015"

CREDIT_REQUEST: dict[str, Any] = {
    "lines": [{"line": 1, "quantity": "2"}],
    "reason": "Two notebooks came back",
}
CREDIT_OF_AMOUNT: dict[str, Any] = {"amount": "10.00", "reason": "Damaged in transit"}
CREDIT_OF_THE_REST: dict[str, Any] = {"reason": "Order withdrawn"}

CREDIT_ACCEPTED: dict[str, Any] = {
    **ACCEPTED,
    "id": CREDIT_ID,
    "totals": {"net": "21.01", "tax": "3.99", "gross": "25.00", "due": "25.00"},
    "created_at": "2026-12-02T14:05:00.000000Z",
    "credits": NUMBER,
}

HEALTH: dict[str, Any] = {"status": "ok"}

FAULTS: dict[str, list[dict[str, str]]] = {
    "invalid_order": [
        {
            "pointer": "/lines/0/unit_price",
            "code": "not_a_decimal_string",
            "detail": 'is not a string; write the amount as text, such as "12.50"',
        }
    ],
    "invalid_credit": [
        {
            "pointer": "/lines/0/quantity",
            "code": "more_than_left",
            "detail": "is more than the 1 left of this line",
        }
    ],
    "malformed_json": [
        {
            "pointer": "",
            "code": "malformed_json",
            "detail": "holds NaN or Infinity, which JSON does not have",
        }
    ],
    "too_deep": [
        {"pointer": "", "code": "too_deep", "detail": "is nested deeper than 8 levels"},
    ],
    "invalid_decision": [
        {"pointer": "/reason", "code": "required", "detail": "is missing"},
    ],
    "bad_query": [
        {"pointer": "/limit", "code": "out_of_range", "detail": "is above 100"},
    ],
}


def problem(code: str) -> dict[str, Any]:
    """Return the example of a problem: the document itself, with a fault where it has faults."""
    document = problem_document(Problem(code), public_url=PUBLIC_URL, request_id=REQUEST_ID)
    return {**document, "errors": FAULTS[code]} if code in FAULTS else document
