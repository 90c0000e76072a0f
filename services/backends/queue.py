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
    """How a queue stands. Counts may be approximate.

    A queue that cannot be asked for its age or its totals (SQS) tells None and 0 for ever: whether
    anything is there, only `undeleted` says.
    """

    visible: int
    in_flight: int
    """Hidden by a delivery; a message released with a delay counts here or as delayed."""
    delayed: int
    oldest_age_s: float | None
    """Seconds since the oldest undeleted message was sent; None when empty, or not known."""
    sent: int
    """Messages ever sent; only grows."""
    deleted: int
    """Messages ever deleted or moved to the dead-letter queue; only grows."""

    @property
    def undeleted(self) -> int:
        """Return how many messages there are, wherever they are."""
        return self.visible + self.in_flight + self.delayed


class LeaseLost(Exception):  # noqa: N818 - an expected answer, not an error
    """The delivery's time ran out and somebody else owns the message now: stop working on it."""


class Queue(Protocol):
    """A message stays until it is deleted; a delivery hides it for a while.

    After its last allowed delivery a message moves to the dead-letter queue, its body unchanged
    and with the time it was first sent; whether its attempts count on there is not promised.
    """

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        """Put messages on the queue; durable when it returns."""
        ...

    def receive(self, limit: int, *, visibility_s: float, wait_s: float) -> list[Message]:
        """Return up to `limit` (at most 10) messages, hidden from others for `visibility_s`.

        Waits up to `wait_s` for the first (SQS: at most 20 s); returns an empty list when none
        came.
        """
        ...

    def extend(self, message: Message, visibility_s: float) -> None:
        """Hide a delivery for `visibility_s` from now. Raises LeaseLost."""
        ...

    def release(self, message: Message, delay_s: float = 0) -> None:
        """Give a delivery back early, to be delivered again after `delay_s`. Raises LeaseLost."""
        ...

    def delete(self, messages: Sequence[Message]) -> None:
        """Acknowledge. A delivery whose lease was lost is left to its new owner, silently.

        Whether one whose lease has ended can be acknowledged until it has another owner is open.
        """
        ...

    def figures(self) -> Figures:
        """Return how the queue stands now."""
        ...
