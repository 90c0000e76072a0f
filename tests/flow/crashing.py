"""A pipeline whose process can die before and after every single call it makes on its state."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.backends.embedded.archive import DirectoryArchive
from services.backends.embedded.outbox import OutboxMailer
from services.backends.unavailable import Unavailable
from services.domain.order import Order
from services.runtime.composition import ARCHIVE_FOLDER
from tests.pipeline import Pipeline

WATCHED = ("orders", "numbering", "invoices", "mails", "links", "sellers", "orders_queue")


class Killed(BaseException):
    """The process ends here: nothing after it runs, no handler either."""


class Life:
    """Counts the steps of a process and ends it, or fails the call, at those that were chosen."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self._ends: list[int] = []
        self._end: Callable[[str], BaseException] = Killed

    def end_at(self, ends: Sequence[int], end: Callable[[str], BaseException]) -> None:
        """Raise `end` at the first of these steps; the next is counted from there."""
        self.steps, self._ends, self._end = [], list(ends), end

    def step(self, name: str) -> None:
        self.steps.append(name)
        if self._ends and len(self.steps) > self._ends[0]:
            self._ends.pop(0)
            self.steps = []
            raise self._end(name)


class Watched:
    """A part of the state as it is; a call is two steps: before it, and after its effect."""

    def __init__(self, name: str, real: object, life: Life) -> None:
        self._name, self._real, self._life = name, real, life

    def __getattr__(self, verb: str) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            self._life.step(f"before {self._name}.{verb}")
            answer = getattr(self._real, verb)(*args, **options)
            self._life.step(f"after {self._name}.{verb}")
            return answer

        return call


class CrashingPipeline(Pipeline):
    """A Pipeline, every call it makes on its state a step of its life."""

    def __init__(self, state: Path) -> None:
        super().__init__(state)
        self.put_seller()
        self.life = Life()
        self.real = self.backends
        archived_queue = self._watched("archived_queue", self.real.archived_queue)
        archive = DirectoryArchive(
            state / ARCHIVE_FOLDER, announce=archived_queue, new_id=self._file_id
        )
        self.backends = replace(
            self.real,
            archived_queue=archived_queue,
            archive=self._watched("archive", archive),
            **{name: self._watched(name, getattr(self.real, name)) for name in WATCHED},
        )
        mailer = self._watched("mailer", OutboxMailer(self.outbox, self._file_id))
        self.mail_desk = replace(self._mail_desk(), mailer_for=lambda _order: mailer)

    def _watched(self, name: str, real: object) -> Any:  # noqa: ANN401 - it is what it watches
        return Watched(name, real, self.life)

    def _file_id(self) -> str:
        # A file is written under a new id first, so this is the moment before each file.
        self.life.step("before a file")
        return self.new_id()

    def walk(self, keys: Sequence[str]) -> None:
        """Take orders the straight way from their requests to their mails."""
        for key in keys:
            self.place(key)
        self.work_once()
        self.notify_once()

    def revive(
        self, keys: Sequence[str], rounds: int = 200, *, reconciling: bool = True
    ) -> list[Order]:
        """Bring all up again and again until all is quiet; the shop repeats what got no answer."""
        for _ in range(rounds):
            try:
                ids = [self.place(key).order.id for key in keys]
                moved = self.work_once() + self.notify_once()
                if reconciling:
                    self.reconcile()
                orders = self.real.orders.read(ids)
                if not moved and self._quiet(orders):
                    return orders
            except (Killed, Unavailable, ExceptionGroup):
                pass
            self.clock.advance(15)
        raise AssertionError(f"not quiet after {rounds} rounds")

    def _quiet(self, orders: Sequence[Order]) -> bool:
        queues = (
            self.real.orders_queue,
            self.real.orders_dead_letters,
            self.real.archived_queue,
            self.real.archived_dead_letters,
        )
        empty = all(queue.figures().oldest_age_s is None for queue in queues)
        return empty and all(order.due_at is None for order in orders)
