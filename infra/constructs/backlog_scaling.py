"""The domain's scaling policy in CloudWatch's words (design D10, docs/scaling.md).

One expression says how many tasks the backlog needs, as `workers_needed` does. Two alarms compare
it with how many are wanted already: one looks at a minute and scales out, the other at as many
minutes as `steady` looks back and scales in. Both follow the domain's ladder of exact capacities.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from aws_cdk import Duration
from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from constructs import Construct

from infra.stages import Stage
from services.domain.scaling import (
    LATENCY_GOAL_S,
    METRIC_PERIOD_S,
    SCALE_IN_AFTER_S,
    Step,
    steps,
)

LOOK: Final = Duration.seconds(METRIC_PERIOD_S)
LOOKS_BEFORE_SCALING_IN: Final = round(SCALE_IN_AFTER_S / METRIC_PERIOD_S)
ABOVE_ONE: Final = 1.5
RUNBOOK: Final = "worker-need"


class Rule(NamedTuple):
    """One of the two alarms and what it does."""

    name: str
    expression: str
    threshold: float
    comparison: cloudwatch.ComparisonOperator
    looks: int
    steps: tuple[Step, ...]
    """Their bounds are counted from the threshold, as CloudFormation wants them."""


def needed(rate: float) -> str:
    """Return `workers_needed` as metric math; `rate` is orders per second and task."""
    cleared = rate * LATENCY_GOAL_S
    arrivals = f"sent / {METRIC_PERIOD_S * rate:g}"
    return f"CEIL({arrivals} + (visible + in_flight) / {cleared:g})"


def rules(rate: float, most: int) -> tuple[Rule, Rule]:
    """Return how a fleet of at most `most` tasks scales out and in.

    Each compares, since an exact capacity works in either direction.
    """
    need, ladder, full = needed(rate), steps(most), most - 0.5
    return (
        Rule(
            "scale-out",
            f"IF({need} > desired, {need}, 0)",
            ABOVE_ONE,
            cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            1,
            tuple(_from(ABOVE_ONE, ladder[1:])),
        ),
        Rule(
            "scale-in",
            f"IF({need} < desired, {need}, {most})",
            full,
            cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
            LOOKS_BEFORE_SCALING_IN,
            tuple(_from(full, [*ladder[:-1], ladder[-1]._replace(upper=full)])),
        ),
    )


def _from(threshold: float, ladder: Iterable[Step]) -> Iterable[Step]:
    for step in ladder:
        bounds = [None if b is None else b - threshold for b in (step.lower, step.upper)]
        yield Step(bounds[0], bounds[1], step.workers)


class BacklogScaling(Construct):
    """Scales the tasks of a service with a queue's backlog, within the stage's size."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        resource_id: str,
        metrics: Mapping[str, cloudwatch.IMetric],
        rate: float,
        stage: Stage,
    ) -> None:
        super().__init__(scope, id_)
        target = scaling.ScalableTarget(
            self,
            "Tasks",
            service_namespace=scaling.ServiceNamespace.ECS,
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=resource_id,
            min_capacity=stage.size.least,
            max_capacity=stage.size.most,
        )
        for rule in rules(rate, stage.size.most):
            self._follow(rule, target, metrics, stage)

    def _follow(
        self,
        rule: Rule,
        target: scaling.ScalableTarget,
        metrics: Mapping[str, cloudwatch.IMetric],
        stage: Stage,
    ) -> None:
        ladder = scaling.StepScalingAction(
            self,
            f"Ladder-{rule.name}",
            scaling_target=target,
            policy_name=stage.named(rule.name),
            adjustment_type=scaling.AdjustmentType.EXACT_CAPACITY,
            metric_aggregation_type=scaling.MetricAggregationType.MAXIMUM,
        )
        for step in rule.steps:
            ladder.add_adjustment(
                adjustment=step.workers, lower_bound=step.lower, upper_bound=step.upper
            )
        alarm = cloudwatch.Alarm(
            self,
            f"Alarm-{rule.name}",
            alarm_name=stage.named(rule.name),
            alarm_description=(
                f"Sets the number of tasks and calls nobody. See docs/operations.md#{RUNBOOK}"
            ),
            metric=cloudwatch.MathExpression(
                expression=rule.expression,
                label=rule.name,
                period=LOOK,
                using_metrics=dict(metrics),
            ),
            threshold=rule.threshold,
            evaluation_periods=rule.looks,
            comparison_operator=rule.comparison,
            treat_missing_data=cloudwatch.TreatMissingData.IGNORE,
        )
        alarm.add_alarm_action(actions.ApplicationScalingAction(ladder))
