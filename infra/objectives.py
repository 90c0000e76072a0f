"""What we promise of the service on AWS, and how fast a promise may be used up.

An objective leaves a share of events that may go wrong in 30 days: its budget. Burning it n times
too fast uses it up in 30/n days. An alarm wants both of two windows: the long one says that it
matters, the short one that it still goes on. Google, The Site Reliability Workbook, chapter 5.
"""

from typing import Final, NamedTuple

from infra.aws_alarms import AwsAlarm
from services.domain.alarms import Severity

FEWEST: Final = 20
"""Events in the long window. Of fewer, a single one would be a fire; the canary watches those."""

MAIL_WITHIN_S: Final = 300


class Objective(NamedTuple):
    """A share of events that goes well."""

    name: str
    what: str
    good: float


MAILS: Final = Objective("mails", "Mails go out within five minutes of their order", 0.99)
REQUESTS: Final = Objective("requests", "Requests of shops are answered without a 5xx", 0.999)


class Burn(NamedTuple):
    """A pace at which somebody is called."""

    name: str
    times: float
    """As fast as the budget allows."""
    long_minutes: int
    short_minutes: int
    severity: Severity


BURNS: Final = (
    Burn("fast", 14.4, 60, 5, "critical"),
    Burn("slow", 6, 360, 30, "warning"),
)
"""A fast one has used a fiftieth of the month's budget within the hour, a slow one a twentieth
within six."""


def burning(objective: Objective, burn: Burn) -> AwsAlarm:
    """Return the alarm of an objective at a pace; it is beyond when the bad share is greater."""
    return AwsAlarm(
        f"{objective.name}-burn-{burn.name}",
        f"Not kept: {objective.what}. The month's budget goes {burn.times:g} times too fast",
        round(burn.times * (1 - objective.good), 6),
        burn.long_minutes,
        1,
        burn.severity,
    )
