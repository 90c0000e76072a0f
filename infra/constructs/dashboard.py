"""The dashboard: whether we are late first, then why."""

from typing import Final, NamedTuple

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.alarms import MINUTE
from infra.constructs.aws_metric import aws_metric
from infra.constructs.burn_rate import counted
from infra.stages import Stage
from infra.state import State

_WIDE: Final = 12
_HIGH: Final = 6


class Front(NamedTuple):
    """What stands before the services, by the names of its metrics."""

    gateway: str
    functions: tuple[str, ...]
    cluster: str
    service: str


def dashboard(scope: Construct, id_: str, *, stage: Stage, state: State, front: Front) -> None:
    """Make the dashboard; what is looked at first stands on top."""
    made = cloudwatch.Dashboard(
        scope,
        id_,
        dashboard_name=stage.named("overview"),
        default_interval=Duration.hours(3),
        period_override=cloudwatch.PeriodOverride.AUTO,
    )
    made.add_widgets(*_queues(state))
    made.add_widgets(*_orders())
    made.add_widgets(*_workers(front))
    made.add_widgets(*_edges(front))
    made.add_widgets(*_dependencies(state))


def _queues(state: State) -> list[cloudwatch.IWidget]:
    queues = {"orders": state.orders, "archived": state.archived}
    return [
        _graph(
            "Messages that wait",
            [made.waiting.with_(label=name) for name, made in queues.items()],
            [
                made.dead_letters.metric_approximate_number_of_messages_visible(
                    period=MINUTE, statistic="Maximum", label=f"{name}: dead letters"
                )
                for name, made in queues.items()
            ],
        ),
        _graph(
            "Age of the oldest message, in seconds",
            [
                made.queue.metric_approximate_age_of_oldest_message(
                    period=MINUTE, statistic="Maximum", label=name
                )
                for name, made in queues.items()
            ],
        ),
    ]


def _orders() -> list[cloudwatch.IWidget]:
    steps = {
        "accepted": "order_api",
        "issued": "invoice_worker",
        "archived": "invoice_worker",
        "mailed": "notifier",
    }
    return [
        _graph(
            "Order to mail, in seconds",
            [
                counted("order_to_mail_s", "notifier", statistic=share, period=MINUTE).with_(
                    label=share
                )
                for share in ("p50", "p95", "p99")
            ],
        ),
        _graph(
            "Orders a minute, by what became of them",
            [
                counted(name, service, statistic="Sum", period=MINUTE).with_(label=name)
                for name, service in steps.items()
            ],
        ),
    ]


def _workers(front: Front) -> list[cloudwatch.IWidget]:
    at = {"ClusterName": front.cluster, "ServiceName": front.service}

    def tasks(name: str) -> cloudwatch.Metric:
        return _metric("ECS/ContainerInsights", name, at, "Maximum")

    return [
        _graph("Workers", [tasks("RunningTaskCount"), tasks("DesiredTaskCount")]),
        _graph(
            "Failures a minute",
            [
                counted(name, service, statistic="Sum", period=MINUTE).with_(
                    label=f"{service}: {name}"
                )
                for service in ("invoice_worker", "notifier")
                for name in ("failed", "released", "errors")
            ],
        ),
    ]


def _edges(front: Front) -> list[cloudwatch.IWidget]:
    def api(name: str, statistic: str) -> cloudwatch.Metric:
        return _metric("AWS/ApiGateway", name, {"ApiName": front.gateway}, statistic)

    def function(name: str, of: str) -> cloudwatch.Metric:
        return _metric("AWS/Lambda", name, {"FunctionName": of}, "Sum", label=f"{of}: {name}")

    return [
        _graph(
            "Requests a minute",
            [api("Count", "Sum"), api("4XXError", "Sum"), api("5XXError", "Sum")],
            [api("Latency", "p95")],
        ),
        _graph(
            "Functions",
            [function(name, of) for of in front.functions for name in ("Errors", "Throttles")],
        ),
    ]


def _dependencies(state: State) -> list[cloudwatch.IWidget]:
    table = {"TableName": state.table.table_name}

    def ledger(name: str) -> cloudwatch.Metric:
        return _metric("AWS/DynamoDB", name, table, "Sum")

    return [
        _graph(
            "Ledger",
            [ledger("ConsumedWriteCapacityUnits"), ledger("ConsumedReadCapacityUnits")],
            [ledger("WriteThrottleEvents"), ledger("ReadThrottleEvents")],
        ),
        _graph(
            "Mail",
            [_metric("AWS/SES", name, {}, "Sum") for name in ("Send", "Delivery", "Bounce")],
            [_metric("AWS/SES", "Reputation.BounceRate", {}, "Maximum")],
        ),
    ]


def _metric(
    namespace: str, name: str, dimensions: dict[str, str], statistic: str, label: str | None = None
) -> cloudwatch.Metric:
    return aws_metric(namespace, name, dimensions, statistic, label or name)


def _graph(
    title: str, left: list[cloudwatch.Metric], right: list[cloudwatch.Metric] | None = None
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        width=_WIDE,
        height=_HIGH,
        left=[*left],
        right=right and [*right],
        region=Aws.REGION,
    )
