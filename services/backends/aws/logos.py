"""Logos in DynamoDB, each kept once under its digest.

A record that copied one would outgrow an item, and ten such records a transaction.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from services.backends.aws.queries import rows
from services.backends.aws.table import Key, keyed, text
from services.domain.ids import sha256_hex

if TYPE_CHECKING:
    from services.backends.aws.access import Table

_PART = 300_000
"""Characters (Base64, so bytes) in one row: an item ends at 400 KB."""

_KEPT_IN_MEMORY = 32


class LogoLost(Exception):  # noqa: N818 - a verdict on the ledger
    """A record names a logo that is not there: restore the table to a moment when it was."""


class Logos:
    """Written before whatever names them and never changed, so that they may be remembered."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._kept: set[str] = set()
        self.read = lru_cache(_KEPT_IN_MEMORY)(self._read)

    def keep(self, logo: str) -> str:
        """Store a logo unless this process has done so, and return the digest it is read by."""
        digest = sha256_hex(logo.encode())
        if digest not in self._kept:
            for part, start in enumerate(range(0, len(logo), _PART)):
                key = Key(f"logo#{digest}", f"{part:03d}")
                piece = logo[start : start + _PART]
                self._table.overwrite({**keyed(key), "piece": text(piece)})
            self._kept.add(digest)
        return digest

    def _read(self, digest: str) -> str:
        pieces = [item["piece"]["S"] for item in rows(self._table, f"logo#{digest}")]
        logo = "".join(pieces)
        if sha256_hex(logo.encode()) != digest:
            raise LogoLost(f"the logo {digest} is missing or damaged; restore the ledger table")
        return logo
