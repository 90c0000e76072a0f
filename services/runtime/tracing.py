"""Steps of an order's way, told to a tracing system under the trace that its checkout began."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from services.domain.order import Order
from services.domain.trace import trace_id
from services.runtime.settings import DeployableSettings, SettingsError


class Step(NamedTuple):
    """One thing that one service did for one order."""

    service: str
    name: str
    """`accept`, `invoice` or `mail`."""
    order: Order
    began: datetime
    ended: datetime


Trace = Callable[[Step], None]
"""Takes a step that is over. It never raises and never waits."""


def nowhere(_step: Step) -> None:
    """Tell nobody: no tracing system was named."""


def trace_of(settings: DeployableSettings) -> Trace:
    """Return what tells steps to the OTLP endpoint that the settings name, if they name one.

    Raises SettingsError when one is named and the extra that speaks to it is not installed.
    """
    if settings.otlp_endpoint is None:
        return nowhere
    try:
        # An extra: most installations have no use for it, and importing it takes long.
        from services.runtime import otel  # noqa: PLC0415
    except ImportError as missing:
        fault = f"OTEL_EXPORTER_OTLP_ENDPOINT: needs {missing.name}; install counterfoil[otel]"
        raise SettingsError([fault]) from None
    return otel.otlp_trace()


def trace_names(order: Order) -> dict[str, str]:
    """Return what every log line about an order says: its id, and the trace it belongs to."""
    return {"order_id": order.id, "trace_id": trace_id(order.traceparent)}
