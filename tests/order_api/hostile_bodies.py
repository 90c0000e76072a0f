"""Bodies that no honest shop sends, each with what must be found wrong in it."""

import json

from tests.builders import an_order_request

CANARY = "Kanarie7"


def order(**changes: object) -> bytes:
    return json.dumps(an_order_request(**changes)).encode()


def line(**changes: object) -> bytes:
    body = an_order_request()
    body["lines"][0].update(changes)
    return json.dumps(body).encode()


def buyer(**changes: object) -> bytes:
    body = an_order_request()
    body["buyer"].update(changes)
    return json.dumps(body).encode()


def payment(**changes: object) -> bytes:
    body = an_order_request()
    body["payment"].update(changes)
    return json.dumps(body).encode()


def tax(category: str, rate: str = "0", **changes: object) -> bytes:
    return line(tax={"category": category, "rate": rate, **changes})


WHOLE = order()
ITEM = an_order_request()["lines"][0]

ORDERS: dict[str, dict[str, bytes]] = {
    "malformed_json": {
        "a number beyond all floats": WHOLE.replace(b'"3"', b"1e400"),
        "a hexadecimal number": WHOLE.replace(b'"3"', b"0x10"),
        "a number that begins with nought": WHOLE.replace(b'"3"', b"007"),
        "a comma too many": WHOLE[:-1] + b",}",
        "single quotes": WHOLE.replace(b'"', b"'"),
        "a comment": b"/* " + CANARY.encode() + b" */" + WHOLE,
        "utf-32": WHOLE.decode().encode("utf-32"),
        "an overlong slash": WHOLE.replace(b"A-1001", b"\xc0\xaf" + CANARY.encode()),
        "a field twice in a line": WHOLE.replace(b'"sku"', b'"name": "x", "sku"', 1),
        "a field twice, once in escapes": WHOLE.replace(
            b'"currency"', rb'"curr\u0065ncy": "USD", "currency"'
        ),
        "nothing": b"",
        "a blank": b" ",
        "no json": CANARY.encode(),
        "half an object": WHOLE[:-1],
        "two documents": WHOLE + WHOLE,
        "a string that never ends": b'{"reference":"' + b"\\" * 200_001,
        "quotes without end": b'"' * 200_001,
        "NaN": WHOLE.replace(b'"3"', b"NaN"),
        "Infinity": WHOLE.replace(b'"3"', b"-Infinity"),
        "a huge exponent": WHOLE.replace(b'"3"', b"1e999999"),
        "a number of 100,000 digits": WHOLE.replace(b'"3"', b"9" * 100_000),
        "a lone surrogate": WHOLE.replace(b"A-1001", rb"\ud800" + CANARY.encode()),
        "a lone surrogate in a name": WHOLE.replace(b'"reference"', rb'"\udfff"'),
        "a surrogate written in utf-8": WHOLE.replace(b"A-1001", b"\xed\xa0\x80"),
        "latin-1": WHOLE.replace(b"A-1001", b"\xe9" + CANARY.encode()),
        "utf-16": WHOLE.decode().encode("utf-16"),
        "a byte order mark": b"\xef\xbb\xbf" + WHOLE,
        "a raw NUL": WHOLE.replace(b"A-1001", b"A\x00" + CANARY.encode()),
        "a field twice": WHOLE.replace(b'"currency"', b'"currency": "USD", "currency"'),
    },
    "not_an_object": {
        "a list for an object": order(metadata=[CANARY]),
        "a null": b"null",
        "a list": b"[]",
        "a number": b"1",
        "a text": f'"{CANARY}"'.encode(),
        "a text for an object": order(buyer=CANARY),
    },
    "required": {
        "500 empty lines": order(lines=[{}] * 500),
        "an empty object": b"{}",
    },
    "too_deep": {
        "lists 100,000 deep": b"[" * 100_000,
        "objects 50,000 deep": b'{"a":' * 50_000,
        "balanced and 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
        "nine levels in metadata": order(metadata={"a": [[[[[[[[CANARY]]]]]]]]}),
    },
    "invisible_character": {
        "a C1 control character": buyer(name=f"{CANARY}\u0085"),
        "a character that is none": buyer(name=f"{CANARY}\ufffe"),
        "a line separator": order(notes=f"{CANARY}\u2028"),
        "a right-to-left mark": buyer(name=f"{CANARY}\u200f"),
        "a bidi isolate": buyer(name=f"{CANARY}\u2067"),
        "a soft hyphen": buyer(name=f"{CANARY}\u00ad"),
        "a NUL": order(reference=f"{CANARY}\x00"),
        "a new line": buyer(name=f"{CANARY}\r\nBcc: {CANARY}@example.com"),
        "a bidi override": buyer(name=f"{CANARY}\u202egnp.exe"),
        "a zero-width space": buyer(name=f"{CANARY}\u200b"),
        "a tag character": order(notes=f"{CANARY}\U000e0041"),
    },
    "unknown_field": {
        "a field without a name": order(**{"": CANARY}),
        "a path for a field": order(**{"buyer.name": CANARY}),
        "a NUL in a field's name": order(**{f"{CANARY}\x00": 1}),
        "10,000 unknown fields": order(**{f"{CANARY}{n}": 1 for n in range(10_000)}),
        "500 lines of 70 unknown fields": json.dumps(
            {"lines": [{f"{n:02x}": 1 for n in range(70)}] * 500}, separators=(",", ":")
        ).encode(),
        "an unknown field": order(**{CANARY: 1}),
        "an unknown field deep inside": line(**{CANARY: "x"}),
        "a prototype": order(__proto__={"admin": True}),
        "somebody else's order": order(seller_id="harbor", id=f"ord_{'0' * 40}"),
    },
    "not_a_decimal_string": {
        "an amount in Arabic digits": line(unit_price="\u0661\u0662"),
        "an amount that begins with a point": line(unit_price=".5"),
        "an amount that ends with a point": line(unit_price="5."),
        "an amount after a blank": line(unit_price=" 5"),
        "an amount with a comma": line(unit_price="1,5"),
        "an amount that is NaN": line(unit_price="NaN"),
        "a negative quantity": line(quantity="-1"),
        "400 amounts of 400 digits": order(lines=[{**ITEM, "quantity": "9" * 400}] * 400),
        "a float amount": line(unit_price=12.5),
        "an integer amount": line(unit_price=12),
        "a true amount": line(unit_price=True),
        "a negative amount": line(unit_price="-1"),
        "an amount with a plus": line(unit_price="+1"),
        "an amount with an exponent": line(unit_price="1e3"),
        "an amount with a new line": line(unit_price="1\n"),
        "an amount in full-width digits": line(unit_price="\uff11\uff12"),
        "an amount with an underscore": line(unit_price="1_000"),
        "an amount of ten digits": line(unit_price="1234567890"),
        "seven decimals": line(unit_price="1.1234567"),
        "no amount": line(unit_price=None),
        "a list for an amount": line(unit_price=[CANARY]),
    },
    "not_text": {
        "a null in metadata": order(metadata={CANARY: None}),
        "15,000 numbers in metadata": order(metadata={f"{n:x}": 1 for n in range(15_000)}),
        "an object for a text": order(reference={"$gt": CANARY}),
        "a number for a text": order(reference=1001),
        "a number in metadata": order(metadata={CANARY: 1}),
    },
    "not_a_list": {
        "an object for a list": order(lines={"0": ITEM}),
        "a text for a list": order(lines=CANARY),
    },
    "too_few": {
        "no lines": order(lines=[]),
    },
    "too_many": {
        "80,000 lists for lines": b'{"lines":[' + b"[]," * 80_000 + b"[]]}",
        "501 lines": order(lines=[ITEM] * 501),
        "501 charges": order(charges=[{"reason": "x", "amount": "1", "tax": ITEM["tax"]}] * 501),
        "21 pairs of metadata": order(metadata={f"{CANARY}{n}": "x" for n in range(21)}),
    },
    "unbroken_run": {
        "150 accents on one letter": buyer(name="a" + "\u0301" * 150),
        "a name in metadata of 100,000 letters": order(metadata={CANARY * 12_500: "x"}),
        "a word of 61 letters": buyer(name=CANARY * 7 + "x" * 5),
    },
    "too_long": {
        "an address of 300 letters": buyer(email="a" * 300 + "@example.com"),
        "a locale of 120,000 parts": order(locale="a-" * 120_000),
        "a name too long": buyer(name=f"{CANARY} " * 30),
    },
    "blank": {
        "a blank name": buyer(name="  "),
    },
    "not_an_email": {
        "an address at a number": buyer(email="a@[127.0.0.1]"),
        "a quoted address": buyer(email=f'"{CANARY} x"@example.com'),
        "an address that is none": buyer(email=CANARY),
        "a header in an address": buyer(email=f"a@example.com\nBcc: {CANARY}@example.com"),
        "two addresses": buyer(email=f"a@example.com, {CANARY}@example.com"),
    },
    "unknown_currency": {
        "a currency that is none": order(currency="XXQ"),
        "a currency in small letters": order(currency="eur"),
    },
    "not_a_locale": {
        "a template for a locale": order(locale="{{7*7}}"),
        "a locale that is none": order(locale=f"../{CANARY}"),
    },
    "unknown_country": {
        "a country in small letters": buyer(
            address={"line1": "x", "postal_code": "1", "city": "x", "country": "de"}
        ),
        "a country that is none": buyer(
            address={"line1": "x", "postal_code": "1", "city": "x", "country": "XQ"}
        ),
    },
    "unknown_unit": {
        "a unit that is none": line(unit=CANARY),
    },
    "not_a_date": {
        "a day after the last": order(supply_date="9999-99-99"),
        "a day in full-width digits": order(supply_date="\uff12\uff10\uff12\uff16-11-21"),
        "a day that is none": order(supply_date="2026-02-30"),
        "a day with a time": order(supply_date=f"2026-11-21T{CANARY}"),
    },
    "not_allowed": {
        "a tax that is none": tax("X"),
    },
    "rate_not_zero": {
        "a rate outside S": tax("Z", "19"),
    },
    "vat_id_required": {
        "reverse charge without a VAT id": tax("AE"),
    },
    "reason_required": {
        "exempt without a reason": tax("E"),
    },
    "percent_or_amount": {
        "both kinds of discount": line(discount={"percent": "1", "amount": "1"}),
    },
    "discount_above_line": {
        "a discount above the price": line(discount={"amount": "1000", "reason": CANARY}),
    },
    "card_number": {
        "a card number": payment(reference="4111 1111 1111 1111"),
    },
    "out_of_range": {
        "terms of 31 digits": payment(terms_days=10**30),
        "terms beyond a year": payment(terms_days=366),
    },
    "not_an_integer": {
        "terms of a day and a half": payment(terms_days=1.5),
        "true for terms": payment(terms_days=True),
        "terms as text": payment(terms_days="14"),
    },
    "paid_above_total": {
        "paid above the total": payment(paid_amount="999999999"),
    },
    "total_mismatch": {
        "500 lines and a total that differs": order(lines=[ITEM] * 500, expected_total="1.00"),
        "a total that differs": order(expected_total="1.00"),
    },
    "exchange_rate_zero": {
        "an exchange rate of nothing": order(currency="USD", exchange_rate="0"),
    },
    "unprintable_character": {
        "a private character": buyer(name=f"{CANARY} \ue000"),
        "a character no face can print": buyer(name=f"{CANARY} \U00013000"),
    },
    "group_below_zero": {
        "more discount than there is": order(
            discounts=[{"reason": CANARY, "amount": "900", "tax": ITEM["tax"]}]
        ),
    },
    "body_too_large": {
        "256 KiB and a byte": b" " * (256 * 1024 + 1 - len(WHOLE)) + WHOLE,
        "300 KB": order(notes=CANARY * 37_500),
        "5 MB": order(notes=CANARY * 625_000),
    },
}
"""What is sent, by the code of the fault that must be found in it."""
