"""Time in moto: its messages are moved, because its own clock is this machine's."""

from collections.abc import Iterator
from datetime import datetime

from botocore.client import BaseClient
from moto.sqs.models import Message, Queue, sqs_backends

from services.runtime.clock import utc_now
from tests.clock import SettableClock


class MotoClock(SettableClock):
    """Starts now and stands still; advancing it brings the times kept in moto nearer instead.

    What was hidden for 60 s is visible after `advance(60)`. A client that `follows` it sees every
    message as sent when this clock said so.
    """

    def __init__(self) -> None:
        super().__init__(_whole_milliseconds())
        self._stamped: set[str] = set()

    def advance(self, seconds: float) -> None:
        self._stamp()
        super().advance(seconds)
        for message in _messages():
            message.visible_at -= seconds * 1000
            message.delayed_until -= seconds * 1000

    def follow(self, client: BaseClient) -> None:
        """Let the queues that `client` reads tell this clock's time."""
        client.meta.events.register("before-call.sqs.ReceiveMessage", self._stamp)

    def _stamp(self, **_event: object) -> None:
        for message in _messages():
            if message.id not in self._stamped:
                self._stamped.add(message.id)
                sent_ms = round(self.now.timestamp() * 1000)
                message.sent_timestamp = sent_ms  # type: ignore[assignment] # moto's says None


def _whole_milliseconds() -> datetime:
    now = utc_now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _queues() -> Iterator[Queue]:
    for account in sqs_backends.values():
        for region in account.values():
            yield from region.queues.values()


def _messages() -> Iterator[Message]:
    for queue in _queues():
        yield from queue._messages  # noqa: SLF001 - the emulator's state, which is what is edited
