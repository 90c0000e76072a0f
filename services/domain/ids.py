"""Ids and digests that are computed, so that the same input always meets the same record."""

from __future__ import annotations

import hashlib
import hmac
import json


def digest(*parts: str) -> str:
    """Return 160 bits in hex over length-prefixed parts, so that ("ab", "c") is not ("a", "bc")."""
    framed = b"".join(
        len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts)
    )
    return hashlib.sha256(framed).hexdigest()[:40]


def order_id(seller_id: str, *, livemode: bool, channel: str, idempotency_key: str) -> str:
    """Return the id under which an order is accepted: its own idempotency record."""
    mode = "live" if livemode else "test"
    return f"ord_{digest(seller_id, mode, channel, idempotency_key)}"


def mail_id(seller_id: str, number: str, recipient_key: str, intent: str) -> str:
    """Return the opaque id of a mail row: one for each (invoice, recipient, intent)."""
    return f"mail_{digest(seller_id, number, recipient_key, intent)}"


def keyed_hash(key: bytes, text: str) -> str:
    """Return 128 bits in hex that only the holder of `key` can connect to `text`."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def canonical_json(value: object) -> bytes:
    """Write JSON that is byte for byte the same for equal values: sorted, dense, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of `content` in lower-case hex."""
    return hashlib.sha256(content).hexdigest()
