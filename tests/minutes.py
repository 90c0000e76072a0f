"""Minutes and levels for tests, made of the figures a test is about."""

from datetime import timedelta

from services.domain.minute import Levels, Minute, QueueLevel
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


def a_level(
    name: str = "orders",
    *,
    visible: int = 0,
    in_flight: int = 0,
    oldest_age_s: float | None = None,
    dead_letters: int = 0,
) -> QueueLevel:
    """Return how a queue stands; empty unless told."""
    return QueueLevel(
        name=name,
        visible=visible,
        in_flight=in_flight,
        oldest_age_s=oldest_age_s,
        dead_letters=dead_letters,
    )


def some_levels(
    *,
    orders: QueueLevel | None = None,
    archived: QueueLevel | None = None,
    running: int = 1,
    wanted: int = 1,
    stuck: int = 0,
    paused: tuple[str, ...] = (),
) -> Levels:
    """Return how everything stands; idle with one worker unless told."""
    return Levels(
        at=NOW,
        queues=(orders or a_level(), archived or a_level("archived")),
        workers_running=running,
        workers_wanted=wanted,
        open_failures=0,
        stuck=stuck,
        paused=paused,
    )


def a_minute(ago: int, levels: Levels | None = None, **counts: int) -> Minute:
    """Return the minute that began `ago` minutes before `NOW`; `counts` are its sums."""
    at = NOW - ago * MINUTE
    return Minute.model_validate({"at": at, "levels": levels, "counts": counts})
