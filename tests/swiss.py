"""A seller with a Swiss account, and who buys there."""

from typing import Any

from services.domain.invoice import Invoice
from services.domain.seller import Seller
from tests.builders import a_seller, an_invoice

IBAN = "CH5800791123000889012"
QR_IBAN = "CH4431999123000889012"
"""Both are the examples of SIX; the second one's institution is 31999."""

DUE = {"status": "due", "method": "bank_transfer"}

BUYER = {
    "name": "Pia-Maria Rutschmann-Schnyder",
    "email": "pia@example.com",
    "address": {
        "line1": "Grosse Marktgasse 28",
        "postal_code": "9400",
        "city": "Rorschach",
        "country": "CH",
    },
}


def a_swiss_seller(
    *,
    iban: str = IBAN,
    holder: str = "Max Muster & Söhne",
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> Seller:
    """Return a seller whose account is in Switzerland or Liechtenstein."""
    address = {
        "line1": "Musterstrasse 123",
        "postal_code": "8000",
        "city": "Seldwyla",
        "country": "CH",
    }
    given = {"address": address, "bank": {"holder": holder, "iban": iban}, "currency": "CHF"}
    return a_seller(**(given | changes))


def a_swiss_invoice(
    *,
    seller: Seller | None = None,
    **changes: Any,  # noqa: ANN401 - any field, of any type
) -> Invoice:
    """Return an invoice in francs that waits for a transfer."""
    given: dict[str, Any] = {"currency": "CHF", "locale": "de-CH", "buyer": BUYER, "payment": DUE}
    return an_invoice(seller=seller or a_swiss_seller(), **(given | changes))
