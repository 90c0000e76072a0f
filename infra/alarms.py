"""Alarms on CloudWatch: the domain's definitions, and those that only AWS has."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.aws_alarms import AwsAlarm
from infra.stages import Stage
from services.domain.alarms import ALARMS, Alarm, Severity

Pagers = Mapping[Severity, sns.ITopic]
"""Whom an alarm of each severity reaches."""

MINUTE: Final = Duration.minutes(1)

ERRORS: Final = next(alarm for alarm in ALARMS if alarm.name == "errors")

RELEASE: Final = Alarm(
    "release-errors",
    "A new version of a function fails; CodeDeploy goes back to the version before",
    "errors",
    queue=None,
    threshold=0,
    minutes=1,
    of_them=1,
    severity="warning",
)

MAIL_NEWS_LOST: Final = Alarm(
    "mail-news-dead-letters",
    "What SES says became of mails could not be noted on their orders",
    "dead_letters",
    queue="mail-news",
    threshold=0,
    minutes=3,
    of_them=3,
    severity="warning",
)

AUDIT_FAILED: Final = Alarm(
    "audit-failed",
    "The nightly audit found faults, or could not finish",
    "errors",
    queue=None,
    threshold=0,
    minutes=1,
    of_them=1,
    severity="critical",
)


def of_queue(queue: str) -> tuple[Alarm, ...]:
    """Return what is watched of a queue itself: its depth, its age, its dead letters."""
    levels = {"visible", "oldest_age_s", "dead_letters"}
    return tuple(alarm for alarm in ALARMS if alarm.queue == queue and alarm.signal in levels)


def raise_alarm(
    scope: Construct,
    alarm: Alarm | AwsAlarm,
    metric: cloudwatch.IMetric,
    *,
    stage: Stage,
    pagers: Pagers,
    of: str = "",
) -> cloudwatch.Alarm:
    """Watch a metric of one-minute values as an alarm says, and tell its pager of both edges.

    `of` names what is watched where one definition watches several things.
    """
    name = f"{of}-{alarm.name}" if of else alarm.name
    below = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
    above = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
    # A queue that sleeps tells nothing, and that is fine. What must come and does not is not.
    silent = cloudwatch.TreatMissingData.NOT_BREACHING
    if isinstance(alarm, AwsAlarm) and alarm.below:
        silent = cloudwatch.TreatMissingData.BREACHING
    made = cloudwatch.Alarm(
        scope,
        f"Alarm-{name}",
        alarm_name=stage.named(name),
        alarm_description=f"{alarm.what}. See docs/operations.md#{alarm.runbook}",
        metric=metric,
        threshold=alarm.threshold,
        evaluation_periods=alarm.minutes,
        datapoints_to_alarm=alarm.of_them,
        comparison_operator=below if alarm.below else above,
        treat_missing_data=silent,
    )
    page = actions.SnsAction(pagers[alarm.severity])
    made.add_alarm_action(page)
    made.add_ok_action(page)
    return made
