"""Orders of the sizes and shapes that documents are tried with."""

from typing import Any

DUE = {"status": "due", "method": "bank_transfer", "terms_days": 14}

US_ADDRESS = {
    "line1": "412 Wharf Street",
    "postal_code": "97209",
    "city": "Portland",
    "region": "OR",
    "country": "US",
}

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"

WIDEST = "W" * 60
"""The widest letter, as often as it may stand without a space."""


def lines(count: int, **changes: object) -> list[dict[str, Any]]:
    """Return lines of different heights; `changes` replace fields of each."""
    return [_line(i, **changes) for i in range(count)]


def _line(index: int, **changes: object) -> dict[str, Any]:
    line: dict[str, Any] = {
        "sku": f"AK-{1000 + index}",
        "name": f"Bowl {index + 1}, celadon",
        "quantity": str(1 + index % 7),
        "unit_price": f"{12 + index % 40}.{index * 37 % 100:02d}",
        "tax": {"category": "S", "rate": "7" if index % 6 == 5 else "19"},
    }
    if index % 3 == 1:
        line["description"] = "Stoneware, thrown by hand, safe in dishwashers. " * 3
    if index % 7 == 3:
        line["discount"] = {"percent": "10", "reason": "Second choice"}
    return line | changes


def filled(word: str, length: int) -> str:
    """Return as many of a word as a field of `length` takes."""
    return " ".join([word] * length)[:length].strip()


def a_long_address(word: str = LONG_WORD, country: str = "DE") -> dict[str, Any]:
    parts = ("line1", "line2", "city", "region", "postal_code")
    return {part: filled(word, 100) for part in parts} | {"country": country}


def everything_long(word: str = LONG_WORD) -> dict[str, Any]:
    """Return changes to an order that fill every field up to what is accepted."""
    name = filled(word, 200)
    huge = {
        "name": name,
        "description": filled(word, 500),
        "sku": filled(word, 64),
        "quantity": "123456789.123456",
        "unit": "ANN",
        "unit_price": "999999999.999999",
        "discount": {"percent": "12.5", "reason": name},
        "tax": {"category": "S", "rate": "19.625"},
    }
    return {
        "reference": filled(word, 64),
        "purchase_order": filled(word, 64),
        "supply_date": "2026-11-19",
        "buyer": {
            "name": name,
            "email": "zoe@example.com",
            "vat_id": "DE123456789",
            "reference": filled(word, 64),
            "address": a_long_address(word),
        },
        "ship_to": {"name": name, "address": a_long_address(word)},
        "lines": [huge, *lines(3)],
        "charges": [{"reason": name, "amount": "4.90", "tax": {"category": "S", "rate": "19"}}],
        "notes": filled(word, 1000),
        "payment": {**DUE, "paid_amount": "1", "reference": filled(word, 64)},
    }


def many_tax_groups(count: int) -> list[dict[str, Any]]:
    """Return lines that are each taxed at a rate of their own, the last one at none."""
    exempt = {"category": "E", "rate": "0", "exemption_reason": "Exempt for a reason. " * 9}
    rates = [{"category": "S", "rate": str(i + 1)} for i in range(count - 1)]
    return [_line(i, tax=tax) for i, tax in enumerate([*rates, exempt])]
