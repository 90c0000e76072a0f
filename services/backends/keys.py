"""API keys: only their SHA-256 is stored."""

from datetime import datetime
from typing import Literal, Protocol

from services.domain.frozen import Frozen

Role = Literal["checkout", "finance", "viewer", "operator", "admin"]


class Key(Frozen):
    """A credential of the embedded edition. The secret itself is shown once and never kept."""

    digest: str
    """SHA-256 of the secret in hex: the secret has 160 random bits, so no salt is needed."""
    prefix: str
    """The first characters, enough to recognise a key in a list."""
    seller_id: str
    role: Role
    livemode: bool
    created_at: datetime


class Keys(Protocol):
    """Who may call."""

    def create(self, key: Key) -> None:
        """Store a key. Raises Conflict when its digest exists."""
        ...

    def find(self, digest: str) -> Key | None:
        """Return the key with this digest, strongly consistent."""
        ...
