"""Seals: what an audit found in order, archived so that later ones can compare.

Counters, records, orders, receipts and files hold one another to account. Whoever rewrites all of
them together leaves no trace among them, and is found by a seal from before, if that still stands.
"""

from datetime import date

from services.domain.frozen import Frozen
from services.domain.ids import canonical_json, sha256_hex
from services.domain.invoice import Receipt
from services.domain.order import Archived, Issued

SEALS = "_seals"
"""The folder of the archive that they stand in."""

_EVIDENCE_LENGTH = 32
"""128 bits in hex: nobody finds a second record to a given digest of that length."""


class SealedSeries(Frozen):
    """Records of a series that follow one another, each with its file."""

    series: str
    first: int
    """The sequence number of the first of them."""
    evidence: tuple[str, ...]
    """`evidence` of each of them."""


class Seal(Frozen):
    """What was in order on a day and had not been sealed before; the first of a day stands."""

    day: date
    previous: str | None
    """SHA-256 of the seal before, None for the first."""
    series: tuple[SealedSeries, ...]


def seal_key(day: date) -> str:
    """Return where the archive keeps the seal of a day; keys sort by day."""
    return f"{SEALS}/{day.isoformat()}.json"


def is_seal(archive_key: str) -> bool:
    """Tell whether an object of the archive is a seal; else it is a rendition."""
    return archive_key.startswith(f"{SEALS}/")


def seal_content(seal: Seal) -> bytes:
    """Write a seal, byte for byte the same for equal ones."""
    return canonical_json(seal.model_dump(mode="json"))


def seal_metadata(content: bytes) -> dict[str, str]:
    """Return what the archive keeps beside a seal."""
    return {"seal": sha256_hex(content)}


def evidence(record_hash: str, receipt: Receipt, issued: Issued, archived: Archived) -> str:
    """Return a digest over a record and the facts that stand beside it, 128 bits in hex.

    As in `record_hash`, fields at their default are left out.
    """
    beside = [
        fact.model_dump(mode="json", exclude_defaults=True) for fact in (receipt, issued, archived)
    ]
    return sha256_hex(canonical_json([record_hash, *beside]))[:_EVIDENCE_LENGTH]
