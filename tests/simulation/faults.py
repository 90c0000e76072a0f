"""Faults on every single I/O: what a call on the outside world may do instead of succeeding."""

import hashlib
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, NamedTuple

from services.backends.conflict import Conflict
from services.backends.unavailable import Unavailable
from tests.simulation.chance import Chance
from tests.simulation.scheduler import Killed, Scheduler

LAST_STEPS = 80


class Throttled(Unavailable):
    """The service turned the request away: nothing happened."""


class TimedOut(Unavailable):
    """No answer came: whether anything happened only the service knows."""


class Rates(NamedTuple):
    """How often each fault happens, as a share of all calls."""

    throttled: float = 0.01
    """Turned away before anything happened."""
    timed_out: float = 0.01
    """Done, but the answer was lost."""
    lost: float = 0.005
    """No answer, and nothing happened either."""
    repeated: float = 0.005
    """The client's own second try: done once or twice, and the second answer is what is seen."""
    conflict: float = 0.005
    """Somebody else had the row in hand, of writes that can say so."""
    killed: float = 0.005
    """The process ends before the call."""
    killed_after: float = 0.005
    """The process ends after the effect."""
    stalled: float = 0.002
    """The process stands still before the effect, for longer than any lease of a message."""
    partly: float = 0.01
    """A batch of which some was done."""
    doubled: float = 0.02
    """A message that is delivered twice."""
    unannounced: float = 0.01
    """An archived object nobody hears of."""
    jumped: float = 0.001
    """A clock is set."""


CALM = Rates(*[0.0] * len(Rates._fields))

MAY_CONFLICT = {"numbering.commit", "invoices.record", "orders.save", "mails.save"}
IN_BATCHES = {"delete", "send"}
_LONGEST_LATENCY_S = 2.0


class History:
    """Every step of a run: counted, hashed, and the last of them kept for a report."""

    def __init__(self, tell: Callable[[str], object] | None = None) -> None:
        self._hash = hashlib.sha256()
        self._tell = tell
        self.steps = 0
        self.last: deque[str] = deque(maxlen=LAST_STEPS)
        self.faults: Counter[str] = Counter()

    def note(self, at: float, actor: str, what: str, fate: str) -> None:
        """Add a step; `fate` is the fault it met, or empty."""
        self.steps += 1
        if fate:
            self.faults[fate] += 1
        line = f"{self.steps:>7} {at:12.4f} {actor:<12} {what} {fate}".rstrip()
        self._hash.update(line.encode())
        self.last.append(line)
        if self._tell:
            self._tell(line)

    def digest(self) -> str:
        """Return the SHA-256 of all steps so far."""
        return self._hash.hexdigest()


class Weather:
    """What befalls calls now. All of it is drawn from one seeded source."""

    def __init__(self, scheduler: Scheduler, random: Chance, history: History) -> None:
        self.scheduler = scheduler
        self.random = random
        self.history = history
        self.rates = CALM
        self.down: str | None = None
        """The part of the world that does not answer at all, if any."""

    def fate(self, part: str, verb: str) -> str:
        """Draw what happens to one call."""
        if part == self.down:
            return "throttled"
        left = self.random.random()
        for name, share in self._possible(part, verb):
            left -= share
            if left < 0:
                return name
        return ""

    def happens(self, share: float) -> bool:
        """Draw whether something with this share happens."""
        return self.random.random() < share

    def latency_s(self) -> float:
        """Draw how long a call takes."""
        return min(self.random.expovariate(50.0), _LONGEST_LATENCY_S)

    def _possible(self, part: str, verb: str) -> list[tuple[str, float]]:
        rates = self.rates
        fates = [
            ("throttled", rates.throttled),
            ("timed_out", rates.timed_out),
            ("lost", rates.lost),
            ("killed", rates.killed),
            ("killed_after", rates.killed_after),
            ("stalled", rates.stalled),
        ]
        if part != "mailer":
            fates.append(("repeated", rates.repeated))
        if f"{part}.{verb}" in MAY_CONFLICT:
            fates.append(("conflict", rates.conflict))
        if verb in IN_BATCHES and part != "mailer":
            fates.append(("partly", rates.partly))
        return fates


class Faulty:
    """One part of the outside world behind a network: each call takes time and may go wrong."""

    def __init__(self, part: str, real: Any, weather: Weather) -> None:  # noqa: ANN401
        self._part, self._real, self._weather = part, real, weather

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        real = getattr(self._real, verb)

        def call(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it stands for
            return self._call(verb, lambda: real(*args, **options), args)

        setattr(self, verb, call)
        return call

    def _call(self, verb: str, real: Callable[[], Any], args: tuple[Any, ...]) -> Any:  # noqa: ANN401
        weather = self._weather
        if not weather.scheduler.is_running():
            raise Throttled("only actors reach the outside world, in their turns")
        fate = weather.fate(self._part, verb)
        stall_s = 30 + 90 * weather.random.random() if fate == "stalled" else 0.0
        weather.scheduler.sleep(weather.latency_s() + stall_s)
        weather.history.note(
            weather.scheduler.now, weather.scheduler.running.name, f"{self._part}.{verb}", fate
        )
        return self._meet(fate, verb, real, args)

    def _meet(self, fate: str, verb: str, real: Callable[[], Any], args: tuple[Any, ...]) -> Any:  # noqa: ANN401
        match fate:
            case "throttled":
                raise Throttled(f"{self._part} is busy")
            case "lost":
                raise TimedOut(f"{self._part} did not answer")
            case "conflict":
                raise Conflict(f"{self._part} is in somebody's hands")
            case "killed":
                raise Killed(verb)
            case "partly":
                self._some(verb, args)
                raise TimedOut(f"some of the batch did not reach {self._part}")
            case "repeated":
                real()
        answer = real()
        if fate == "timed_out":
            raise TimedOut(f"{self._part} did not answer")
        if fate == "killed_after":
            raise Killed(verb)
        return answer

    def _some(self, verb: str, args: tuple[Any, ...]) -> None:
        some = [one for one in args[0] if self._weather.happens(0.5)]
        getattr(self._real, verb)(some, *args[1:])
