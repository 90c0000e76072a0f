"""The one place that makes random values. Everything else is given them."""

import secrets
from collections.abc import Callable

NewId = Callable[[], str]
"""Returns 128 random bits in hex."""


def random_id() -> str:
    """Return 128 random bits in hex, fit for ids that must not be guessed."""
    return secrets.token_hex(16)


def random_key() -> bytes:
    """Return 256 random bits, fit for signing."""
    return secrets.token_bytes(32)


def random_fraction() -> float:
    """Return a number in [0, 1), for jitter."""
    return secrets.randbelow(1_000_000) / 1_000_000


def new_traceparent() -> str:
    """Return a W3C traceparent (level 1) of a new, sampled trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
