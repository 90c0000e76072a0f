"""A queue beside its model: who holds which message, and when it comes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from services.backends.queue import LeaseLost, Message, Queue
from tests.contract.places import KINDS, MAX_RECEIVES
from tests.models.exploring import System, explore, explored

SECONDS = st.sampled_from((10.0, 30.0, 60.0))
"""Multiples of ten: an emulated SQS lives by this machine's clock besides the test's."""

ANY = st.integers(0, 10**6)
"""Chooses one of however many there are."""


@dataclass
class Known:
    """What the model knows of a message that nobody has deleted."""

    body: str
    sent_at: datetime
    visible_at: datetime
    attempts: int = 0
    delivery: Message | None = None
    given_back: bool = False

    @property
    def spent(self) -> bool:
        return self.attempts == MAX_RECEIVES


class QueueBesideItsModel(System):
    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.queue = self.backend.queue
        self.known: dict[str, Known] = {}
        self.deliveries: list[Message] = []
        self.sent = 0

    def _in(self, seconds: float) -> datetime:
        return self.clock.now + timedelta(seconds=seconds)

    def _ready(self) -> list[Known]:
        """Return what is visible, the longest waiting first."""
        visible = [one for one in self.known.values() if one.visible_at <= self.clock.now]
        return sorted(visible, key=lambda one: (one.visible_at, int(one.body)))

    @rule(count=st.integers(1, 4), delay_s=st.sampled_from((0.0, 0.0, 20.0)))
    def send(self, count: int, delay_s: float) -> None:
        bodies = [str(self.sent + n) for n in range(count)]
        self.sent += count
        self.queue.send(bodies, delay_s)
        for body in bodies:
            self.known[body] = Known(body, self.clock.now, self._in(delay_s))

    @rule(limit=st.integers(1, 12), visibility_s=SECONDS)
    def receive(self, limit: int, visibility_s: float) -> None:
        self._receive(limit, visibility_s)

    def _receive(self, limit: int, visibility_s: float) -> list[Message]:
        ready = [one for one in self._ready() if not one.spent]
        received = self.queue.receive(limit, visibility_s=visibility_s, wait_s=0)
        bodies = [message.body for message in received]
        assert bool(received) == bool(ready)
        assert len(received) <= min(limit, 10)
        assert len(set(bodies)) == len(bodies)
        assert set(bodies) <= {one.body for one in ready}
        if self.kind == "embedded":
            assert bodies == [one.body for one in ready[: len(bodies)]]
        for message in received:
            self._delivered(message, visibility_s)
        return received

    def _delivered(self, message: Message, visibility_s: float) -> None:
        one = self.known[message.body]
        assert message.attempts == one.attempts + 1
        assert message.sent_at == one.sent_at
        assert message.receipt not in {earlier.receipt for earlier in self.deliveries}
        one.attempts, one.delivery, one.given_back = message.attempts, message, False
        one.visible_at = self._in(visibility_s)
        self.deliveries.append(message)

    def _known_to(self, message: Message) -> Known | None:
        """Return the message of a delivery that no later one has taken the place of."""
        one = self.known.get(message.body)
        return one if one and one.delivery == message else None

    def _unspecified(self, message: Message) -> bool:
        # SQS lets a receipt live on after a release, until the next delivery. When exactly a spent
        # message moves to the dead letters is open, too. Nobody relies on either.
        one = self._known_to(message)
        if one is None:
            return False
        moving = one.spent and self._held(message) is None
        return moving or (self.kind == "aws" and one.given_back)

    def _held(self, message: Message) -> Known | None:
        one = self._known_to(message)
        held = one and not one.given_back and self.clock.now < one.visible_at
        return one if held else None

    @precondition(lambda self: self.deliveries)
    @rule(pick=ANY, seconds=SECONDS, back=st.booleans())
    def extend_or_release(self, pick: int, seconds: float, *, back: bool) -> None:
        message = self.deliveries[pick % len(self.deliveries)]
        if self._unspecified(message):
            return
        act = self.queue.release if back else self.queue.extend
        one = self._held(message)
        if one is None:
            with pytest.raises(LeaseLost):
                act(message, seconds)
            return
        act(message, seconds)
        one.visible_at, one.given_back = self._in(seconds), back

    @precondition(lambda self: self.deliveries)
    @rule(picks=st.lists(ANY, min_size=1, max_size=3))
    def delete(self, picks: Sequence[int]) -> None:
        chosen = {pick % len(self.deliveries) for pick in picks}
        messages = [self.deliveries[n] for n in sorted(chosen)]
        messages = [message for message in messages if not self._unspecified(message)]
        self.queue.delete(messages)
        for message in messages:
            one = self._known_to(message)
            # SQS is not asked to delete what is held no more: the next delivery may be on its way.
            late = self.kind == "aws" and self._held(message) is None
            if one and not one.given_back and not late:
                del self.known[one.body]

    @rule(seconds=SECONDS)
    def let_time_pass(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def deliver_and_delete_all(self) -> None:
        self.clock.advance(100)
        while received := self._receive(10, 60):
            self.queue.delete(received)
            for message in received:
                del self.known[message.body]
        dead = _drained(self.backend.dead_letters)
        assert {message.body: message.sent_at for message in dead} == {
            one.body: one.sent_at for one in self.known.values()
        }
        assert all(one.spent for one in self.known.values())
        self.known.clear()

    @invariant()
    def nothing_is_lost_and_nothing_comes_to_be(self) -> None:
        queues = (self.queue, self.backend.dead_letters)
        assert sum(queue.figures().undeleted for queue in queues) == len(self.known)


def _drained(queue: Queue) -> list[Message]:
    messages: list[Message] = []
    while received := queue.receive(10, visibility_s=60, wait_s=0):
        queue.delete(received)
        messages += received
    return messages


@explored
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_message_is_held_by_one_at_a_time_and_never_lost(kind: str, effort: int) -> None:
    explore(QueueBesideItsModel, kind, effort=effort, examples=120)
