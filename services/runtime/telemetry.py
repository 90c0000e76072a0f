"""Logs: one event name from the glossary and its keys, as a line of JSON or of coloured text.

No personal data, no bodies, no tokens: keys are ids, codes, counts and durations.
"""

import logging
import sys

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from services.runtime.settings import DeployableSettings


def _renderer(settings: DeployableSettings, *, colour: bool) -> Processor:
    if settings.log_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=colour, pad_event_to=20)


def _named(service: str) -> Processor:
    def add(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {**event, "service": service}

    return add


def start_logs(settings: DeployableSettings, service: str, *, colour: bool = False) -> None:
    """Set up logging on standard error for this process, the libraries' loggers included."""
    for_machines = settings.log_format == "json"
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if for_machines else "%H:%M:%S", utc=True),
        structlog.processors.format_exc_info,
        *([_named(service)] if for_machines else []),
    ]
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer = _renderer(settings, colour=colour)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer)
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
