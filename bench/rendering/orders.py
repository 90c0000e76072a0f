"""Orders to draw: no two alike, so that no cache of text or amounts helps any engine.

Which order is the n-th is fixed, so every run draws the same documents.
"""

import hashlib
from typing import Any

_SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "so", "te", "vi", "hin", "mar", "pel", "tam")
_FIRST_NAMES = ("Zoë", "Jürgen", "Łucja", "Åse", "Françoise", "Miloš", "Inês", "Günther")
_STREETS = ("Lange Reihe", "Kastanienallee", "Görlitzer Straße", "Am Mühlbach", "Ringstraße")
_GOODS = ("Teeschale", "Wasserkrug", "Essteller", "Bodenvase", "Schüssel", "Espressobecher")
_GLAZES = ("seladongrün", "kobaltblau", "weiß", "eisenrot", "schwarz matt")
_REDUCED_RATE_EVERY = 4
_DESCRIBED_EVERY = 3


def order(index: int, lines: int) -> dict[str, Any]:
    """Return the order request of a document: two VAT rates, paid by card, as JSON would parse."""
    seed = _digits(f"order {index}")
    return {
        "reference": f"WEB-{100_000 + index}",
        "currency": "EUR",
        "locale": "de-DE",
        "buyer": _buyer(index, seed),
        "lines": [_line(index, position) for position in range(lines)],
        "payment": {"status": "paid", "method": "card", "reference": f"pay_{index}_{_word(seed)}"},
    }


def _buyer(index: int, seed: int) -> dict[str, Any]:
    return {
        "name": f"{_pick(_FIRST_NAMES, seed)} {_word(seed)}{_word(seed >> 16).lower()}",
        "email": f"buyer-{index}@example.com",
        "address": {
            "line1": f"{_pick(_STREETS, seed >> 8)} {1 + seed % 240}",
            "postal_code": f"{10_000 + seed % 89_999}",
            "city": f"{_word(seed >> 24)}stadt",
            "country": "DE",
        },
    }


def _line(index: int, position: int) -> dict[str, Any]:
    seed = _digits(f"line {index} {position}")
    reduced = position % _REDUCED_RATE_EVERY == _REDUCED_RATE_EVERY - 1
    line = {
        "sku": f"AK-{seed % 1_000_000:06}",
        "name": f"{_pick(_GOODS, seed)} {_word(seed >> 8)}, {_pick(_GLAZES, seed >> 4)}",
        "quantity": str(1 + seed % 9),
        "unit_price": f"{4 + seed % 190}.{(seed >> 12) % 100:02}",
        "tax": {"category": "S", "rate": "7" if reduced else "19"},
    }
    if position % _DESCRIBED_EVERY == 1:
        word = _word(seed >> 20)
        line["description"] = f"Von Hand gedreht, Serie {word}, Brand Nr. {seed % 10_000}"
    return line


def _digits(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _pick(choices: tuple[str, ...], seed: int) -> str:
    return choices[seed % len(choices)]


def _word(seed: int) -> str:
    """Return one of 28 561 words."""
    count = len(_SYLLABLES)
    return "".join(_SYLLABLES[(seed // count**i) % count] for i in range(4)).capitalize()
