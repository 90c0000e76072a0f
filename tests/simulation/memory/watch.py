"""What the console reads, in memory: minutes, workers, decisions, actions and pauses."""

from datetime import datetime

from services.backends.actions import ActionQuery
from services.backends.conflict import Conflict
from services.backends.minutes import tallied
from services.backends.pauses import Pause
from services.domain.action import Action
from services.domain.measures import Tally
from services.domain.minute import Levels, Minute, minute_of
from services.domain.scaling import Decision
from services.domain.worker import Worker


class MemoryMinutes:
    """Minutes by their first moment."""

    def __init__(self) -> None:
        self._minutes: dict[datetime, Minute] = {}

    def add(self, tally: Tally) -> None:
        """See `Minutes.add`."""
        minute = self._minute(tally.at)
        self._minutes[minute.at] = tallied(minute, tally)

    def put(self, levels: Levels) -> None:
        """See `Minutes.put`."""
        minute = self._minute(levels.at)
        self._minutes[minute.at] = minute.model_copy(update={"levels": levels})

    def between(self, first: datetime, last: datetime) -> list[Minute]:
        """See `Minutes.between`."""
        low, high = minute_of(first), minute_of(last)
        return [self._minutes[at] for at in sorted(self._minutes) if low <= at <= high]

    def forget(self, before: datetime) -> None:
        """See `Minutes.forget`."""
        low = minute_of(before)
        self._minutes = {at: minute for at, minute in self._minutes.items() if at >= low}

    def _minute(self, moment: datetime) -> Minute:
        at = minute_of(moment)
        return self._minutes.get(at, Minute(at=at, levels=None))


class MemoryWorkers:
    """Workers by their ids."""

    def __init__(self) -> None:
        self._workers: dict[str, Worker] = {}

    def beat(self, worker: Worker) -> None:
        """See `Workers.beat`."""
        self._workers[worker.id] = worker

    def leave(self, worker_id: str) -> None:
        """See `Workers.leave`."""
        self._workers.pop(worker_id, None)

    def seen_since(self, moment: datetime) -> list[Worker]:
        """See `Workers.seen_since`."""
        workers = (self._workers[id_] for id_ in sorted(self._workers))
        return [worker for worker in workers if worker.seen_at >= moment]


class MemoryDecisions:
    """Decisions by their time."""

    def __init__(self) -> None:
        self._decisions: dict[datetime, Decision] = {}

    def append(self, decision: Decision) -> None:
        """See `Decisions.append`."""
        self._decisions[decision.at] = decision

    def latest(self, limit: int) -> list[Decision]:
        """See `Decisions.latest`."""
        return [self._decisions[at] for at in sorted(self._decisions, reverse=True)[:limit]]


class MemoryActions:
    """Actions by their ids."""

    def __init__(self) -> None:
        self._actions: dict[str, Action] = {}

    def append(self, action: Action) -> None:
        """See `Actions.append`."""
        if action.id in self._actions:
            raise Conflict(f"{action.id} stands already")
        self._actions[action.id] = action

    def find(self, query: ActionQuery) -> list[Action]:
        """See `Actions.find`."""
        found = [
            action
            for action in self._actions.values()
            if query.seller_id in (None, action.seller_id)
            and (query.after is None or (action.at, action.id) < query.after)
        ]
        return sorted(found, key=lambda each: (each.at, each.id), reverse=True)[: query.limit]


class MemoryPauses:
    """Pauses by their queues."""

    def __init__(self) -> None:
        self._pauses: dict[str, Pause] = {}

    def pause(self, pause: Pause) -> None:
        """See `Pauses.pause`."""
        self._pauses.setdefault(pause.queue, pause)

    def resume(self, queue: str) -> None:
        """See `Pauses.resume`."""
        self._pauses.pop(queue, None)

    def all(self) -> list[Pause]:
        """See `Pauses.all`."""
        return [self._pauses[queue] for queue in sorted(self._pauses)]
