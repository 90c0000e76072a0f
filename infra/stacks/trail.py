"""The trail: who touched ledger and archive, kept apart from both."""

from typing import Final

from aws_cdk import Aws, CfnResource, Duration, Environment, Stack
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.bucket import bucket, bucket_name
from infra.constructs.logged_bucket import log_access
from infra.stages import Stage
from infra.state import State

_SERVICE: Final = "cloudtrail.amazonaws.com"
_KEPT: Final = Duration.days(400)
"""More than a year: an auditor asks about the last one."""


class Trail(Stack):
    """Writes to the ledger, and reads and writes of the archive, whoever makes them.

    Reads of the ledger are most of all its requests and stand in no law; they are left out.
    Events come with a digest that is signed each hour, so that a missing one is noticed.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        env: Environment,
        state: State,
        access_logs: s3.Bucket,
    ) -> None:
        super().__init__(scope, id_, env=env, termination_protection=stage.keep)
        name = stage.named("trail")
        arn = f"arn:aws:cloudtrail:{stage.region}:{Aws.ACCOUNT_ID}:trail/{name}"
        _let_encrypt(state.key, arn)
        kept = self._bucket(stage, state, access_logs)
        _let_write(kept, arn)
        trail = cloudtrail.CfnTrail(
            self,
            "Trail",
            trail_name=name,
            is_logging=True,
            s3_bucket_name=kept.bucket_name,
            kms_key_id=state.key.key_arn,
            enable_log_file_validation=True,
            include_global_service_events=False,
            is_multi_region_trail=False,
            advanced_event_selectors=[
                _events(
                    "Writes to the ledger",
                    category="Data",
                    kind="AWS::DynamoDB::Table",
                    arn=state.table.table_arn,
                    only_writes=True,
                ),
                _events(
                    "Everything in the archive",
                    category="Data",
                    kind="AWS::S3::Object",
                    arn=f"{state.archive_arn}/",
                ),
                _events("Changes of the installation", category="Management", only_writes=True),
            ],
        )
        policy = kept.node.find_child("Policy").node.default_child
        if not isinstance(policy, CfnResource):
            raise TypeError("a bucket's policy is one resource")
        trail.add_resource_dependency(policy)  # CloudTrail tries to write when it is made

    def _bucket(self, stage: Stage, state: State, access_logs: s3.Bucket) -> s3.Bucket:
        name = bucket_name(stage, "trail", Aws.ACCOUNT_ID)
        made = bucket(
            self,
            "TrailEvents",
            stage=stage,
            name=name,
            key=state.key,
            access_logs=None,
            lifecycle=[s3.LifecycleRule(id="Over", expiration=_KEPT)],
        )
        log_access(made, name, access_logs)
        return made


def _events(
    name: str,
    *,
    category: str,
    kind: str | None = None,
    arn: str | None = None,
    only_writes: bool = False,
) -> cloudtrail.CfnTrail.AdvancedEventSelectorProperty:
    field = cloudtrail.CfnTrail.AdvancedFieldSelectorProperty
    fields = [field(field="eventCategory", equal_to=[category])]
    if kind:
        fields.append(field(field="resources.type", equal_to=[kind]))
    if arn:
        fields.append(field(field="resources.ARN", starts_with=[arn]))
    if only_writes:
        fields.append(field(field="readOnly", equal_to=["false"]))
    return cloudtrail.CfnTrail.AdvancedEventSelectorProperty(name=name, field_selectors=fields)


def _let_encrypt(key: kms.IKey, trail: str) -> None:
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="Trail",
            principals=[iam.ServicePrincipal(_SERVICE)],
            actions=["kms:DescribeKey", "kms:GenerateDataKey"],
            resources=["*"],  # in a key's own policy: this key
            conditions={"StringEquals": {"aws:SourceArn": trail}},
        )
    )


def _let_write(kept: s3.Bucket, trail: str) -> None:
    only_ours = {"StringEquals": {"aws:SourceArn": trail}}
    service = iam.ServicePrincipal(_SERVICE)
    kept.add_to_resource_policy(
        iam.PolicyStatement(
            sid="AskWhose",
            principals=[service],
            actions=["s3:GetBucketAcl"],
            resources=[kept.bucket_arn],
            conditions=only_ours,
        )
    )
    kept.add_to_resource_policy(
        iam.PolicyStatement(
            sid="Write",
            principals=[service],
            actions=["s3:PutObject"],
            resources=[kept.arn_for_objects(f"AWSLogs/{Aws.ACCOUNT_ID}/*")],
            conditions=only_ours,
        )
    )
