"""How bad it is, at a glance: the colour beside the first sentence."""

from typing import Final, Literal

from services.domain.alarms import ALARMS, Signal
from services.domain.lateness import ON_TIME_S
from services.flow.overview_answer import AlarmShown, Overview, QueueShown

Mood = Literal["good", "wait", "bad"]
"""Nothing to do; somebody should know; somebody has to act."""

_ALARMS: Final = {alarm.name: alarm for alarm in ALARMS}
_RISING_IN_A_PAUSE: Final[tuple[Signal, ...]] = ("visible", "oldest_age_s")


def mood(now: Overview) -> Mood:
    """Return how bad it is.

    A pause is somebody's wish, so what waits for its end is no trouble, until that is an
    emergency: then somebody forgot it. It excuses its own queue alone.
    """
    raised = [
        alarm for alarm in now.alarms if alarm.state == "alarm" and not _is_wished(alarm, now)
    ]
    if is_deserted(now) or any(alarm.severity != "warning" for alarm in raised):
        return "bad"
    if any(_is_late(queue) for queue in now.queues if not queue.paused):
        return "bad"
    return "wait" if raised or now.paused else "good"


def is_deserted(now: Overview) -> bool:
    """Tell whether orders wait and nobody works, though nobody paused anything."""
    return bool(not now.scaling.running and now.scaling.backlog and "orders" not in now.paused)


def _is_wished(raised: AlarmShown, now: Overview) -> bool:
    alarm = _ALARMS[raised.name]
    paused = alarm.queue in now.paused and alarm.signal in _RISING_IN_A_PAUSE
    return paused and alarm.severity != "emergency"


def _is_late(queue: QueueShown) -> bool:
    return (queue.oldest_age_s or 0.0) > ON_TIME_S
