"""One numbering at a time per seller and mode in a process; groups that wait go together.

Contenders for one counter only cost one another retries: throughput depends on the batch, not on
who writes it. So the threads of a process take turns, and whoever has the turn takes along what
waits (design D4).
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from services.invoice_worker.workbench import Billed, Numbered

    NumberAll = Callable[[Sequence[Billed]], list[Numbered]]

MOST_TOGETHER = 25
"""Orders in a transaction: one counter and three actions an order stay below 100 actions."""


@dataclass
class _Waiting:
    group: Sequence[Billed]
    numbered: list[Numbered] | None = None
    error: BaseException | None = None

    @property
    def served(self) -> bool:
        return self.numbered is not None or self.error is not None


class Turns:
    """Shared by the threads of a process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._turns: dict[object, threading.Lock] = defaultdict(threading.Lock)
        self._waiting: dict[object, deque[_Waiting]] = defaultdict(deque)

    def number(
        self, counter: object, group: Sequence[Billed], number_all: NumberAll
    ) -> list[Numbered]:
        """Return what `number_all` made of the group, whoever of the waiting called it.

        `counter` names what must not be contended for. What `number_all` raises is raised to all
        whose orders it was given.
        """
        mine = _Waiting(group)
        with self._guard:
            self._waiting[counter].append(mine)
            turn = self._turns[counter]
        with turn:
            while not mine.served:
                _serve(self._next(counter), number_all)
        if mine.error:
            raise mine.error
        return mine.numbered or []

    def waiting(self, counter: object) -> int:
        """Return how many groups wait for their turn now."""
        with self._guard:
            return len(self._waiting[counter])

    def _next(self, counter: object) -> list[_Waiting]:
        """Take from those that wait longest, as many as go together; at least one."""
        taken: list[_Waiting] = []
        with self._guard:
            waiting = self._waiting[counter]
            while waiting:
                together = sum(len(one.group) for one in taken) + len(waiting[0].group)
                if taken and together > MOST_TOGETHER:
                    break
                taken.append(waiting.popleft())
        return taken


def _serve(taken: Sequence[_Waiting], number_all: NumberAll) -> None:
    try:
        numbered = number_all([billed for one in taken for billed in one.group])
    except BaseException as error:  # noqa: BLE001 - it is raised again by each who waited for it
        for one in taken:
            one.error = error
        return
    for one in taken:
        receipts = {billed.attempt.message.receipt for billed in one.group}
        one.numbered = [n for n in numbered if n.attempt.message.receipt in receipts]
