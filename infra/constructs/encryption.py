"""The key that everything at rest is encrypted with, and the services that may use it."""

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.pinned import pin
from infra.stages import Stage

_PUBLISHERS = ("cloudwatch.amazonaws.com", "ses.amazonaws.com")
"""Services that write to encrypted topics: alarms, and what became of mails."""


def encryption_key(scope: Construct, id_: str, *, stage: Stage, region: str) -> kms.Key:
    """Make a key that is renewed every year; what was encrypted before stays readable."""
    key = kms.Key(
        scope,
        id_,
        alias=f"alias/{stage.named('state')}",
        description=f"Everything that Counterfoil keeps ({stage.name})",
        enable_key_rotation=True,
        removal_policy=RemovalPolicy.RETAIN if stage.keep else RemovalPolicy.DESTROY,
    )
    key.add_to_resource_policy(_logs(region))
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="Publish",
            principals=[iam.ServicePrincipal(name) for name in _PUBLISHERS],
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=["*"],  # in a key's own policy: this key
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
    )
    return pin(key, id_)


def _logs(region: str) -> iam.PolicyStatement:
    groups = f"arn:{Aws.PARTITION}:logs:{region}:{Aws.ACCOUNT_ID}:log-group:*"
    return iam.PolicyStatement(
        sid="Logs",
        principals=[iam.ServicePrincipal(f"logs.{region}.amazonaws.com")],
        actions=[
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
        ],
        resources=["*"],  # in a key's own policy: this key
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    )
