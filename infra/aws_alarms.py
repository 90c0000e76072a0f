"""Alarms on what only AWS has: functions, the gateway, the firewall, SES, and our objectives.

What each means and what to do is in docs/operations.md, under the same heading as its name.
"""

from typing import Final, NamedTuple

from services.domain.alarms import Severity


class AwsAlarm(NamedTuple):
    """A metric of CloudWatch beyond its threshold in so many of the last minutes."""

    name: str
    what: str
    """A sentence for who is called."""
    threshold: float
    minutes: int
    of_them: int
    severity: Severity
    below: bool = False

    @property
    def runbook(self) -> str:
        """Return the anchor of its entry in docs/operations.md."""
        return self.name


THROTTLES: Final = AwsAlarm(
    "throttles", "Calls of a function are turned away: too many run at once", 0, 15, 5, "warning"
)

CANARY_LOST: Final = AwsAlarm(
    "canary-lost",
    "No canary order has come to its mail for 15 minutes",
    1,
    15,
    15,
    "critical",
    below=True,
)

RECONCILER_SILENT: Final = AwsAlarm(
    "reconciler-silent",
    "The reconciler has not gone a round for 5 minutes",
    1,
    5,
    5,
    "critical",
    below=True,
)

GATEWAY_ERRORS: Final = AwsAlarm(
    "gateway-errors", "The gateway answers 5xx, also where no code of ours ran", 5, 5, 3, "critical"
)

FIREWALL_BLOCKS: Final = AwsAlarm(
    "firewall-blocks", "The firewall blocks more than 500 requests a minute", 500, 5, 5, "warning"
)

LEDGER_THROTTLED: Final = AwsAlarm(
    "ledger-throttled", "DynamoDB turns away writes to the ledger", 0, 5, 3, "warning"
)

BOUNCES: Final = AwsAlarm(
    "bounces",
    "One mail in twenty bounces; at one in ten SES stops sending",
    0.05,
    15,
    1,
    "critical",
)

COMPLAINTS: Final = AwsAlarm(
    "complaints",
    "One mail in a thousand is called spam; at five times that SES stops sending",
    0.001,
    15,
    1,
    "critical",
)

BUDGET: Final = "budget"
"""Not an alarm of CloudWatch: AWS Budgets tells the topic of warnings by itself."""
