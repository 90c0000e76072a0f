"""Workers: who is there and what they hold, by what they say themselves."""

from datetime import datetime, timedelta
from typing import Protocol

from services.domain.worker import Worker

KEPT = timedelta(days=1)
"""How long the row of a worker stays that was killed and could not take it along."""


class Workers(Protocol):
    """One row per worker process; the last beat replaces the one before."""

    def beat(self, worker: Worker) -> None:
        """Store what a worker says of itself."""
        ...

    def leave(self, worker_id: str) -> None:
        """Drop the row of a worker that stops; one that is unknown changes nothing."""
        ...

    def seen_since(self, moment: datetime) -> list[Worker]:
        """Return the workers heard of since then, by id."""
        ...
