"""A process that takes from a queue says now and then that it is there, and what it holds."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import structlog

from services.domain.worker import BEAT_EVERY, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from services.backends.workers import Workers
    from services.runtime.clock import Clock

log = structlog.get_logger()


class Heartbeat:
    """Beats in a thread of its own while it is entered. Threads of the process may share it.

    `name` is what the group, the task or the machine calls this process. A beat that fails costs
    that beat, and a warning: work goes on.
    """

    def __init__(self, name: str, queue: str, workers: Workers, clock: Clock) -> None:
        self._id = f"{name}.{os.getpid()}"
        self._queue = queue
        self._workers = workers
        self._clock = clock
        self._started_at = clock()
        self._guard = threading.Lock()
        self._held: dict[int, tuple[str, ...]] = {}
        self._done = 0
        self._left = threading.Event()
        self._heart = threading.Thread(target=self._beat_until_left, daemon=True)

    def __enter__(self) -> Self:
        self.beat()
        self._heart.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._left.set()
        self._heart.join()
        try:
            self._workers.leave(self._id)
        except Exception as error:  # noqa: BLE001 - it will be missed soon enough
            log.warning("worker.not_left", reason=type(error).__name__)

    @contextmanager
    def holding(self, order_ids: Sequence[str]) -> Iterator[None]:
        """Show what the calling thread has in hand while it has it.

        What raises was not finished, and does not count as done.
        """
        me = threading.get_ident()
        with self._guard:
            self._held[me] = tuple(order_ids)
        done = 0
        try:
            yield
            done = len(order_ids)
        finally:
            with self._guard:
                del self._held[me]
                self._done += done

    def beat(self) -> None:
        """Say so now."""
        try:
            self._workers.beat(self._worker())
        except Exception as error:  # noqa: BLE001 - the next beat comes soon
            log.warning("worker.not_heard", reason=type(error).__name__)

    def _worker(self) -> Worker:
        with self._guard:
            holds = tuple(id_ for held in self._held.values() for id_ in held)
            return Worker(
                id=self._id,
                queue=self._queue,
                started_at=self._started_at,
                seen_at=self._clock(),
                holds=holds,
                done=self._done,
            )

    def _beat_until_left(self) -> None:
        while not self._left.wait(BEAT_EVERY.total_seconds()):
            self.beat()
