"""What AWS counts of its own services, minute by minute."""

from aws_cdk import aws_cloudwatch as cloudwatch

from infra.alarms import MINUTE


def aws_metric(
    namespace: str, name: str, dimensions: dict[str, str], statistic: str, label: str | None = None
) -> cloudwatch.Metric:
    """Return a metric of one-minute values; `label` is what a chart calls it."""
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=dimensions,
        statistic=statistic,
        period=MINUTE,
        label=label,
    )
