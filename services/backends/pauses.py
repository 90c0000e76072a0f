"""Pauses: queues that nobody takes from on purpose."""

from datetime import datetime
from typing import Protocol

from services.domain.frozen import Frozen


class Pause(Frozen):
    """A queue is paused. Messages stay, none is lost and no attempt is counted."""

    queue: str
    """`orders` or `archived`."""
    at: datetime
    who: str
    reason: str


class Pauses(Protocol):
    """At most one pause for each queue."""

    def pause(self, pause: Pause) -> None:
        """Pause a queue; one that is paused stays as it is."""
        ...

    def resume(self, queue: str) -> None:
        """Take from the queue again; one that is not paused stays as it is."""
        ...

    def all(self) -> list[Pause]:
        """Return what is paused, by name, strongly consistent."""
        ...
