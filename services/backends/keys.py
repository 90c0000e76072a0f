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
    name: str = ""
    """What it is for, in the words of who made it."""
    expires_at: datetime | None = None
    """From then on it opens nothing; None for one that lasts until it is revoked."""
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    """To a minute or so: not every use is noted."""


def opens(key: Key, now: datetime) -> bool:
    """Tell whether a key is neither revoked nor expired."""
    return key.revoked_at is None and (key.expires_at is None or now < key.expires_at)


def by_seller_and_age(key: Key) -> tuple[str, datetime, str]:
    """Return what keys are listed by."""
    return key.seller_id, key.created_at, key.digest


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
        """Return the key with this digest, strongly consistent; `opens` says what it is worth."""
        ...

    def all(self, seller_id: str | None) -> list[Key]:
        """Return a seller's keys, or everybody's: by seller, the oldest first.

        Revoked and expired ones are among them. A key that was just made may be missing.
        """
        ...

    def revoke(self, digest: str, at: datetime) -> None:
        """Let the key open nothing from now on. The time of the first call stays.

        A digest that is unknown changes nothing.
        """
        ...

    def used(self, digest: str, at: datetime) -> None:
        """Note when a key was used; a digest that is unknown changes nothing.

        A write each: who calls notes a key once a minute at most.
        """
        ...
