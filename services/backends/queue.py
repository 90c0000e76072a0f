"""A queue: at least once, in any order, as SQS standard queues promise."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Message(NamedTuple):
    """One delivery. `attempts` counts deliveries of this message, this one included."""

    body: str
    receipt: str
    """Names this delivery; a later delivery of the same message has another."""
    attempts: int
    sent_at: datetime


class Figures(NamedTuple):
    """How a queue stands. Counts may be approximate; `sent` and `deleted` only ever grow."""

    visible: int
    in_flight: int
    delayed: int
    oldest_age_s: float | None
    """Seconds since the oldest message that is not deleted was sent; None when empty."""
    sent: int
    deleted: int


class LeaseLost(Exception):  # noqa: N818 - an expected answer, not an error
    """The delivery's time ran out and somebody else owns the message now: stop working on it."""


class Queue(Protocol):
    """A message stays until it is deleted; a delivery hides it for a while.

    After its last allowed delivery a message moves to the dead-letter queue, unchanged and with
    the time it was first sent.
    """

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        """Put messages on the queue; durable when it returns."""
        ...

    def receive(self, limit: int, *, visibility_s: float, wait_s: float) -> list[Message]:
        """Return up to `limit` (at most 10) messages, hidden from others for `visibility_s`.

        Waits up to `wait_s` for the first; returns an empty list when none came.
        """
        ...

    def extend(self, message: Message, visibility_s: float) -> None:
        """Hide a delivery for `visibility_s` from now. Raises LeaseLost."""
        ...

    def release(self, message: Message, delay_s: float = 0) -> None:
        """Give a delivery back early, to be delivered again after `delay_s`. Raises LeaseLost."""
        ...

    def delete(self, messages: Sequence[Message]) -> None:
        """Acknowledge. A delivery whose lease was lost is left to its new owner, silently."""
        ...

    def figures(self) -> Figures:
        """Return how the queue stands now."""
        ...
