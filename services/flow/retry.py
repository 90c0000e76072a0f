"""Telling a request that comes again from another one under the same idempotency key."""

from services.domain.fingerprint import fingerprint
from services.domain.frozen import Request
from services.domain.order import Order
from services.domain.rejection import Rejected
from services.domain.validation import parse_json, validated


def is_retry(body: bytes, standing: Order, model: type[Request]) -> bool:
    """Tell whether a body asks for the order that stands, both read by the running code."""
    stored = standing.request.encode()
    if body == stored:
        return True
    asked = _reading(body, model)
    return asked is not None and (asked == standing.fingerprint or _reading(stored, model) == asked)


def _reading(body: bytes, model: type[Request]) -> str | None:
    try:
        return fingerprint(validated(model, parse_json(body)))
    except Rejected:
        return None
