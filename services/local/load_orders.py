"""Orders as a shop of ceramics sends them: short and long, net and gross, paid and due.

Which order is the n-th is fixed, so two runs of the same size are the same work.
"""

from typing import Any

_BUYERS = (
    ("Zoë Łukasiewicz", "Lange Reihe 7", "20099", "Hamburg", "DE", "de-DE"),
    ("Jürgen Groß", "Marktplatz 3", "70173", "Stuttgart", "DE", "de-DE"),
    ("Siobhán Ní Dhomhnaill", "12 Merrion Row", "D02 KW74", "Dublin", "IE", "en-IE"),
    ("Νίκος Παπαδόπουλος", "Ερμού 24", "105 63", "Αθήνα", "GR", "el-GR"),
    ("Анна Петрова", "ул. Граф Игнатиев 10", "1000", "София", "BG", "bg-BG"),
    ("Maria da Conceição", "Rua Augusta 100", "1100-053", "Lisboa", "PT", "pt-PT"),
    ("Bistro Grünspan GmbH", "Kastanienallee 44", "10119", "Berlin", "DE", "de-DE"),
    ("Åse Bjørnstad", "Storgata 5", "0155", "Oslo", "NO", "nb-NO"),
)
_GOODS = (
    ("TS-030", "Teeschale, 0,3 l", "29.90", "19"),
    ("KR-120", "Wasserkrug, 1,2 l", "64.50", "19"),
    ("BK-001", "Töpfern für Anfänger, Taschenbuch", "18.00", "7"),
    ("TL-024", "Essteller, 24 cm", "22.75", "19"),
    ("VS-070", "Bodenvase, kobaltblau, handglasiert, mit kleinen Fehlern im Brand", "189.00", "19"),
    ("TN-500", "Ton, schamottiert, Beutel zu 10 kg", "11.49", "19"),
    ("KL-002", "Kalender der Werkstatt", "14.95", "7"),
)
_METHODS = ("card", "wallet", "bank_transfer", "direct_debit")
_LONG_EVERY = 25
_LONG = 40


def load_order(n: int, run: str) -> dict[str, Any]:
    """Return the n-th order of a run as a JSON document."""
    name, line1, postal_code, city, country, locale = _BUYERS[n % len(_BUYERS)]
    due = n % 4 == 0
    return {
        "reference": f"LOAD-{run}-{n + 1}",
        "currency": "EUR",
        "locale": locale,
        "price_mode": "gross" if n % 3 else "net",
        "buyer": {
            "name": name,
            "email": f"buyer-{n + 1}@example.com",
            "address": {
                "line1": line1,
                "postal_code": postal_code,
                "city": city,
                "country": country,
            },
        },
        "lines": [_line(n + place) for place in range(_lines(n))],
        "charges": [_shipping()] if n % 2 else [],
        "payment": {
            "status": "due" if due else "paid",
            "method": "bank_transfer" if due else _METHODS[n % 2],
        },
    }


def _lines(n: int) -> int:
    return _LONG if n % _LONG_EVERY == _LONG_EVERY - 1 else 1 + n % 6


def _line(n: int) -> dict[str, Any]:
    sku, name, unit_price, rate = _GOODS[n % len(_GOODS)]
    line = {
        "sku": sku,
        "name": name,
        "quantity": str(1 + n % 5),
        "unit_price": unit_price,
        "tax": {"category": "S", "rate": rate},
    }
    return line | ({"discount": {"percent": "10", "reason": "Stammkunde"}} if n % 7 == 0 else {})


def _shipping() -> dict[str, Any]:
    return {"reason": "Versand", "amount": "4.90", "tax": {"category": "S", "rate": "19"}}
