"""Turns: many actors, one at a time, and time that passes only between their turns.

Every actor is a thread, so the services run as they are written. A baton keeps all but one of
them waiting: whoever sleeps hands it to the actor whose time comes next. Nothing else decides
who runs, so a run is the same whenever its seed is.
"""

import heapq
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.backends.unavailable import Unavailable


class Killed(BaseException):
    """The actor's process ends here: nothing after it runs, no handler either."""


class Ended(BaseException):
    """The run is over."""


@dataclass(eq=False)
class Actor:
    """One process, as far as it can be told apart: its clock, its deadline, its end."""

    name: str
    live: Callable[[], None]
    """What it does, from its start to its end; started again after it was killed."""
    skew: timedelta = timedelta()
    """By how much its clock is wrong."""
    deadline: float | None = None
    """When it is killed, if it is not done by then: a function's time-out."""
    releases: int = 0
    """How often it was started: each start may be of a later release."""
    turn: threading.Lock = field(default_factory=threading.Lock)
    thread: threading.Thread | None = None


class Scheduler:
    """Holds the agenda of all actors. `now` is the true time in seconds since the start."""

    def __init__(self, start: datetime, restart_s: Callable[[], float]) -> None:
        self._start = start
        self._restart_s = restart_s
        self._agenda: list[tuple[float, int, Actor]] = []
        self._entries = 0
        self._actors: list[Actor] = []
        self._over = False
        self.now = 0.0
        self.running = Actor("director", lambda: None, thread=threading.current_thread())
        self.running.turn.acquire()
        self.failures: list[tuple[str, BaseException]] = []
        """What actors died of that nobody had killed."""

    def add(self, actor: Actor) -> None:
        """Have an actor begin at once."""
        actor.turn.acquire()
        actor.thread = threading.Thread(target=self._run, args=(actor,), daemon=True)
        self._actors.append(actor)
        self._enter(actor, 0.0)
        actor.thread.start()

    def time(self) -> datetime:
        """Return the true time."""
        return self._start + timedelta(seconds=self.now)

    def clock(self) -> datetime:
        """Return what the running actor's clock says."""
        return self.time() + self.running.skew

    def is_running(self) -> bool:
        """Tell whether the calling thread is the actor whose turn it is."""
        return self.running.thread is threading.current_thread()

    def sleep(self, seconds: float) -> None:
        """Let others run for a while. Raises Killed when the actor's deadline comes first."""
        me = self.running
        self._leave_if_over()
        late = me.deadline is not None and self.now + seconds > me.deadline
        self._enter(me, max(me.deadline - self.now, 0.0) if late and me.deadline else seconds)
        self._hand_over(me)
        if late:
            raise Killed("the function's time is over")

    def end(self) -> None:
        """End every actor, one after the other. Only the director may."""
        self._over = True
        for actor in self._actors:
            if actor.thread and actor.thread.is_alive():
                self.running = actor
                actor.turn.release()
                actor.thread.join()

    def _enter(self, actor: Actor, seconds: float) -> None:
        self._entries += 1
        heapq.heappush(self._agenda, (self.now + seconds, self._entries, actor))

    def _hand_over(self, me: Actor) -> None:
        at, _, following = heapq.heappop(self._agenda)
        self.now = max(self.now, at)
        if following is me:
            return
        self.running = following
        following.turn.release()
        me.turn.acquire()
        self._leave_if_over()

    def _leave_if_over(self) -> None:
        if self._over:
            raise Ended

    def _run(self, actor: Actor) -> None:
        actor.turn.acquire()
        while not self._over:
            try:
                actor.deadline = None
                actor.releases += 1
                actor.live()
                self.sleep(self._restart_s())
            except (Killed, Unavailable):
                self._restart(actor)  # what is out of reach ends a process, and it comes again
            except Ended:
                return
            except BaseException as error:  # noqa: BLE001 - the director reports it
                self.failures.append((actor.name, error))
                self._restart(actor)

    def _restart(self, actor: Actor) -> None:
        actor.deadline = None
        try:
            self.sleep(self._restart_s())
        except Ended:
            return
