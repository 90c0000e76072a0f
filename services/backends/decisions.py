"""Scaling decisions: what the policy wanted, with the numbers it saw."""

from datetime import timedelta
from typing import Protocol

from services.domain.scaling import Decision

KEPT = timedelta(days=30)
"""How long decisions are kept, counted from the latest."""


class Decisions(Protocol):
    """Only decisions that changed something are worth a row; who writes decides that."""

    def append(self, decision: Decision) -> None:
        """Store a decision. There is one for a moment: another one of the same time replaces it."""
        ...

    def latest(self, limit: int) -> list[Decision]:
        """Return the last decisions, latest first."""
        ...
