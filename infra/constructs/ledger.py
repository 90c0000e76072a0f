"""The ledger's table, made from the definition that the code and its tests use."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.pinned import pin
from infra.stages import Stage
from services.backends.aws.table import EXPIRES, INDEXES, PARTITION, SORT, Index


def ledger(scope: Construct, id_: str, *, stage: Stage, key: kms.IKey) -> dynamodb.Table:
    """Make the table: paid by request, restorable to any second of 35 days, without a stream."""
    table = dynamodb.Table(
        scope,
        id_,
        table_name=stage.named("ledger"),
        partition_key=_string(PARTITION),
        sort_key=_string(SORT),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
        encryption_key=key,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        time_to_live_attribute=EXPIRES,
        deletion_protection=stage.keep,
        removal_policy=RemovalPolicy.RETAIN if stage.keep else RemovalPolicy.DESTROY,
    )
    for index in INDEXES:
        _add(table, index)
    return pin(table, id_)


def _add(table: dynamodb.Table, index: Index) -> None:
    included = dynamodb.ProjectionType.INCLUDE if index.also else dynamodb.ProjectionType.KEYS_ONLY
    table.add_global_secondary_index(
        index_name=index.name,
        partition_key=_string(index.partition),
        sort_key=_string(index.sort),
        projection_type=included,
        non_key_attributes=list(index.also) or None,
    )


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
