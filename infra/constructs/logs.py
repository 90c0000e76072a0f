"""A group of logs: encrypted, and gone after its stage's days."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.stages import Stage

_RETENTION = {
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}


def log_group(
    scope: Construct,
    id_: str,
    *,
    stage: Stage,
    name: str,
    key: kms.IKey,
    service: str = "",
) -> logs.LogGroup:
    """Make a log group; `service` is the beginning that a service of AWS asks its names to have."""
    return logs.LogGroup(
        scope,
        id_,
        log_group_name=f"{service}{stage.named(name)}" if service else f"/{stage.named(name)}",
        encryption_key=key,
        retention=_RETENTION[stage.log_days],
        removal_policy=RemovalPolicy.DESTROY,
    )
