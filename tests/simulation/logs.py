"""What the services log during a run: not shown, but searched for errors nobody arranged."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from structlog.types import EventDict, WrappedLogger

ARRANGED = {
    "AlreadySending",
    "Conflict",
    "LeaseLost",
    "MailDelayed",
    "MailUnanswered",
    "Rejected",
    "Throttled",
    "TimedOut",
}


@contextmanager
def listening() -> Iterator[list[str]]:
    """Keep the log silent, and collect the errors in it that no fault of a run explains."""
    unexpected: list[str] = []

    def hear(_logger: WrappedLogger, _level: str, event: EventDict) -> EventDict:
        strange = sorted(_errors(event) - ARRANGED)
        if strange:
            unexpected.append(f"the log says {event['event']}: {', '.join(strange)}")
        raise structlog.DropEvent

    before = structlog.get_config()
    level = structlog.make_filtering_bound_logger(logging.INFO)
    structlog.configure(processors=[hear], wrapper_class=level)
    try:
        yield unexpected
    finally:
        structlog.configure(**before)


def _errors(event: EventDict) -> set[str]:
    names = {event["reason"]} if str(event.get("reason", "")).isidentifier() else set()
    error = event.get("exc_info")
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        names |= _leaves(error)
    return names


def _leaves(error: BaseException) -> set[str]:
    if isinstance(error, BaseExceptionGroup):
        return {name for one in error.exceptions for name in _leaves(one)}
    return {type(error).__name__}
