"""The order the canary places: small, and nobody's."""

from typing import Any, Final

from services.domain.ids import canonical_json

_ORDER: Final[dict[str, Any]] = {
    "currency": "EUR",
    "locale": "en",
    "buyer": {
        "name": "Canary",
        "email": "canary@example.com",
        "address": {
            "line1": "Coal Mine 1",
            "postal_code": "10115",
            "city": "Berlin",
            "country": "DE",
        },
    },
    "lines": [
        {
            "name": "Bird seed",
            "quantity": "1",
            "unit_price": "1.00",
            "tax": {"category": "S", "rate": "19"},
        }
    ],
    "payment": {"status": "paid", "method": "other"},
}


def canary_order(run: str) -> bytes:
    """Return the body of the order of one run; `run` (at most 57 characters) names it."""
    return canonical_json({**_ORDER, "reference": f"canary-{run}"})
