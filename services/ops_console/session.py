"""Sessions: a signed cookie that names a key by its digest, and the tokens of its forms.

Nothing is stored. The cookie opens nothing by itself: at every request the ledger says whether
the key it names still opens, so that a revoked key stops at once.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

LASTS = timedelta(hours=12)
"""A working day; then the key is asked for again, whatever was done meanwhile."""

_KEY_PURPOSE = b"counterfoil ops session v1"


class Session(NamedTuple):
    """What a session's cookie says."""

    digest: str
    """Of the key somebody logged in with."""
    ends_at: datetime
    """To the second."""
    nonce: str
    """Random: two logins with one key have different cookies and form tokens."""


def session_key(secret: bytes) -> bytes:
    """Return the key that signs cookies, derived from a secret that is used for something else."""
    return hmac.digest(secret, _KEY_PURPOSE, hashlib.sha256)


def signed(purpose: str, parts: tuple[str, ...], key: bytes) -> str:
    """Return a cookie that everybody can read and nobody can make. Parts hold no line breaks."""
    said = base64.urlsafe_b64encode("\n".join(parts).encode()).decode()
    return f"{said}.{_mac(purpose, said, key)}"


def unsigned(purpose: str, cookie: str, key: bytes) -> tuple[str, ...] | None:
    """Return what a cookie says; None when it is not ours, or was made for something else."""
    said, _, mac = cookie.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(purpose, said, key).encode()):
        return None
    return tuple(base64.urlsafe_b64decode(said).decode().split("\n"))


def sealed(session: Session, key: bytes) -> str:
    """Return the cookie of a session."""
    ends = str(int(session.ends_at.timestamp()))
    return signed("session", (session.digest, ends, session.nonce), key)


def opened(cookie: str, key: bytes, now: datetime) -> Session | None:
    """Return the session of a cookie; None when it is not ours or has ended."""
    said = unsigned("session", cookie, key)
    if said is None:
        return None
    digest, ends, nonce = said
    ends_at = datetime.fromtimestamp(int(ends), UTC)
    return Session(digest, ends_at, nonce) if now < ends_at else None


def form_token(cookie: str, key: bytes) -> str:
    """Return what every form of a session carries: who cannot read its pages cannot know it.

    SameSite keeps other sites from sending the cookie, but not other hosts of the same site.
    """
    return _mac("form", cookie, key)


def is_form_token(token: str, cookie: str, key: bytes) -> bool:
    """Tell whether a form came from a page of this session."""
    return hmac.compare_digest(token.encode(), form_token(cookie, key).encode())


def _mac(purpose: str, said: str, key: bytes) -> str:
    return hmac.digest(key, f"{purpose}\0{said}".encode(), hashlib.sha256).hex()
