"""Making an API key: the secret for its holder, and what is kept of it."""

from datetime import datetime

from services.backends.keys import Key, Role, cognito_digest
from services.domain.ids import sha256_hex

SECRET_BYTES = 20
PREFIX_LENGTH = 12
"""`sk_live_` and four characters: enough to recognise, 144 of 160 bits stay unknown."""


def new_key(
    seller_id: str, role: Role, *, livemode: bool, random: bytes, now: datetime
) -> tuple[str, Key]:
    """Return a new secret and its key, from at least 20 random bytes."""
    if len(random) < SECRET_BYTES:
        raise ValueError(f"a key needs {SECRET_BYTES} random bytes, not {len(random)}")
    secret = f"sk_{'live' if livemode else 'test'}_{random[:SECRET_BYTES].hex()}"
    key = Key(
        digest=sha256_hex(secret.encode()),
        prefix=secret[:PREFIX_LENGTH],
        seller_id=seller_id,
        role=role,
        livemode=livemode,
        created_at=now,
    )
    return secret, key


def known_subject(
    seller_id: str, role: Role, *, livemode: bool, subject: str, now: datetime
) -> Key:
    """Return the key of a Cognito client id or user subject; its secret is Cognito's own."""
    return Key(
        digest=cognito_digest(subject),
        prefix=subject[:PREFIX_LENGTH],
        seller_id=seller_id,
        role=role,
        livemode=livemode,
        created_at=now,
    )
