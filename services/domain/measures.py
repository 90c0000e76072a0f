"""What is measured, defined once: the console's figures and the metrics on AWS are these."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple

from pydantic import Field

from services.domain.frozen import Frozen

Unit = Literal["Count", "Seconds"]
"""Of CloudWatch's units, the two that are needed."""

Count = Literal[
    "requests",
    "refused",
    "errors",
    "accepted",
    "issued",
    "archived",
    "mailed",
    "released",
    "failed",
    "redriven",
    "repairs",
]
Span = Literal["request_s", "order_to_archive_s", "order_to_mail_s"]


class Measure(NamedTuple):
    """One thing that is measured."""

    name: Count | Span
    unit: Unit
    what: str


MEASURES: Final = (
    Measure("requests", "Count", "HTTP requests answered"),
    Measure("refused", "Count", "HTTP requests answered 4xx"),
    Measure("errors", "Count", "HTTP requests answered 5xx, and batches or rounds that failed"),
    Measure("accepted", "Count", "Orders accepted; a replay is none"),
    Measure("issued", "Count", "Orders that got their number"),
    Measure("archived", "Count", "Invoices whose PDF was archived"),
    Measure("mailed", "Count", "Mails that the provider took"),
    Measure("released", "Count", "Attempts that failed and are made again"),
    Measure("failed", "Count", "Orders and mails that failed and need a person"),
    Measure("redriven", "Count", "Failures that were sent on their way again"),
    Measure("repairs", "Count", "Orders and messages the reconciler had to send on"),
    Measure("request_s", "Seconds", "How long an HTTP request took"),
    Measure("order_to_archive_s", "Seconds", "From accepting an order to its archived PDF"),
    Measure("order_to_mail_s", "Seconds", "From accepting an order to its mail"),
)


class Tally(Frozen):
    """What one process counted since its last tally."""

    at: datetime
    """When it was closed; it counts for the minute this lies in."""
    service: str
    """Which deployable counted, such as `invoice_worker`."""
    counts: Mapping[Count, int] = Field(default_factory=dict)
    spans: Mapping[Span, Mapping[int, int]] = Field(default_factory=dict)
    """Histograms, as in `domain/histogram.py`."""
    sellers: Mapping[str, Mapping[Count, int]] = Field(default_factory=dict)
    """The part of `counts` that is known to be a seller's. Metrics lines have it, minutes do not:
    there is no row per seller to keep."""
