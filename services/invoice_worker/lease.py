"""Holding messages while they are worked on: a heartbeat that keeps them hidden from others."""

import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import structlog

from services.backends.queue import LeaseLost, Message, Queue

VISIBILITY_S = 60.0
"""A kill anywhere costs at most this long until somebody else takes the order."""

HEARTBEAT_S = 20.0
"""A third of the visibility, so that two missed beats lose nothing."""

SUSPECT_VISIBILITY_S = 2 * VISIBILITY_S
"""A suspect that kills its worker comes back later than what was in hand with it."""

HANGS_AFTER_S = 1_200.0
"""No order takes this long, not even in a drill: who works on one still will never end."""

log = structlog.get_logger()


class Leases:
    """Holds a batch of messages from entering to leaving; a busy queue is simply asked again.

    `abandon` is called when one order takes longer than any order can. It should end the process:
    else a worker that hangs would keep its messages from all others for ever.
    """

    def __init__(
        self, queue: Queue, messages: Sequence[Message], abandon: Callable[[], None]
    ) -> None:
        self._queue = queue
        self._abandon = abandon
        self._held = {message.receipt: message for message in messages}
        self._suspect: Message | None = None
        self._beats = 0
        self._left = threading.Event()
        self._heart = threading.Thread(target=self._beat_until_left, daemon=True)

    def __enter__(self) -> Self:
        self._heart.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left.set()
        self._heart.join()

    def begin(self, message: Message) -> bool:
        """Note that work on a message begins; tell whether it is still ours."""
        self._beats = 0
        return message.receipt in self._held

    def suspect(self, message: Message) -> None:
        """Hide a message longer than the others: if it kills us, they come back without it."""
        self._suspect = message
        self._extend(message)

    def beat(self) -> None:
        """Extend every message. One whose receipt is no longer current is somebody else's now."""
        self._beats += 1
        if self._beats * HEARTBEAT_S > HANGS_AFTER_S:
            log.critical("worker.hangs", seconds=HANGS_AFTER_S)
            self._abandon()
        for message in list(self._held.values()):
            self._extend(message)

    def _extend(self, message: Message) -> None:
        hidden_s = SUSPECT_VISIBILITY_S if message is self._suspect else VISIBILITY_S
        try:
            self._queue.extend(message, hidden_s)
        except LeaseLost:
            log.warning("lease.lost")
            self._held.pop(message.receipt, None)
        except Exception as error:  # noqa: BLE001 - the next beat comes before the lease ends
            log.warning("lease.not_extended", reason=type(error).__name__)

    def _beat_until_left(self) -> None:
        while not self._left.wait(HEARTBEAT_S):
            self.beat()
