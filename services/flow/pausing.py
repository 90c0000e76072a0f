"""Pausing a queue and resuming it: written down first, as every action is."""

from services.backends.pauses import Pause
from services.flow.acting import Ask, act
from services.runtime.composition import Backends


def pause_queue(queue: str, ask: Ask, backends: Backends, *, seller_id: str | None) -> None:
    """Take nothing from a queue from now on; one that is paused keeps its first pause."""
    act(ask, "pause", queue, actions=backends.actions, seller_id=seller_id)
    backends.pauses.pause(Pause(queue=queue, at=ask.at, who=ask.who, reason=ask.reason))


def resume_queue(queue: str, ask: Ask, backends: Backends, *, seller_id: str | None) -> None:
    """Take from a queue again; one that is not paused stays as it is."""
    act(ask, "resume", queue, actions=backends.actions, seller_id=seller_id)
    backends.pauses.resume(queue)
