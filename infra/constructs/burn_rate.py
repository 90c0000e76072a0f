"""Burn-rate alarms: two windows of one objective, and the alarm that wants both."""

from collections.abc import Callable
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from constructs import Construct

from infra.alarms import Pagers
from infra.aws_alarms import AwsAlarm
from infra.objectives import BURNS, FEWEST, MAIL_WITHIN_S, Objective, burning
from infra.stages import Stage
from services.runtime.emf import DIMENSION, NAMESPACE

BadShare = Callable[[Duration, int], cloudwatch.IMetric]
"""Returns the share of events that went wrong in a window, 0 where there were fewer than that."""


def counted(name: str, service: str, *, statistic: str, period: Duration) -> cloudwatch.Metric:
    """Return a measure of a deployable, as its metrics lines tell it."""
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name=name,
        dimensions_map={DIMENSION: service},
        statistic=statistic,
        period=period,
    )


def late_mails(period: Duration, fewest: int) -> cloudwatch.IMetric:
    """Return the share of mails that went out too late.

    Durations are told as the upper bound of their bucket, so one just within may count as late.
    """
    all_, in_time = "SampleCount", f"TC(:{MAIL_WITHIN_S})"
    return cloudwatch.MathExpression(
        expression=f"IF(mails >= {fewest}, 1 - FILL(in_time, 0) / mails, 0)",
        label="share of mails that were late",
        period=period,
        using_metrics={
            "mails": counted("order_to_mail_s", "notifier", statistic=all_, period=period),
            "in_time": counted("order_to_mail_s", "notifier", statistic=in_time, period=period),
        },
    )


def failed_requests(period: Duration, fewest: int) -> cloudwatch.IMetric:
    """Return the share of requests to the order API that were answered 5xx."""
    return cloudwatch.MathExpression(
        expression=f"IF(requests >= {fewest}, FILL(errors, 0) / requests, 0)",
        label="share of requests that failed",
        period=period,
        using_metrics={
            name: counted(name, "order_api", statistic="Sum", period=period)
            for name in ("requests", "errors")
        },
    )


_JUST_ONE: Final = 1


def watch_burning(
    scope: Construct, objective: Objective, bad: BadShare, *, stage: Stage, pagers: Pagers
) -> None:
    """Call somebody when an objective's budget goes too fast, at each pace."""
    for burn in BURNS:
        alarm = burning(objective, burn)
        windows = [
            _window(scope, alarm, bad(Duration.minutes(minutes), fewest), minutes, stage=stage)
            for minutes, fewest in ((burn.long_minutes, FEWEST), (burn.short_minutes, _JUST_ONE))
        ]
        both = cloudwatch.CompositeAlarm(
            scope,
            f"Alarm-{alarm.name}",
            composite_alarm_name=stage.named(alarm.name),
            alarm_description=f"{alarm.what}. See docs/operations.md#{alarm.runbook}",
            alarm_rule=cloudwatch.AlarmRule.all_of(
                *(
                    cloudwatch.AlarmRule.from_alarm(one, cloudwatch.AlarmState.ALARM)
                    for one in windows
                )
            ),
        )
        page = actions.SnsAction(pagers[alarm.severity])
        both.add_alarm_action(page)
        both.add_ok_action(page)


def _window(
    scope: Construct, alarm: AwsAlarm, bad: cloudwatch.IMetric, minutes: int, *, stage: Stage
) -> cloudwatch.Alarm:
    """Watch one window. It calls nobody: the alarm that wants both does."""
    name = f"{alarm.name}-{minutes}-minutes"
    return cloudwatch.Alarm(
        scope,
        f"Alarm-{name}",
        alarm_name=stage.named(name),
        alarm_description=f"Half of {alarm.name}. See docs/operations.md#{alarm.runbook}",
        metric=bad,
        threshold=alarm.threshold,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
