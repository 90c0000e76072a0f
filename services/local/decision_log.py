"""Scaling decisions of the group, kept in the ledger where the console shows them."""

from dataclasses import dataclass

from services.backends.decisions import Decisions
from services.domain.scaling import Decision


@dataclass
class DecisionLog:
    """Keeps what started or stopped workers, and the first look after a start.

    The first says how many there are to be from now on, whatever a group before had decided.
    """

    decisions: Decisions
    _begun: bool = False

    def note(self, decision: Decision) -> None:
        """Keep a decision if it changes anything. Raises Unavailable."""
        if decision.changes or not self._begun:
            self.decisions.append(decision)
            self._begun = True
