"""Access logs of a bucket whose stack needs the one that keeps the logs."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3


def log_access(made: s3.Bucket, name: str, access_logs: s3.Bucket) -> None:
    """Log who reads a bucket; `name` is its own.

    CDK would name the bucket in the other stack's policy by reference, and neither stack could be
    deployed before the other.
    """
    resource = made.node.default_child
    if not isinstance(resource, s3.CfnBucket):
        raise TypeError("a bucket is one resource")
    prefix = f"{made.node.id.lower()}/"
    resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
        destination_bucket_name=access_logs.bucket_name, log_file_prefix=prefix
    )
    access_logs.add_to_resource_policy(
        iam.PolicyStatement(
            sid=f"Log{made.node.id}",
            principals=[iam.ServicePrincipal("logging.s3.amazonaws.com")],
            actions=["s3:PutObject"],
            resources=[access_logs.arn_for_objects(f"{prefix}*")],
            conditions={
                "ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{name}"},
                "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            },
        )
    )
