"""Credentials: API keys, of which only the SHA-256 is stored, and Cognito's subjects."""

from datetime import datetime
from typing import Literal, Protocol

from services.domain.frozen import Frozen
from services.domain.ids import sha256_hex

Role = Literal["checkout", "finance", "viewer", "operator", "admin"]


class Key(Frozen):
    """A credential, and what it opens. The secret of an API key is shown once and never kept."""

    digest: str
    """SHA-256 of the secret in hex: the secret has 160 random bits, so no salt is needed.

    On AWS `cognito_digest` of a token's subject: who the token is about is no secret."""
    prefix: str
    """The first characters, enough to recognise a key in a list."""
    seller_id: str
    role: Role
    livemode: bool
    created_at: datetime


def cognito_digest(subject: str) -> str:
    """Return the digest under which the ledger knows a Cognito client id or user subject.

    No secret of an API key has this digest: keys hold no colon.
    """
    return sha256_hex(f"cognito:{subject}".encode())


class Keys(Protocol):
    """Who may call."""

    def create(self, key: Key) -> None:
        """Store a key. Raises Conflict when its digest exists."""
        ...

    def find(self, digest: str) -> Key | None:
        """Return the key with this digest, strongly consistent."""
        ...
