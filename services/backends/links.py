"""Links: the ledger rows behind mailed tokens (design D9)."""

from datetime import datetime
from typing import Protocol

from services.domain.link import Link


class Links(Protocol):
    """First links are created by `Numbering.commit`; the rest by `create`."""

    def read(self, link_id: str) -> Link | None:
        """Return the row, strongly consistent: a revoked link is revoked at once."""
        ...

    def create(self, link: Link) -> None:
        """Store a new link. Raises Conflict when the id exists."""
        ...

    def revoke(self, link_id: str, at: datetime) -> None:
        """Close the link for good; closing it again changes nothing."""
        ...
