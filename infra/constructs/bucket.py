"""A bucket that is closed to the public, encrypted, and reached over TLS alone."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.findings import accept
from infra.pinned import pin
from infra.stages import Stage


def bucket_name(stage: Stage, name: str, account: str) -> str:
    """Return a bucket's name, which is one of all accounts and regions."""
    return f"{stage.named(name)}-{account}-{stage.region}"


def bucket(
    scope: Construct,
    id_: str,
    *,
    stage: Stage,
    name: str,
    key: kms.IKey | None,
    access_logs: s3.IBucket | None,
    lifecycle: list[s3.LifecycleRule],
    object_lock: s3.ObjectLockRetention | None = None,
) -> s3.Bucket:
    """Make a bucket; without a `key` S3's own encrypts it, as it must where S3 itself writes."""
    made = s3.Bucket(
        scope,
        id_,
        bucket_name=name,
        encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
        encryption_key=key,
        bucket_key_enabled=key is not None,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        versioned=True,
        object_lock_enabled=True if object_lock else None,
        object_lock_default_retention=object_lock,
        server_access_logs_bucket=access_logs,
        server_access_logs_prefix=f"{id_.lower()}/" if access_logs else None,
        lifecycle_rules=lifecycle,
        removal_policy=RemovalPolicy.RETAIN if stage.keep else RemovalPolicy.DESTROY,
    )
    return pin(made, id_)


def create_only(made: s3.Bucket) -> None:
    """Let nobody overwrite an object, whatever their own permissions say.

    A put without `If-None-Match: *` is refused. Parts of a multipart upload cannot carry that
    header; what makes them an object is held to it. A copy cannot carry it either, so restores
    must put, not copy. S3 user guide: enforce conditional writes.
    """
    made.add_to_resource_policy(
        iam.PolicyStatement(
            sid="CreateOnly",
            effect=iam.Effect.DENY,
            principals=[iam.StarPrincipal()],
            actions=["s3:PutObject"],
            resources=[made.arn_for_objects("*")],
            conditions={
                "Null": {"s3:if-none-match": "true"},
                "Bool": {"s3:ObjectCreationOperation": "true"},
            },
        )
    )


def never_delete(made: s3.Bucket) -> None:
    """Let nobody delete an object or step around its lock, whatever their own permissions say."""
    made.add_to_resource_policy(
        iam.PolicyStatement(
            sid="NeverDelete",
            effect=iam.Effect.DENY,
            principals=[iam.StarPrincipal()],
            actions=[
                "s3:BypassGovernanceRetention",
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
            ],
            resources=[made.arn_for_objects("*")],
        )
    )


def accept_unlogged(made: s3.Bucket) -> None:
    """Accept that the bucket of access logs keeps none of its own."""
    accept(made, "logs of who reads the logs would be logged for ever", "AwsSolutions-S1")
