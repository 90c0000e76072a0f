"""The alarms, defined once (design D10).

On one machine the reconciler evaluates them over the minutes of the ledger and the console shows
them; on AWS the CDK app turns the same definitions into CloudWatch alarms. What an alarm means
and what to do is in docs/operations.md under its `runbook` heading.
"""

from typing import Final, Literal, NamedTuple

Severity = Literal["warning", "critical", "emergency"]
"""Look today; look now; wake somebody."""

Signal = Literal[
    "visible",
    "oldest_age_s",
    "dead_letters",
    "workers_running",
    "stuck",
    "errors",
    "failed",
    "repairs",
    "order_to_mail_p95_s",
]
"""What is watched: levels of a queue or of the system, sums and percentiles of a minute."""


class Alarm(NamedTuple):
    """A signal beyond its threshold in so many of the last minutes."""

    name: str
    what: str
    """A sentence for who is called."""
    signal: Signal
    queue: str | None
    """The queue whose signal it is; None for the system's own."""
    threshold: float
    """It is beyond when the signal is greater, or lower for `below`."""
    minutes: int
    """Minutes that are looked at."""
    of_them: int
    """How many of those must be beyond."""
    severity: Severity
    below: bool = False
    """What is too low counts only while something waits in the queue and it is not paused."""

    @property
    def runbook(self) -> str:
        """Return the anchor of its entry in docs/operations.md."""
        return self.name


def _queue_alarms(queue: str, what: str) -> tuple[Alarm, ...]:
    """Depth, age and dead letters: no queue goes without."""
    waiting = f"Orders wait {what}"
    return (
        Alarm(
            f"{queue}-deep", f"{waiting}: more than 1,000", "visible", queue, 1000, 5, 5, "warning"
        ),
        Alarm(
            f"{queue}-very-deep",
            f"{waiting}: more than 20,000",
            "visible",
            queue,
            20_000,
            5,
            5,
            "critical",
        ),
        Alarm(
            f"{queue}-late",
            f"{waiting} for more than 5 minutes",
            "oldest_age_s",
            queue,
            300,
            5,
            3,
            "critical",
        ),
        Alarm(
            f"{queue}-very-late",
            f"{waiting} for more than an hour",
            "oldest_age_s",
            queue,
            3600,
            5,
            5,
            "emergency",
        ),
        Alarm(
            f"{queue}-dead-letters",
            f"Messages of the {queue} queue were delivered 8 times and settled by nobody",
            "dead_letters",
            queue,
            0,
            3,
            3,
            "critical",
        ),
    )


ALARMS: Final = (
    *_queue_alarms("orders", "for their invoice"),
    *_queue_alarms("archived", "for their mail"),
    Alarm(
        "no-workers",
        "Orders wait and nobody works",
        "workers_running",
        "orders",
        1,
        3,
        3,
        "emergency",
        below=True,
    ),
    Alarm(
        "stuck-orders", "A numbered order cannot be finished", "stuck", None, 0, 3, 3, "critical"
    ),
    Alarm(
        "errors",
        "Requests, batches or rounds fail by our own fault",
        "errors",
        None,
        5,
        5,
        3,
        "critical",
    ),
    Alarm("failures", "Many orders or mails fail", "failed", None, 20, 5, 3, "warning"),
    Alarm("repairs", "The reconciler keeps repairing", "repairs", None, 0, 15, 12, "warning"),
    Alarm(
        "mail-slow",
        "One mail in twenty goes out later than five minutes after its order",
        "order_to_mail_p95_s",
        None,
        300,
        15,
        10,
        "warning",
    ),
)
"""Every alarm there is."""
