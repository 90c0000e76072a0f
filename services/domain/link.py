"""The mailed link: a signed token that names a ledger row, so that it can be revoked.

A token is 54 bytes (72 characters of URL-safe Base64 with no spare bits, so no second spelling
of it verifies): key id (1), link id (16), expiry in Unix seconds (5), HMAC-SHA-256 (32).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from services.domain.frozen import Frozen

_TOKEN = re.compile(r"\A[A-Za-z0-9_-]{72}\Z")
_SIGNED = 22
_PURPOSE = b"counterfoil link v1\0"


class Stopped(NamedTuple):
    """A key signs no more."""

    at: datetime
    lifetime: timedelta
    """The longest of any link signed then."""


class KeyRing(NamedTuple):
    """Keys by id (1..255). New tokens use `current`; old keys stay until their last link ended."""

    current: int
    keys: Mapping[int, bytes]
    stopped: Mapping[int, Stopped] = MappingProxyType({})
    """Of the keys that have signed and do not any more."""


class Link(Frozen):
    """The ledger row behind a token."""

    id: str
    """128 random bits in hex."""
    key_id: int
    seller_id: str
    number: str
    order_id: str
    created_at: datetime
    expires_at: datetime
    """Whole seconds: the token has no room for less."""
    revoked_at: datetime | None = None


class Claim(NamedTuple):
    """What a token that verified says."""

    link_id: str
    expires_at: datetime


def new_link(
    link_id: str,
    ring: KeyRing,
    *,
    seller_id: str,
    number: str,
    order_id: str,
    now: datetime,
    lifetime: timedelta,
) -> Link:
    """Return a link that is signed with the ring's current key."""
    return Link(
        id=link_id,
        key_id=ring.current,
        seller_id=seller_id,
        number=number,
        order_id=order_id,
        created_at=now,
        expires_at=(now + lifetime).replace(microsecond=0),
    )


def _mac(key: bytes, signed: bytes) -> bytes:
    return hmac.new(key, _PURPOSE + signed, hashlib.sha256).digest()


def token(link: Link, ring: KeyRing) -> str:
    """Return the token of a link. The same link always has the same token."""
    seconds = int(link.expires_at.timestamp())
    signed = bytes([link.key_id]) + bytes.fromhex(link.id) + seconds.to_bytes(5, "big")
    return base64.urlsafe_b64encode(signed + _mac(ring.keys[link.key_id], signed)).decode()


def verify(text: str, ring: KeyRing) -> Claim | None:
    """Return what a token claims if one of our keys signed it; expiry is the caller's to check."""
    if not _TOKEN.match(text):
        return None
    raw = base64.urlsafe_b64decode(text)
    signed, mac = raw[:_SIGNED], raw[_SIGNED:]
    key = ring.keys.get(signed[0])
    if key is None or not hmac.compare_digest(mac, _mac(key, signed)):
        return None
    seconds = int.from_bytes(signed[17:], "big")
    return Claim(signed[1:17].hex(), datetime.fromtimestamp(seconds, UTC))


def opens(link: Link | None, now: datetime) -> bool:
    """Tell whether a link row still opens its page."""
    return link is not None and link.revoked_at is None and now < link.expires_at
