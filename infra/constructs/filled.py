"""Metrics that are 0, not unknown, in a minute in which nothing was told."""

from collections.abc import Mapping

from aws_cdk import aws_cloudwatch as cloudwatch

from infra.alarms import MINUTE


def filled(metric: cloudwatch.IMetric) -> cloudwatch.MathExpression:
    """Return a metric with zeros where it has no value, so that silence can be too little."""
    return cloudwatch.MathExpression(
        expression="FILL(told, 0)", period=MINUTE, using_metrics={"told": metric}
    )


def summed(metrics: Mapping[str, cloudwatch.IMetric], label: str) -> cloudwatch.MathExpression:
    """Return the sum of metrics, of which each may be silent."""
    terms = " + ".join(f"FILL({name}, 0)" for name in metrics)
    return cloudwatch.MathExpression(
        expression=terms, label=label, period=MINUTE, using_metrics=dict(metrics)
    )
