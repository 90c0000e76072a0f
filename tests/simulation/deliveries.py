"""How messages really travel: in any order, now and then twice, and news of files not always."""

from collections.abc import Sequence

from services.backends.queue import Figures, Message
from tests.simulation.faults import Weather
from tests.simulation.memory.queue import MemoryQueue

_USUAL_DELAY_S = 0.2
_LATE = 0.01
_LATEST_S = 300.0


class Unordered:
    """A queue whose messages overtake one another, and of which some are delivered twice.

    `loses` is true for what announces archived objects: S3 may lose an event, SQS loses nothing.
    `ages` is false for a queue that does not know how old its messages are, as SQS.
    """

    def __init__(
        self, queue: MemoryQueue, weather: Weather, *, loses: bool = False, ages: bool = True
    ) -> None:
        self._queue = queue
        self._weather = weather
        self._loses = loses
        self._ages = ages
        self.bodies: list[str] = []
        """Everything ever sent, for who delivers messages of months ago."""

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        """See `Queue.send`."""
        for body in bodies:
            self.bodies.append(body)
            if self._loses and self._weather.happens(self._weather.rates.unannounced):
                self._weather.history.faults["unannounced"] += 1
                continue
            self._send(body, delay_s)
            if self._weather.happens(self._weather.rates.doubled):
                self._weather.history.faults["doubled"] += 1
                self._send(body, delay_s)

    def receive(self, limit: int, *, visibility_s: float, wait_s: float) -> list[Message]:
        """See `Queue.receive`."""
        return self._queue.receive(limit, visibility_s=visibility_s, wait_s=wait_s)

    def extend(self, message: Message, visibility_s: float) -> None:
        """See `Queue.extend`."""
        self._queue.extend(message, visibility_s)

    def release(self, message: Message, delay_s: float = 0) -> None:
        """See `Queue.release`."""
        self._queue.release(message, delay_s)

    def delete(self, messages: Sequence[Message]) -> None:
        """See `Queue.delete`."""
        self._queue.delete(messages)

    def figures(self) -> Figures:
        """See `Queue.figures`."""
        figures = self._queue.figures()
        return figures if self._ages else figures._replace(oldest_age_s=None)

    def holds(self, body: str) -> bool:
        """Tell whether a message with this body is still to be acknowledged."""
        return self._queue.holds(body)

    def _send(self, body: str, delay_s: float) -> None:
        random = self._weather.random
        late_s = random.uniform(0, _LATEST_S) if self._weather.happens(_LATE) else 0.0
        delay_s += random.expovariate(1 / _USUAL_DELAY_S) + late_s
        self._queue.send([body], delay_s)
