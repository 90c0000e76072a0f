"""The action log: append only."""

from datetime import datetime
from typing import NamedTuple, Protocol

from services.domain.action import Action


class ActionQuery(NamedTuple):
    """Which actions to list; `seller_id` None means every seller's and nobody's.

    `after` is the (at, id) of the last action of the page before.
    """

    limit: int
    seller_id: str | None = None
    after: tuple[datetime, str] | None = None


class Actions(Protocol):
    """Nothing is ever changed or deleted here."""

    def append(self, action: Action) -> None:
        """Store an action; durable when it returns. Raises Conflict when its id exists."""
        ...

    def find(self, query: ActionQuery) -> list[Action]:
        """Return up to `limit` actions, latest first (ties by id, descending)."""
        ...
