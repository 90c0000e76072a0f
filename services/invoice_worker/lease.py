"""Holding messages while they are worked on: a heartbeat that keeps them hidden from others."""

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import structlog

from services.backends.queue import LeaseLost, Message, Queue

VISIBILITY_S = 60.0
"""A kill anywhere costs at most this long until somebody else takes the order."""

HEARTBEAT_S = 20.0
"""A third of the visibility, so that two missed beats lose nothing."""

log = structlog.get_logger()


class Leases:
    """Holds a batch of messages from entering to leaving; a busy queue is simply asked again."""

    def __init__(self, queue: Queue, messages: Sequence[Message]) -> None:
        self._queue = queue
        self._held = {message.receipt: message for message in messages}
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

    def holds(self, message: Message) -> bool:
        """Tell whether the message is still ours to work on."""
        return message.receipt in self._held

    def beat(self) -> None:
        """Extend every message. One whose receipt is no longer current is somebody else's now."""
        for message in list(self._held.values()):
            try:
                self._queue.extend(message, VISIBILITY_S)
            except LeaseLost:
                log.warning("lease.lost")
                self._held.pop(message.receipt, None)
            except Exception as error:  # noqa: BLE001 - the next beat comes before the lease ends
                log.warning("lease.not_extended", reason=type(error).__name__)

    def _beat_until_left(self) -> None:
        while not self._left.wait(HEARTBEAT_S):
            self.beat()
