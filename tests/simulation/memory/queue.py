"""A queue in memory: at least once, with deliveries that hide a message for a while."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.backends.queue import Figures, LeaseLost, Message

MOST_AT_ONCE = 10
_LOOK_EVERY_S = 1.0


@dataclass
class _Held:
    id: int
    body: str
    visible_at: datetime
    sent_at: datetime
    receives: int = 0
    receipt: str | None = None


class MemoryQueue:
    """One queue. After `max_receives` deliveries a message moves to `dead_letters`, if there are.

    `sleep` waits between looks, in seconds; `name` keeps its receipts apart from other queues'.
    """

    def __init__(
        self,
        name: str,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], object],
        dead_letters: "MemoryQueue | None" = None,
        max_receives: int = 8,
    ) -> None:
        self._name = name
        self._clock = clock
        self._sleep = sleep
        self._dead_letters = dead_letters
        self._max_receives = max_receives
        self._messages: dict[int, _Held] = {}
        self._sent = 0
        self._deleted = 0

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        """See `Queue.send`."""
        now = self._clock()
        for body in bodies:
            self._put(body, sent_at=now, visible_at=now + timedelta(seconds=delay_s))

    def receive(self, limit: int, *, visibility_s: float, wait_s: float) -> list[Message]:
        """See `Queue.receive`."""
        deadline = self._clock() + timedelta(seconds=wait_s)
        while True:
            if messages := self._receive(min(limit, MOST_AT_ONCE), visibility_s):
                return messages
            left = (deadline - self._clock()).total_seconds()
            if left <= 0:
                return []
            self._sleep(min(_LOOK_EVERY_S, left))

    def extend(self, message: Message, visibility_s: float) -> None:
        """See `Queue.extend`."""
        self._in_hand(message).visible_at = self._clock() + timedelta(seconds=visibility_s)

    def release(self, message: Message, delay_s: float = 0) -> None:
        """See `Queue.release`."""
        held = self._in_hand(message)
        held.visible_at, held.receipt = self._clock() + timedelta(seconds=delay_s), None

    def delete(self, messages: Sequence[Message]) -> None:
        """See `Queue.delete`."""
        for message in messages:
            if held := self._named(message):
                self._remove(held)

    def figures(self) -> Figures:
        """See `Queue.figures`."""
        now, held = self._clock(), self._messages.values()
        hidden = [one for one in held if one.visible_at > now]
        in_flight = sum(one.receipt is not None for one in hidden)
        ages = [(now - one.sent_at).total_seconds() for one in held]
        return Figures(
            visible=len(held) - len(hidden),
            in_flight=in_flight,
            delayed=len(hidden) - in_flight,
            oldest_age_s=max(0.0, *ages) if ages else None,
            sent=self._sent,
            deleted=self._deleted,
        )

    def holds(self, body: str) -> bool:
        """Tell whether a message with this body is still to be acknowledged."""
        return any(held.body == body for held in self._messages.values())

    def _receive(self, limit: int, visibility_s: float) -> list[Message]:
        now = self._clock()
        waiting = [one for one in self._messages.values() if one.visible_at <= now]
        for spent in [one for one in waiting if self._is_spent(one)]:
            self._bury(spent)
            waiting.remove(spent)
        waiting.sort(key=lambda one: (one.visible_at, one.id))
        hidden_until = now + timedelta(seconds=visibility_s)
        return [self._deliver(one, hidden_until) for one in waiting[:limit]]

    def _deliver(self, held: _Held, hidden_until: datetime) -> Message:
        held.receives += 1
        held.visible_at = hidden_until
        held.receipt = f"{self._name}.{held.id}.{held.receives}"
        return Message(held.body, held.receipt, held.receives, held.sent_at)

    def _is_spent(self, held: _Held) -> bool:
        return self._dead_letters is not None and held.receives >= self._max_receives

    def _bury(self, held: _Held) -> None:
        if self._dead_letters:
            self._dead_letters._put(  # noqa: SLF001 - a queue of the same kind
                held.body, sent_at=held.sent_at, visible_at=self._clock()
            )
        self._remove(held)

    def _put(self, body: str, *, sent_at: datetime, visible_at: datetime) -> None:
        self._sent += 1
        self._messages[self._sent] = _Held(self._sent, body, visible_at, sent_at)

    def _remove(self, held: _Held) -> None:
        del self._messages[held.id]
        self._deleted += 1

    def _named(self, message: Message) -> _Held | None:
        name, id_, _ = message.receipt.split(".")
        held = self._messages.get(int(id_)) if name == self._name else None
        return held if held and held.receipt == message.receipt else None

    def _in_hand(self, message: Message) -> _Held:
        held = self._named(message)
        if held is None or held.visible_at <= self._clock():
            raise LeaseLost(f"delivery {message.receipt} is not held any more")
        return held
