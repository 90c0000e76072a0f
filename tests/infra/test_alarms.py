"""Every alarm reaches somebody who finds out what to do."""

import math
import re
from pathlib import Path

from infra.constructs.backlog_scaling import Rule, needed, rules
from infra.stages import STAGES
from services.domain.alarms import ALARMS
from services.domain.scaling import (
    LATENCY_GOAL_S,
    MAX_STEPS,
    METRIC_PERIOD_S,
    RATE,
    SCALE_IN_AFTER_S,
    step_for,
    steps,
    workers_needed,
)
from tests.infra.synthesized import Synthesized, points_at

_RUNBOOK = Path(__file__).parents[2] / "docs" / "operations.md"


def test_every_alarm_has_an_action(made: Synthesized) -> None:
    both = made.of_type("AWS::CloudWatch::CompositeAlarm")
    halves = str([one.properties["AlarmRule"] for one in both])
    for one in [*made.of_type("AWS::CloudWatch::Alarm"), *both]:
        # Half of an alarm calls nobody: the alarm that wants both halves does.
        assert one.properties.get("AlarmActions") or f"'{one.id}'" in halves, one.where
        assert one.properties.get("ActionsEnabled", True) is True


def test_every_alarm_has_an_entry_in_the_runbook(made: Synthesized) -> None:
    headings = set(re.findall(r"^#{2,4} (\S+)$", _RUNBOOK.read_text(), re.MULTILINE))
    for one in made.of_type("AWS::CloudWatch::Alarm"):
        _, _, anchor = one.properties["AlarmDescription"].partition("docs/operations.md#")
        assert anchor in headings, one.where


def test_an_alarm_pages_by_its_severity(made: Synthesized) -> None:
    raised = {one.properties["AlarmName"]: one for one in made.of_type("AWS::CloudWatch::Alarm")}
    for alarm in ALARMS:
        if alarm.queue:
            actions = raised[made.stage.named(alarm.name)].properties["AlarmActions"]
            assert [f"{alarm.severity.title()}Topic" in points_at(one) for one in actions] == [True]


def test_every_alarm_of_a_queue_or_the_workers_is_raised(made: Synthesized) -> None:
    raised = {one.properties["AlarmName"] for one in made.of_type("AWS::CloudWatch::Alarm")}
    wanted = {made.stage.named(alarm.name) for alarm in ALARMS if alarm.queue}
    assert wanted <= raised


def test_every_function_is_watched_for_errors(made: Synthesized) -> None:
    raised = {one.properties["AlarmName"] for one in made.of_type("AWS::CloudWatch::Alarm")}
    for function in made.of_type("AWS::Lambda::Function"):
        name = function.properties["FunctionName"]
        assert {f"{name}-errors", f"{name}-release-errors"} <= raised


def _value(expression: str, **metrics: float) -> float:
    """Evaluate metric math with Python, whose arithmetic is written the same way."""
    known: dict[str, object] = {
        "__builtins__": {},
        "CEIL": math.ceil,
        "IF": lambda condition, then, otherwise: then if condition else otherwise,
        **metrics,
    }
    return float(eval(expression, known))  # noqa: S307 - our own text, and no names but these


def _capacity(rule: Rule, value: float) -> int | None:
    """Return what Application Auto Scaling would set, None while the alarm is silent."""
    beyond = value - rule.threshold
    if (beyond < 0) if rule.name == "scale-out" else (beyond > 0):
        return None
    (workers,) = [
        step.workers
        for step in rule.steps
        if (step.lower is None or step.lower <= beyond)
        and (step.upper is None or beyond < step.upper)
    ]
    return workers


def test_the_alarms_need_as_many_tasks_as_the_domain_does() -> None:
    for arrivals in (0.0, 1.0, 21.0, 250.0):
        for visible, in_flight in ((1, 0), (139, 2), (50_000, 100)):
            value = _value(
                needed(RATE),
                sent=arrivals * METRIC_PERIOD_S,
                visible=visible,
                in_flight=in_flight,
            )
            assert value == workers_needed(arrivals, visible, in_flight, RATE, LATENCY_GOAL_S)


def test_the_fleet_follows_the_domains_ladder_both_ways() -> None:
    for stage in STAGES.values():
        most = stage.size.most
        out, back = rules(RATE, most)
        for need in range(1, 2 * most):
            for desired in range(1, most + 1):
                backlog = need * RATE * LATENCY_GOAL_S
                seen = {"sent": 0, "visible": backlog, "in_flight": 0, "desired": desired}
                step = step_for(need, steps(most))
                scaled_out = _capacity(out, _value(out.expression, **seen))
                scaled_in = _capacity(back, _value(back.expression, **seen))
                assert scaled_out == (step if need > desired else None)
                assert scaled_in == (step if need < desired else None)


def test_scaling_in_waits_as_long_as_the_domain_says(made: Synthesized) -> None:
    raised = {one.properties["AlarmName"]: one for one in made.of_type("AWS::CloudWatch::Alarm")}
    back = raised[made.stage.named("scale-in")].properties
    assert back["EvaluationPeriods"] * METRIC_PERIOD_S == SCALE_IN_AFTER_S
    assert raised[made.stage.named("scale-out")].properties["EvaluationPeriods"] == 1


def test_no_ladder_has_more_steps_than_a_policy_takes(made: Synthesized) -> None:
    for policy in made.of_type("AWS::ApplicationAutoScaling::ScalingPolicy"):
        ladder = policy.properties["StepScalingPolicyConfiguration"]
        assert ladder["AdjustmentType"] == "ExactCapacity"
        assert ladder["MetricAggregationType"] == "Maximum"
        assert 1 <= len(ladder["StepAdjustments"]) <= MAX_STEPS


def test_silence_of_what_must_come_is_an_alarm_and_of_what_may_sleep_is_none(
    made: Synthesized,
) -> None:
    raised = {one.properties["AlarmName"]: one for one in made.of_type("AWS::CloudWatch::Alarm")}

    def silence(name: str) -> str:
        said: str = raised[made.stage.named(name)].properties["TreatMissingData"]
        return said

    assert {silence("reconciler-silent"), silence("canary-lost")} == {"breaching"}
    assert {silence("orders-late"), silence("no-workers")} == {"notBreaching"}
