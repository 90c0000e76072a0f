"""Real children for a parent, and how it is watched: through the protection it asks for."""

import multiprocessing
import threading
from collections.abc import Callable

from services.invoice_worker.parent import Child

SPAWN = multiprocessing.get_context("spawn")


class Recorder:
    """Notes what protection was asked for, and ends the parent after so many times."""

    def __init__(self, stopping: threading.Event, times: int) -> None:
        self.asked: list[bool] = []
        self._stopping = stopping
        self._times = times

    def set(self, *, busy: bool) -> None:
        self.asked.append(busy)
        if len(self.asked) >= self._times:
            self._stopping.set()


def starter(target: Callable[..., None], *arguments: object) -> Callable[[], Child]:
    def start() -> Child:
        ours, theirs = SPAWN.Pipe(duplex=False)
        process = SPAWN.Process(target=target, args=(theirs, *arguments))
        process.start()
        theirs.close()
        return Child(process, ours)

    return start
