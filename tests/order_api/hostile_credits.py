"""Credits that no honest seller asks for, each with what must be found wrong in it."""

import json

from tests.order_api.hostile_bodies import CANARY


def credit(**changes: object) -> bytes:
    return json.dumps({"amount": "1.00", "reason": "Returned", **changes}).encode()


def credit_of(*lines: object) -> bytes:
    return json.dumps({"lines": lines, "reason": "Returned"}).encode()


CREDITS: dict[str, dict[str, bytes]] = {
    "malformed_json": {
        "a credit of NaN": credit().replace(b'"1.00"', b"NaN"),
        "a credit of 100,000 digits": credit().replace(b'"1.00"', b"9" * 100_000),
        "a lone surrogate in a reason": credit().replace(b"Returned", rb"\udead" + CANARY.encode()),
        "a reason twice": credit().replace(b'"reason"', b'"reason": "x", "reason"'),
    },
    "too_deep": {"lines 25,000 deep": b'{"lines":' * 25_000},
    "not_an_object": {
        "a list for a credit": b"[]",
        "a text for a line": credit_of(CANARY),
    },
    "unknown_field": {
        "another number in the body": credit(number="INV-2026-000002"),
        "an unknown field of a line": credit_of({"line": 1, "quantity": "1", CANARY: 1}),
    },
    "required": {"a credit of nothing": b"{}"},
    "amount_or_lines": {"an amount and lines": credit(lines=[{"line": 1, "quantity": "1"}])},
    "not_a_decimal_string": {
        "a credit below zero": credit(amount="-1"),
        "a credit with an exponent": credit(amount="1e3"),
        "a quantity as a number": credit_of({"line": 1, "quantity": 1}),
    },
    "more_than_left": {"more than is left": credit(amount="999999999")},
    "out_of_range": {
        "line nought": credit_of({"line": 0, "quantity": "1"}),
        "line 10**4000": credit_of({"line": 10**4000, "quantity": "1"}),
    },
    "no_such_line": {"a line the invoice has not": credit_of({"line": 499, "quantity": "1"})},
    "line_repeated": {"a line twice": credit_of(*[{"line": 1, "quantity": "1"}] * 2)},
    "too_few": {"no credited lines": credit_of()},
    "too_many": {"501 credited lines": credit_of(*[{"line": 1, "quantity": "1"}] * 501)},
    "invisible_character": {"a header in a reason": credit(reason=f"{CANARY}\r\nBcc: x")},
    "too_long": {"a reason too long": credit(reason=f"{CANARY} " * 30)},
    "body_too_large": {"300 KB of reason": credit(reason=CANARY * 37_500)},
}
"""What is sent to take an invoice back, by the code of the fault that must be found in it."""
