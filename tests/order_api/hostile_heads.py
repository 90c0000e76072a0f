"""Headers, methods and addresses that no honest caller sends."""

from tests.order_api.hostile_bodies import CANARY

Headers = list[tuple[bytes, bytes]]

POSTED: dict[str, Headers] = {
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

_GOOD = b"sk_live_" + b"A" * 40

AUTHORIZATIONS: dict[str, Headers] = {
    "none": [],
    "an empty one": [(b"authorization", b"")],
    "a scheme alone": [(b"authorization", b"Bearer")],
    "a scheme and a blank": [(b"authorization", b"Bearer ")],
    "a key without a scheme": [(b"authorization", _GOOD)],
    "a key nobody has": [(b"authorization", b"Bearer " + _GOOD)],
    "a password": [(b"authorization", b"Basic " + CANARY.encode())],
    "a digest": [(b"authorization", b'Digest username="' + CANARY.encode() + b'"')],
    "two keys": [(b"authorization", b"Bearer " + _GOOD)] * 2,
    "a key and more": [(b"authorization", b"Bearer " + _GOOD + b" " + CANARY.encode())],
    "a key and a new line": [(b"authorization", b"Bearer " + _GOOD + b"\n")],
    "a key and a NUL": [(b"authorization", b"Bearer " + _GOOD + b"\x00" + CANARY.encode())],
    "a key in latin-1": [(b"authorization", b"Bearer " + CANARY.encode() + b"\xe9")],
    "a key of 10,000 letters": [(b"authorization", b"Bearer " + b"A" * 10_000)],
    "a quote": [(b"authorization", b"Bearer ' OR '1'='1")],
    "a token that signs itself": [(b"authorization", b"Bearer eyJhbGciOiJub25lIn0.e30.")],
    "a key in another header": [(b"x-api-key", _GOOD), (b"proxy-authorization", _GOOD)],
    "a key in a cookie": [(b"cookie", b"session=" + _GOOD)],
}

UNHEEDED: dict[str, Headers] = {
    "ids that are none": [
        (b"x-request-id", CANARY.encode() + b" <script>"),
        (b"traceparent", b"00-" + CANARY.encode()),
    ],
    "a trace of noughts": [(b"traceparent", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01")],
    "two traces": [(b"traceparent", b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01")] * 2,
    "a version that is forbidden": [
        (b"traceparent", b"ff-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01")
    ],
    "an id of 65 letters": [(b"x-request-id", b"A" * 65)],
    "an id in latin-1": [(b"x-request-id", CANARY.encode() + b"\xe9")],
    "an ETag without quotes": [(b"if-none-match", CANARY.encode())],
    "an ETag in latin-1": [(b"if-none-match", b'"' + CANARY.encode() + b'\xff"')],
    "5,000 ETags": [(b"if-none-match", b'"",' * 5_000)],
    "an ETag that never ends": [(b"if-none-match", b'W/"' + CANARY.encode())],
    "another method in a header": [(b"x-http-method-override", b"DELETE")],
    "another host": [(b"x-forwarded-host", CANARY.encode() + b".example")],
    "another path": [(b"x-original-url", b"/v1/" + CANARY.encode())],
    "a range": [(b"range", b"bytes=0-" + b"9" * 400)],
    "a language of commas": [(b"accept-language", b"," * 5_000)],
    "a type nobody has": [(b"accept", CANARY.encode() + b"/x")],
}
"""What changes nothing about the answer."""

METHODS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", CANARY]

NUMBERS = [
    f"{CANARY}",
    f"{CANARY}%00",
    f"..%2f..%2f{CANARY}",
    f"%2e%2e%2f{CANARY}",
    "INV-2026-00000%EF%BC%91",
    "INV-2026-00000%D9%A1",
    f"INV-2026-000001%0d%0aSet-Cookie:%20{CANARY}=1",
    f"%ff%fe{CANARY}",
    f"INV-2026-000001;{CANARY}",
    f"{'A' * 65}",
    f"INV-2026-000001%20{CANARY}",
    f"'%20OR%20'1'='1{CANARY}",
    "inv-2026-000001",
]
"""Stand where the number of an invoice does, and are none of this seller's."""

TOKENS = [
    CANARY,
    f"{CANARY}%00",
    f"..%2f..%2f{CANARY}",
    f"%2e%2e%2f%2e%2e%2fetc%2fpasswd{CANARY}",
    f"%3Cscript%3Ealert({CANARY})%3C%2Fscript%3E",
    f"%ff%fe{CANARY}",
    f"1.{'0' * 32}.9999999999.{CANARY}",
    f"{'9' * 4_000}.{CANARY}",
    f"{CANARY}%0d%0aSet-Cookie:%20a=b",
    "%EF%BC%91." + CANARY,
]
"""Stand where the token of a mailed link does."""
