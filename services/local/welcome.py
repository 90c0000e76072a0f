"""What a person is told first: where things are, and a command that places an order."""

import json
import shlex

from services.local.samples.first_run import FIRST_SELLER, KEY_FILE
from services.local.settings import LocalSettings


def example_curl(settings: LocalSettings) -> str:
    """Return a command that places an order, ready to paste into a shell in this folder."""
    order = {
        "reference": "WEB-1001",
        "currency": "EUR",
        "buyer": {
            "name": "Zoë Łukasiewicz",
            "email": "zoe@example.com",
            "address": {
                "line1": "Lange Reihe 7",
                "postal_code": "20099",
                "city": "Hamburg",
                "country": "DE",
            },
        },
        "lines": [
            {
                "name": "Teeschale, 0,3 l",
                "quantity": "2",
                "unit_price": "29.90",
                "tax": {"category": "S", "rate": "19"},
            }
        ],
        "payment": {"status": "paid", "method": "card"},
    }
    key_file = shlex.quote(str(settings.state / KEY_FILE))
    body = shlex.quote(json.dumps(order, ensure_ascii=False))
    return (
        f"curl -i http://127.0.0.1:{settings.port}/v1/orders \\\n"
        f'  -H "Authorization: Bearer $(cat {key_file})" \\\n'
        f'  -H "Idempotency-Key: web-1001" \\\n'
        f'  -H "Content-Type: application/json" \\\n'
        f"  -d {body}"
    )


def welcome(settings: LocalSettings) -> str:
    """Return what a person needs to know now: where things are, and a command to try."""
    here = f"http://127.0.0.1:{settings.port}"
    rows = [
        ("Start page", here),
        ("Console", f"{here}/ops/"),
        ("API docs", f"{here}/docs"),
        ("Inbox", f"{here}/inbox"),
        ("Key", f"{settings.state / KEY_FILE} (seller {FIRST_SELLER}, role admin)"),
        ("State", f"{settings.state}/ (kept between runs)"),
    ]
    table = "\n".join(f"  {name:<11} {value}" for name, value in rows)
    return f"Counterfoil is starting\n\n{table}\n\nPlace an order:\n\n{example_curl(settings)}\n"
