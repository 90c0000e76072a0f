import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.builders import an_order_request
from tests.order_api.shop import PROBLEM, Shop

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

BODIES: dict[str, dict[str, bytes]] = {
    "malformed_json": {
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
        "a null": b"null",
        "a list": b"[]",
        "a number": b"1",
        "a text": f'"{CANARY}"'.encode(),
        "a text for an object": order(buyer=CANARY),
    },
    "required": {
        "an empty object": b"{}",
    },
    "too_deep": {
        "lists 100,000 deep": b"[" * 100_000,
        "objects 50,000 deep": b'{"a":' * 50_000,
        "balanced and 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
        "nine levels in metadata": order(metadata={"a": [[[[[[[[CANARY]]]]]]]]}),
    },
    "invisible_character": {
        "a NUL": order(reference=f"{CANARY}\x00"),
        "a new line": buyer(name=f"{CANARY}\r\nBcc: {CANARY}@example.com"),
        "a bidi override": buyer(name=f"{CANARY}\u202egnp.exe"),
        "a zero-width space": buyer(name=f"{CANARY}\u200b"),
        "a tag character": order(notes=f"{CANARY}\U000e0041"),
    },
    "unknown_field": {
        "an unknown field": order(**{CANARY: 1}),
        "an unknown field deep inside": line(**{CANARY: "x"}),
        "a prototype": order(__proto__={"admin": True}),
        "somebody else's order": order(seller_id="harbor", id=f"ord_{'0' * 40}"),
    },
    "not_a_decimal_string": {
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
        "an object for a text": order(reference={"$gt": CANARY}),
        "a number for a text": order(reference=1001),
        "a number in metadata": order(metadata={CANARY: 1}),
    },
    "not_a_list": {
        "a text for a list": order(lines=CANARY),
    },
    "too_few": {
        "no lines": order(lines=[]),
    },
    "too_many": {
        "501 lines": order(lines=[ITEM] * 501),
        "501 charges": order(charges=[{"reason": "x", "amount": "1", "tax": ITEM["tax"]}] * 501),
        "21 pairs of metadata": order(metadata={f"{CANARY}{n}": "x" for n in range(21)}),
    },
    "unbroken_run": {
        "a name in metadata of 100,000 letters": order(metadata={CANARY * 12_500: "x"}),
        "a word of 61 letters": buyer(name=CANARY * 7 + "x" * 5),
    },
    "too_long": {
        "a name too long": buyer(name=f"{CANARY} " * 30),
    },
    "blank": {
        "a blank name": buyer(name="  "),
    },
    "not_an_email": {
        "an address that is none": buyer(email=CANARY),
        "a header in an address": buyer(email=f"a@example.com\nBcc: {CANARY}@example.com"),
        "two addresses": buyer(email=f"a@example.com, {CANARY}@example.com"),
    },
    "unknown_currency": {
        "a currency that is none": order(currency="XXQ"),
        "a currency in small letters": order(currency="eur"),
    },
    "not_a_locale": {
        "a locale that is none": order(locale=f"../{CANARY}"),
    },
    "unknown_country": {
        "a country that is none": buyer(
            address={"line1": "x", "postal_code": "1", "city": "x", "country": "XQ"}
        ),
    },
    "unknown_unit": {
        "a unit that is none": line(unit=CANARY),
    },
    "not_a_date": {
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
        "terms beyond a year": payment(terms_days=366),
    },
    "not_an_integer": {
        "terms as text": payment(terms_days="14"),
    },
    "paid_above_total": {
        "paid above the total": payment(paid_amount="999999999"),
    },
    "total_mismatch": {
        "a total that differs": order(expected_total="1.00"),
    },
    "exchange_rate_zero": {
        "an exchange rate of nothing": order(currency="USD", exchange_rate="0"),
    },
    "unprintable_character": {
        "a character no face can print": buyer(name=f"{CANARY} \U00013000"),
    },
    "body_too_large": {
        "300 KB": order(notes=CANARY * 37_500),
        "5 MB": order(notes=CANARY * 625_000),
    },
}
"""What is sent, by the code of the fault that must be found in it."""

HEADERS: dict[str, list[tuple[bytes, bytes]]] = {
    "no idempotency key": [],
    "an empty key": [(b"idempotency-key", b"")],
    "an empty quoted key": [(b"idempotency-key", b'""')],
    "a key of 256 characters": [(b"idempotency-key", CANARY.encode() * 32)],
    "a key with a new line": [(b"idempotency-key", CANARY.encode() + b"\r\nX-Admin: 1")],
    "a key with a NUL": [(b"idempotency-key", CANARY.encode() + b"\x00")],
    "a key in latin-1": [(b"idempotency-key", CANARY.encode() + b"\xe9")],
    "a key in utf-8": [(b"idempotency-key", f"{CANARY}é".encode())],
    "a key with one quote": [(b"idempotency-key", b'"' + CANARY.encode())],
    "a quoted key with parameters": [(b"idempotency-key", b'"a";' + CANARY.encode() + b"=1")],
    "two keys": [(b"idempotency-key", b"a"), (b"idempotency-key", CANARY.encode())],
    "no json": [(b"idempotency-key", b"a"), (b"content-type", b"text/" + CANARY.encode())],
    "a form": [
        (b"idempotency-key", b"a"),
        (b"content-type", b"application/x-www-form-urlencoded"),
    ],
    "json in latin-1": [
        (b"idempotency-key", b"a"),
        (b"content-type", b"application/json; charset=latin-1"),
    ],
    "a compressed body": [
        (b"idempotency-key", b"a"),
        (b"content-type", b"application/json"),
        (b"content-encoding", b"gzip"),
    ],
    "headers of 17 KB": [(b"idempotency-key", b"a"), (b"cookie", CANARY.encode() * 2_200)],
}

URLS = [
    f"/v1/orders/{CANARY}",
    f"/v1/orders/ord_{CANARY}",
    f"/v1/orders/{CANARY}%00",
    f"/v1/orders/..%2f..%2f{CANARY}",
    f"/v1/orders/%2e%2e/%2e%2e/{CANARY}",
    f"/v1/orders/{CANARY}%0d%0aSet-Cookie:%20a=b",
    f"/v1/orders/%3Cscript%3E{CANARY}",
    f"/v1/orders/%ff%fe{CANARY}",
    f"/v1/orders/{'A' * 4_000}{CANARY}",
    f"/v1/orders/{'A' * 9_000}{CANARY}",
    f"/v1/orders/{CANARY}/",
    "/v1/orders/",
    f"/v1//orders?{CANARY}=1",
    f"/v1/{CANARY}",
    f"/v2/orders?{CANARY}",
    f"/{CANARY}",
    f"/docs/assets/..%2f..%2fmain.py?{CANARY}",
    f"/docs/assets/%00{CANARY}",
    f"/docs/assets//etc/passwd?{CANARY}",
    f"/problems/{CANARY}",
    f"/problems/%3Cimg%20src=x%3E{CANARY}",
    f"/v1/orders?cursor={CANARY}",
    "/v1/orders?cursor=" + "A" * 60,
    f"/v1/orders?cursor=%00{CANARY}",
    f"/v1/orders?email={CANARY}%0d%0a",
    f"/v1/orders?status={CANARY}",
    f"/v1/orders?reference=%ed%a0%80{CANARY}%00",
    f"/v1/orders?{CANARY}[]=1&" + "&".join(f"a{n}=1" for n in range(500)),
]


def assert_turned_down(answer: Any) -> None:  # noqa: ANN401 - httpx2's response
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == PROBLEM
    document = answer.json()
    assert document["type"]
    assert document["code"]
    assert document["request_id"]
    everything = answer.text + repr(answer.headers.raw)
    assert CANARY.lower() not in everything.lower()


@pytest.mark.parametrize(
    ("code", "what"), [(code, what) for code, bodies in BODIES.items() for what in bodies]
)
def test_a_hostile_body_is_turned_down_without_an_echo(
    busy_shop: Shop, code: str, what: str
) -> None:
    answer = busy_shop.post(BODIES[code][what], key="hostile")
    assert_turned_down(answer)
    document = answer.json()
    assert code in {document["code"], *(fault["code"] for fault in document.get("errors", []))}
    assert len(answer.content) < 8_000


@pytest.mark.parametrize("what", HEADERS)
def test_hostile_headers_are_turned_down_without_an_echo(busy_shop: Shop, what: str) -> None:
    bearer = busy_shop.bearer()["Authorization"].encode()
    headers = [(b"authorization", bearer), *HEADERS[what]]
    assert_turned_down(busy_shop.client.post("/v1/orders", content=WHOLE, headers=headers))


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_hostile_url_is_turned_down_without_an_echo(
    busy_shop: Shop, method: str, url: str
) -> None:
    answer = busy_shop.client.request(
        method, url, headers=busy_shop.bearer(), follow_redirects=False
    )
    assert_turned_down(answer)


def test_a_body_without_a_length_is_cut_off_at_the_cap(busy_shop: Shop) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(80):
            sent += 65_536
            yield CANARY.encode() * 8_192

    headers = {"Idempotency-Key": "a", "Content-Type": "application/json", **busy_shop.bearer()}
    answer = busy_shop.client.post("/v1/orders", content=endless(), headers=headers)
    assert_turned_down(answer)
    assert answer.status_code == 413


def test_what_was_turned_down_left_nothing_behind(busy_shop: Shop) -> None:
    assert busy_shop.get("/v1/orders").json()["data"] == []
    assert busy_shop.backends.orders_queue.figures().sent == 0


def test_ids_of_a_request_that_are_malformed_are_replaced_not_refused(busy_shop: Shop) -> None:
    hostile = {"X-Request-Id": f"{CANARY} <script>", "traceparent": f"00-{CANARY}"}
    answer = busy_shop.client.get("/healthz", headers=hostile)
    assert answer.status_code == 200
    assert CANARY not in repr(answer.headers.raw)
    assert answer.headers["x-request-id"].startswith("req_")
