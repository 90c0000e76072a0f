"""Every function is released carefully, bounded, and told everything it needs."""

from infra.constructs.function import ALIAS
from services.canary.settings import CanarySettings
from services.invoice_worker.settings import InvoiceWorkerSettings
from services.notifier.settings import NotifierSettings
from services.ops_console.settings import CognitoSettings, OpsConsoleSettings
from services.order_api.settings import OrderApiSettings
from services.portal.settings import PortalSettings
from services.reconciler.settings import ReconcilerSettings
from services.runtime.settings import PREFIX, AwsNames, DeployableSettings
from tests.infra.synthesized import Synthesized, points_at

SETTINGS: dict[str, type[DeployableSettings]] = {
    "services.canary.main.handler": CanarySettings,
    "services.ops_console.main.handler": OpsConsoleSettings,
    "services.order_api.main.handler": OrderApiSettings,
    "services.notifier.main.handler": NotifierSettings,
    "services.notifier.main.ses_handler": NotifierSettings,
    "services.portal.main.handler": PortalSettings,
    "services.reconciler.main.audit_handler": ReconcilerSettings,
    "services.reconciler.main.handler": ReconcilerSettings,
}
ALSO = {OpsConsoleSettings: CognitoSettings}
"""What a deployable reads besides, where it runs on AWS."""


def _variables(settings: type[DeployableSettings], *, required: bool) -> set[str]:
    also = ALSO[settings].model_fields if settings in ALSO else {}
    fields = {**AwsNames.model_fields, **settings.model_fields, **also}
    return {
        f"{PREFIX}{name.upper()}"
        for name, field in fields.items()
        if field.is_required() or not required
    }


def test_every_function_is_told_what_its_settings_ask_for_and_nothing_else(
    made: Synthesized,
) -> None:
    for one in made.of_type("AWS::Lambda::Function"):
        told = set(one.properties["Environment"]["Variables"])
        settings = SETTINGS[one.properties["Handler"]]
        assert _variables(settings, required=True) <= told, one.where
        assert told <= _variables(settings, required=False), one.where
        assert one.properties["Environment"]["Variables"][f"{PREFIX}BACKEND"] == "aws"


def test_the_worker_is_told_what_its_settings_ask_for_and_nothing_else(made: Synthesized) -> None:
    (task,) = made.of_type("AWS::ECS::TaskDefinition")
    (container,) = task.properties["ContainerDefinitions"]
    told = {one["Name"] for one in container["Environment"]}
    assert _variables(InvoiceWorkerSettings, required=True) <= told
    assert told <= _variables(InvoiceWorkerSettings, required=False)


def test_every_function_runs_on_arm_with_the_same_python(made: Synthesized) -> None:
    for one in made.of_type("AWS::Lambda::Function"):
        assert one.properties["Architectures"] == ["arm64"], one.where
        assert one.properties["Runtime"] == "python3.13", one.where
        assert one.properties["TracingConfig"] == {"Mode": "Active"}


def test_every_function_is_called_by_an_alias_that_moves_carefully(made: Synthesized) -> None:
    functions = {one.id for one in made.of_type("AWS::Lambda::Function")}
    aliases = made.of_type("AWS::Lambda::Alias")
    assert {points_at(one.properties["FunctionName"]) for one in aliases} == functions
    for one in aliases:
        assert "CodeDeployLambdaAliasUpdate" in one.whole["UpdatePolicy"], one.where
    for group in made.of_type("AWS::CodeDeploy::DeploymentGroup"):
        assert "Canary10Percent5Minutes" in str(group.properties["DeploymentConfigName"])
        assert group.properties["AlarmConfiguration"]["Enabled"] is True
        assert group.properties["AlarmConfiguration"]["Alarms"]
        rollback = group.properties["AutoRollbackConfiguration"]
        assert "DEPLOYMENT_STOP_ON_ALARM" in rollback["Events"]


def test_whoever_calls_a_function_calls_its_alias(made: Synthesized) -> None:
    aliases = {one.id for one in made.of_type("AWS::Lambda::Alias")}
    # The address of a function stands for what it leads to.
    aliases |= {
        one.id for one in made.of_type("AWS::Lambda::Url") if one.properties["Qualifier"] == ALIAS
    }
    called = [
        *(one.properties["FunctionName"] for one in made.of_type("AWS::Lambda::Permission")),
        *(
            one.properties["FunctionName"]
            for one in made.of_type("AWS::Lambda::EventSourceMapping")
        ),
        *(one.properties["Target"]["Arn"] for one in made.of_type("AWS::Scheduler::Schedule")),
    ]
    assert {points_at(one) for one in called} <= aliases


def test_concurrency_is_reserved_only_where_an_account_has_enough(made: Synthesized) -> None:
    for one in made.of_type("AWS::Lambda::Function"):
        reserved = "ReservedConcurrentExecutions" in one.properties
        assert reserved is made.stage.reserve_concurrency, one.where


def test_rounds_of_the_reconciler_never_overlap(made: Synthesized) -> None:
    schedule = next(
        one
        for one in made.of_type("AWS::Scheduler::Schedule")
        if one.properties["Name"] == made.stage.named("reconciler")
    )
    assert schedule.properties["ScheduleExpression"] == "rate(1 minute)"
    assert schedule.properties["Target"]["RetryPolicy"]["MaximumRetryAttempts"] == 0
    (rounds,) = [
        one
        for one in made.of_type("AWS::Lambda::Function")
        if one.properties["Handler"] == "services.reconciler.main.handler"
    ]
    assert rounds.properties["Timeout"] < 60
    for invoked in made.of_type("AWS::Lambda::EventInvokeConfig"):
        if invoked.stack == "reconciler":
            assert invoked.properties["MaximumRetryAttempts"] == 0
    if made.stage.reserve_concurrency:
        assert rounds.properties["ReservedConcurrentExecutions"] == 1


def test_everything_is_audited_every_night_and_whoever_should_hear_of_it(
    made: Synthesized,
) -> None:
    (audit,) = [
        one
        for one in made.of_type("AWS::Lambda::Function")
        if one.properties["Handler"] == "services.reconciler.main.audit_handler"
    ]
    assert audit.properties["Timeout"] == 15 * 60
    (schedule,) = [
        one.properties
        for one in made.of_type("AWS::Scheduler::Schedule")
        if one.properties["Name"] == made.stage.named("audit")
    ]
    assert schedule["ScheduleExpression"] == "cron(30 2 * * ? *)"
    assert schedule["State"] == "ENABLED"
    (alarm,) = [
        one.properties
        for one in made.of_type("AWS::CloudWatch::Alarm")
        if one.properties["AlarmName"] == made.stage.named("audit-failed")
    ]
    assert alarm["MetricName"] == "Errors"
    # One failure in one minute is all there is in a night.
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (0, 1)
    (named, _) = alarm["Dimensions"]
    assert points_at(named["Value"]).startswith("Audit")


def test_what_starts_from_a_snapshot_answers_http(made: Synthesized) -> None:
    for one in made.of_type("AWS::Lambda::Function"):
        snapshot = one.properties.get("SnapStart", {}).get("ApplyOn") == "PublishedVersions"
        answers_http = one.properties["Handler"].split(".")[1] in {
            "ops_console",
            "order_api",
            "portal",
        }
        assert snapshot is answers_http, one.where
