"""Whoever is late, lost, throttled or too dear is noticed, and each promise is watched twice."""

import json
from typing import Any

import pytest

from infra.objectives import BURNS, FEWEST, MAILS, REQUESTS, burning
from infra.stacks.observe import FUNCTIONS, GATEWAYS
from services.domain.alarms import ALARMS
from services.domain.measures import MEASURES
from services.runtime.emf import DIMENSION, NAMESPACE
from tests.infra.synthesized import Json, Resource, Synthesized, points_at, statements


def _alarms(made: Synthesized) -> dict[str, Resource]:
    found = {one.properties["AlarmName"]: one for one in made.of_type("AWS::CloudWatch::Alarm")}
    return {name.removeprefix(made.stage.named("")): one for name, one in found.items()}


def _metrics(alarm: Resource) -> list[Json]:
    """Return the metrics an alarm reads, each with its name, dimensions, statistic and period."""
    if "MetricName" in alarm.properties:
        return [alarm.properties | {"Stat": alarm.properties.get("Statistic")}]
    queries = [one["MetricStat"] for one in alarm.properties["Metrics"] if "MetricStat" in one]
    return [{**one["Metric"], "Stat": one["Stat"], "Period": one["Period"]} for one in queries]


def _expression(alarm: Resource) -> str:
    (found,) = [one["Expression"] for one in alarm.properties["Metrics"] if "Expression" in one]
    return str(found)


def test_every_alarm_of_the_domain_is_raised(made: Synthesized) -> None:
    raised = _alarms(made)
    for alarm in ALARMS:
        found = raised[alarm.name].properties
        assert found["Threshold"] == alarm.threshold
        assert (found["EvaluationPeriods"], found["DatapointsToAlarm"]) == (
            alarm.minutes,
            alarm.of_them,
        )
        assert all(one["Period"] == 60 for one in _metrics(raised[alarm.name])), alarm.name


def test_alarms_read_figures_that_the_services_tell(made: Synthesized) -> None:
    measured = {measure.name for measure in MEASURES}
    for name, alarm in _alarms(made).items():
        for metric in _metrics(alarm):
            if metric["Namespace"] == NAMESPACE and metric["MetricName"] != "stuck":
                assert metric["MetricName"] in measured, name
                assert [one["Name"] for one in metric["Dimensions"]] == [DIMENSION], name


def test_stuck_orders_are_read_out_of_the_reconcilers_log(made: Synthesized) -> None:
    (read,) = made.of_type("AWS::Logs::MetricFilter")
    assert read.properties["LogGroupName"] == f"/{made.stage.named('reconciler')}"
    assert "figures.sampled" in read.properties["FilterPattern"]
    (told,) = read.properties["MetricTransformations"]
    assert told["MetricValue"] == "$.stuck"
    (metric,) = _metrics(_alarms(made)["stuck-orders"])
    assert (metric["Namespace"], metric["MetricName"]) == (
        told["MetricNamespace"],
        told["MetricName"],
    )


def test_every_function_is_watched_for_throttles(made: Synthesized) -> None:
    functions = {one.properties["FunctionName"] for one in made.of_type("AWS::Lambda::Function")}
    assert functions == {made.stage.named(name) for name in FUNCTIONS}
    for name in FUNCTIONS:
        assert f"{name}-throttles" in _alarms(made)


def test_errors_of_every_deployable_are_added_up(made: Synthesized) -> None:
    handlers = [one.properties["Handler"] for one in made.of_type("AWS::Lambda::Function")]
    deployed = {handler.split(".")[1] for handler in handlers} | {"invoice_worker"}
    for name in ("errors", "failures"):
        read = [one["Dimensions"][0]["Value"] for one in _metrics(_alarms(made)[name])]
        assert set(read) == deployed - {"canary"}, name


def test_the_firewalls_alarm_reads_the_metric_that_the_firewall_writes(made: Synthesized) -> None:
    (acl,) = [one for one in made.of_type("AWS::WAFv2::WebACL") if one.stack == "api"]
    (metric,) = _metrics(_alarms(made)["firewall-blocks"])
    read = {one["Name"]: one["Value"] for one in metric["Dimensions"]}
    assert read["WebACL"] == acl.properties["VisibilityConfig"]["MetricName"]
    assert read["Rule"] == "ALL"


def test_every_gateway_has_an_alarm_that_reads_its_metric(made: Synthesized) -> None:
    gateways = {one.properties["Name"] for one in made.of_type("AWS::ApiGateway::RestApi")}
    assert gateways == {made.stage.named(name) for name in GATEWAYS}
    for name in GATEWAYS:
        (metric,) = _metrics(_alarms(made)[f"{name}-gateway-errors"])
        assert metric["Dimensions"] == [{"Name": "ApiName", "Value": made.stage.named(name)}]


@pytest.mark.parametrize("name", ["canary-lost", "reconciler-silent"])
def test_silence_is_an_alarm_where_something_must_be_heard(made: Synthesized, name: str) -> None:
    alarm = _alarms(made)[name]
    assert _expression(alarm) == "FILL(told, 0)"
    assert alarm.properties["ComparisonOperator"] == "LessThanThreshold"


@pytest.mark.parametrize("objective", [MAILS, REQUESTS], ids=lambda one: one.name)
def test_a_promise_is_watched_by_two_windows_at_two_paces(
    made: Synthesized,
    objective: Any,  # noqa: ANN401 - a case
) -> None:
    both = {
        one.properties["AlarmName"]: one for one in made.of_type("AWS::CloudWatch::CompositeAlarm")
    }
    for burn in BURNS:
        alarm = burning(objective, burn)
        found = both[made.stage.named(alarm.name)].properties
        assert f"{alarm.severity.title()}Topic" in points_at(found["AlarmActions"])
        rule = json.dumps(found["AlarmRule"])
        for minutes, fewest in ((burn.long_minutes, FEWEST), (burn.short_minutes, 1)):
            half = _alarms(made)[f"{alarm.name}-{minutes}-minutes"]
            assert f'"{half.id}"' in rule
            assert half.properties["Threshold"] == alarm.threshold
            assert {one["Period"] for one in _metrics(half)} == {minutes * 60}
            assert f">= {fewest}," in _expression(half)
        assert rule.count("ALARM(") == 2
        assert " AND " in rule


def test_a_fast_burn_of_mails_is_one_late_in_seven() -> None:
    fast, slow = (burning(MAILS, burn).threshold for burn in BURNS)
    assert fast == pytest.approx(0.144)
    assert slow == pytest.approx(0.06)


def test_the_dashboard_begins_with_what_waits_and_since_when(made: Synthesized) -> None:
    (board,) = made.of_type("AWS::CloudWatch::Dashboard")
    body = json.dumps(board.properties["DashboardBody"])
    titles = [part.partition('\\"')[0] for part in body.split('\\"title\\":\\"')[1:]]
    assert titles[:2] == ["Messages that wait", "Age of the oldest message, in seconds"]
    assert len(titles) == 10


def test_the_canary_goes_every_five_minutes_and_may_only_read_who_it_is(made: Synthesized) -> None:
    (schedule,) = [
        one for one in made.of_type("AWS::Scheduler::Schedule") if one.stack == "observe"
    ]
    assert schedule.properties["ScheduleExpression"] == "rate(5 minutes)"
    assert schedule.properties["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 0
    allowed = {
        action
        for policy in made.of_type("AWS::IAM::Policy")
        if policy.id.startswith("CanaryJourneyRole")
        for one in statements(policy.properties["PolicyDocument"])
        for action in one["Action"]
    }
    assert allowed == {
        "kms:Decrypt",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "secretsmanager:GetSecretValue",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }


def test_the_canary_is_told_addresses_without_a_slash_at_the_end(made: Synthesized) -> None:
    (canary,) = [
        one
        for one in made.of_type("AWS::Lambda::Function")
        if one.properties["Handler"].startswith("services.canary")
    ]
    told = canary.properties["Environment"]["Variables"]
    for name in ("COUNTERFOIL_API_URL", "COUNTERFOIL_TOKEN_URL"):
        parts = told[name]["Fn::Join"][1]
        assert parts[0].startswith("https://")
        assert not str(parts[-1]).endswith("/")


def test_a_month_that_becomes_dear_is_told(made: Synthesized) -> None:
    (budget,) = made.of_type("AWS::Budgets::Budget")
    assert budget.properties["Budget"]["BudgetLimit"]["Amount"] == made.stage.month_usd
    told = budget.properties["NotificationsWithSubscribers"]
    assert {one["Notification"]["NotificationType"] for one in told} == {"ACTUAL", "FORECASTED"}
    for one in told:
        assert "WarningTopic" in points_at(one["Subscribers"])
    for type_ in ("AWS::SNS::TopicPolicy", "AWS::KMS::Key"):
        assert "budgets.amazonaws.com" in json.dumps([one.whole for one in made.of_type(type_)])


def test_the_trail_holds_who_wrote_the_ledger_and_touched_the_archive(made: Synthesized) -> None:
    (trail,) = made.of_type("AWS::CloudTrail::Trail")
    assert trail.properties["IsLogging"] is True
    assert trail.properties["EnableLogFileValidation"] is True
    assert points_at(trail.properties["KMSKeyId"])
    chosen = [
        {one["Field"]: one.get("Equals") or one["StartsWith"] for one in event["FieldSelectors"]}
        for event in trail.properties["AdvancedEventSelectors"]
    ]
    ledger, archive, changes = chosen
    assert ledger["resources.type"] == ["AWS::DynamoDB::Table"]
    assert "Ledger" in points_at(ledger["resources.ARN"])
    assert ledger["readOnly"] == ["false"]
    assert archive["resources.type"] == ["AWS::S3::Object"]
    assert "archive" in json.dumps(archive["resources.ARN"])
    assert "readOnly" not in archive
    assert changes["eventCategory"] == ["Management"]


def test_events_of_the_trail_are_encrypted_with_our_key(made: Synthesized) -> None:
    (kept,) = [one for one in made.of_type("AWS::S3::Bucket") if one.id == "TrailEvents"]
    (rule,) = kept.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert "Key" in points_at(rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"])
    assert kept.properties["LoggingConfiguration"]["LogFilePrefix"] == "trailevents/"


def test_only_the_trail_itself_writes_its_events(made: Synthesized) -> None:
    (policy,) = [
        one
        for one in made.of_type("AWS::S3::BucketPolicy")
        if points_at(one.properties["Bucket"]) == "TrailEvents"
    ]
    allowed = [
        one for one in statements(policy.properties["PolicyDocument"]) if one["Effect"] == "Allow"
    ]
    assert {action for one in allowed for action in one["Action"]} == {
        "s3:GetBucketAcl",
        "s3:PutObject",
    }
    for one in allowed:
        assert one["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
        assert made.stage.named("trail") in json.dumps(one["Condition"])
