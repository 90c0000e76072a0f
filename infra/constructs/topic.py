"""A topic that is encrypted and reached over TLS alone."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.pinned import pin


def topic(
    scope: Construct,
    id_: str,
    *,
    name: str,
    key: kms.IKey,
    publisher: str | None = None,
) -> sns.Topic:
    """Make a topic; `publisher` is the service that writes to it, where it is not our own code."""
    made = sns.Topic(scope, id_, topic_name=name, master_key=key, enforce_ssl=True)
    if publisher:
        made.add_to_resource_policy(
            iam.PolicyStatement(
                sid="Publish",
                principals=[iam.ServicePrincipal(publisher)],
                actions=["sns:Publish"],
                resources=[made.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
    return pin(made, f"{id_}Topic")
