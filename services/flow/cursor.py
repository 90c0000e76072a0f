"""Cursors: where a list goes on, signed so that nobody can make one up or use another's.

A cursor is 45 bytes (60 characters of URL-safe Base64 with no spare bits, so no second spelling of
it verifies): version (1), microseconds since 1970 (8), the digest in the order's id (20) and the
first half of an HMAC-SHA-256 (16) over these and the list they belong to. An action's id
has the same form as an order's.
"""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

_CURSOR = re.compile(r"\A[A-Za-z0-9_-]{60}\Z")
_VERSION = b"\x01"
_SIGNED = 29
_PURPOSE = b"counterfoil cursor v1\0"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER = "ord_"


class BadCursor(Exception):  # noqa: N818 - a verdict on the cursor
    """The cursor was changed, or given out for another list: start the list again."""


def _mac(key: bytes, scope: str, signed: bytes) -> bytes:
    framed = len(signed).to_bytes(4, "big") + signed + scope.encode()
    return hmac.new(key, _PURPOSE + framed, hashlib.sha256).digest()[:16]


def cursor(after: tuple[datetime, str], key: bytes, scope: str) -> str:
    """Return the cursor of the page that follows the order, or action, (time, id).

    `scope` says which list it is: whose, live or test, and every filter.
    """
    at, id_ = after
    microseconds = (at - _EPOCH) // timedelta(microseconds=1)
    digest = bytes.fromhex(id_.partition("_")[2])
    signed = _VERSION + microseconds.to_bytes(8, "big") + digest
    return base64.urlsafe_b64encode(signed + _mac(key, scope, signed)).decode()


def read_cursor(text: str, key: bytes, scope: str, *, prefix: str = _ORDER) -> tuple[datetime, str]:
    """Return the (time, id) that a cursor continues after. Raises BadCursor.

    `prefix` is what the ids of the list begin with.
    """
    if not _CURSOR.match(text):
        raise BadCursor("not a cursor of this system")
    raw = base64.urlsafe_b64decode(text)
    signed, mac = raw[:_SIGNED], raw[_SIGNED:]
    if not hmac.compare_digest(mac, _mac(key, scope, signed)):
        raise BadCursor("not a cursor of this list")
    at = _EPOCH + timedelta(microseconds=int.from_bytes(signed[1:9], "big"))
    return at, prefix + signed[9:].hex()
