"""What watches the rest: alarms that are nobody's own, objectives, the canary, the dashboard."""

from typing import Final

from aws_cdk import Aws, Environment, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.alarms import MINUTE, raise_alarm
from infra.aws_alarms import (
    BOUNCES,
    COMPLAINTS,
    FIREWALL_BLOCKS,
    GATEWAY_ERRORS,
    LEDGER_THROTTLED,
    RECONCILER_SILENT,
    THROTTLES,
    AwsAlarm,
)
from infra.constructs.aws_metric import aws_metric
from infra.constructs.budget import Budget
from infra.constructs.burn_rate import counted, failed_requests, late_mails, watch_burning
from infra.constructs.canary import Canary
from infra.constructs.dashboard import Front, dashboard
from infra.constructs.filled import filled, summed
from infra.function_code import CodeOf
from infra.objectives import MAILS, REQUESTS
from infra.stages import Stage
from infra.state import State
from services.domain.alarms import ALARMS
from services.runtime.emf import NAMESPACE

FUNCTIONS: Final = (
    "audit",
    "canary",
    "mail-news",
    "notifier",
    "ops-console",
    "order-api",
    "portal",
    "reconciler",
)
"""By the names they have in their stacks."""

GATEWAYS: Final = ("api", "console")

_COUNTING: Final = (
    "invoice_worker",
    "notifier",
    "ops_console",
    "order_api",
    "portal",
    "reconciler",
)
_OF_THE_SYSTEM: Final = {alarm.name: alarm for alarm in ALARMS if alarm.queue is None}


class Observe(Stack):
    """Names metrics rather than resources, so it can be deployed and deleted by itself."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        code: CodeOf,
        api_url: str,
        token_url: str,
    ) -> None:
        super().__init__(scope, id_, env=env)
        self._stage, self._state = stage, state
        self._watch_the_system()
        self._watch_aws()
        self._watch_functions()
        watch_burning(self, MAILS, late_mails, stage=stage, pagers=state.pagers)
        watch_burning(self, REQUESTS, failed_requests, stage=stage, pagers=state.pagers)
        self.canary = Canary(
            self,
            "Canary",
            stage=stage,
            state=state,
            code=code,
            api_url=api_url,
            token_url=token_url,
        )
        Budget(self, "Budget", stage=stage, topic=state.pagers["warning"], key=state.key)
        front = Front(
            gateway=stage.named("api"),
            functions=tuple(stage.named(name) for name in FUNCTIONS),
            cluster=stage.named("workers"),
            service=stage.named("worker"),
        )
        dashboard(self, "Overview", stage=stage, state=state, front=front)

    def _watch_the_system(self) -> None:
        metrics: dict[str, cloudwatch.IMetric] = {
            "stuck-orders": self._stuck(),
            "errors": _all("errors"),
            "failures": _all("failed"),
            "repairs": counted("repairs", "reconciler", statistic="Sum", period=MINUTE),
            "mail-slow": counted("order_to_mail_s", "notifier", statistic="p95", period=MINUTE),
        }
        for name, alarm in _OF_THE_SYSTEM.items():
            raise_alarm(self, alarm, metrics[name], stage=self._stage, pagers=self._state.pagers)

    def _stuck(self) -> cloudwatch.Metric:
        """Return how many orders are stuck, as the reconciler says it in its log."""
        group = logs.LogGroup.from_log_group_name(
            self, "RoundsLog", f"/{self._stage.named('reconciler')}"
        )
        found = logs.MetricFilter(
            self,
            "Stuck",
            log_group=group,
            metric_namespace=NAMESPACE,
            metric_name="stuck",
            filter_pattern=logs.FilterPattern.string_value("$.event", "=", "figures.sampled"),
            metric_value="$.stuck",
        )
        return found.metric(statistic="Maximum", period=MINUTE)

    def _watch_aws(self) -> None:
        named = self._stage.named
        rounds = {"FunctionName": named("reconciler")}
        # By the name of its metric: WAF knows its own names nowhere else.
        acl = {"WebACL": "api", "Region": Aws.REGION, "Rule": "ALL"}
        ledger = {"TableName": self._state.table.table_name}
        self._raise(
            RECONCILER_SILENT, filled(aws_metric("AWS/Lambda", "Invocations", rounds, "Sum"))
        )
        for gateway in GATEWAYS:
            at = {"ApiName": named(gateway)}
            failed = aws_metric("AWS/ApiGateway", "5XXError", at, "Sum")
            self._raise(GATEWAY_ERRORS, failed, of=gateway)
        self._raise(FIREWALL_BLOCKS, aws_metric("AWS/WAFV2", "BlockedRequests", acl, "Sum"))
        self._raise(
            LEDGER_THROTTLED, aws_metric("AWS/DynamoDB", "WriteThrottleEvents", ledger, "Sum")
        )
        self._raise(BOUNCES, aws_metric("AWS/SES", "Reputation.BounceRate", {}, "Maximum"))
        self._raise(COMPLAINTS, aws_metric("AWS/SES", "Reputation.ComplaintRate", {}, "Maximum"))

    def _watch_functions(self) -> None:
        for name in FUNCTIONS:
            of = {"FunctionName": self._stage.named(name)}
            self._raise(THROTTLES, aws_metric("AWS/Lambda", "Throttles", of, "Sum"), of=name)

    def _raise(self, alarm: AwsAlarm, metric: cloudwatch.IMetric, of: str = "") -> None:
        raise_alarm(self, alarm, metric, stage=self._stage, pagers=self._state.pagers, of=of)


def _all(name: str) -> cloudwatch.MathExpression:
    each = {
        service: counted(name, service, statistic="Sum", period=MINUTE) for service in _COUNTING
    }
    return summed(each, f"{name}, of all services")
