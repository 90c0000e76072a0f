"""The archive's buckets: written once, kept for years or for tests, heard of by the notifier."""

from aws_cdk import Aws, CfnResource, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.bucket import bucket, create_only, never_delete
from infra.stages import Stage

_DAYS_A_YEAR = 365.25
_READ_OFTEN = Duration.days(180)
"""Customers open their invoice in its first weeks; after that it is read in milliseconds too."""


def archive(
    scope: Construct,
    id_: str,
    *,
    stage: Stage,
    name: str,
    key: kms.IKey,
    announce_to: sqs.Queue,
    access_logs: s3.IBucket,
    locked: bool,
) -> s3.Bucket:
    """Make a bucket in which nothing is overwritten; in a `locked` one nothing is deleted either.

    Every invoice comes with the years of its seller; what comes without gets the stage's. Only
    renditions (`.pdf`) are announced: the audit's seals lie in the same bucket.
    """
    made = bucket(
        scope,
        id_,
        stage=stage,
        name=name,
        key=key,
        access_logs=access_logs,
        lifecycle=_lifecycle(),
        object_lock=_locked(stage) if locked else None,
    )
    create_only(made)
    if locked:
        never_delete(made)
    _announce(made, name, announce_to)
    return made


def _locked(stage: Stage) -> s3.ObjectLockRetention:
    kept = Duration.days(round(stage.archive_years * _DAYS_A_YEAR))
    if stage.archive_mode == "COMPLIANCE":
        return s3.ObjectLockRetention.compliance(kept)
    return s3.ObjectLockRetention.governance(kept)


def _lifecycle() -> list[s3.LifecycleRule]:
    colder = s3.Transition(
        storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transition_after=_READ_OFTEN
    )
    return [
        s3.LifecycleRule(id="Colder", transitions=[colder]),
        s3.LifecycleRule(id="Unfinished", abort_incomplete_multipart_upload_after=Duration.days(1)),
    ]


def _announce(made: s3.Bucket, name: str, queue: sqs.Queue) -> None:
    # Not by `add_event_notification`: that makes a function which may change every bucket. S3
    # asks for the queue's permission when the bucket is made, so the policy comes first, and it
    # names the bucket by its name.
    queue.add_to_resource_policy(
        iam.PolicyStatement(
            sid=f"Announce{made.node.id}",
            principals=[iam.ServicePrincipal("s3.amazonaws.com")],
            actions=["sqs:SendMessage"],
            resources=[queue.queue_arn],
            conditions={
                "ArnEquals": {"aws:SourceArn": f"arn:{Aws.PARTITION}:s3:::{name}"},
                "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            },
        )
    )
    resource = made.node.default_child
    policy = queue.node.find_child("Policy").node.default_child
    if not (isinstance(resource, s3.CfnBucket) and isinstance(policy, CfnResource)):
        raise TypeError("a bucket and a queue's policy are each one resource")
    resource.add_resource_dependency(policy)
    only_renditions = s3.CfnBucket.NotificationFilterProperty(
        s3_key=s3.CfnBucket.S3KeyFilterProperty(
            rules=[s3.CfnBucket.FilterRuleProperty(name="suffix", value=".pdf")]
        )
    )
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        queue_configurations=[
            s3.CfnBucket.QueueConfigurationProperty(
                event="s3:ObjectCreated:*", queue=queue.queue_arn, filter=only_renditions
            )
        ]
    )
