"""What holds state, as everything else is given it."""

from typing import Literal, NamedTuple

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns

from infra.alarms import Pagers
from infra.constructs.queue import QueueWithDeadLetters


class State(NamedTuple):
    """The resources of the storage stack."""

    key: kms.IKey
    pagers: Pagers
    table: dynamodb.ITable
    orders: QueueWithDeadLetters
    archived: QueueWithDeadLetters
    archive: s3.IBucket
    archive_arn: str
    """Made of the bucket's name, so that accepted findings can be written down."""
    archive_lock: Literal["GOVERNANCE", "COMPLIANCE"]
    test_archive: s3.IBucket
    test_archive_arn: str
    secret_arn: str
    sellers: sns.ITopic
    operators: sns.ITopic
    configuration_set: str

    @property
    def names(self) -> dict[str, str]:
        """Return the fields of AwsNames: under which names a deployable finds its state."""
        return {
            "table": self.table.table_name,
            "orders_queue_url": self.orders.queue.queue_url,
            "orders_dead_letters_url": self.orders.dead_letters.queue_url,
            "archived_queue_url": self.archived.queue.queue_url,
            "archived_dead_letters_url": self.archived.dead_letters.queue_url,
            "archive_bucket": self.archive.bucket_name,
            "archive_lock": self.archive_lock,
            "test_archive_bucket": self.test_archive.bucket_name,
            "secrets_id": self.secret_arn,
            "mail_configuration_set": self.configuration_set,
            "seller_topic_arn": self.sellers.topic_arn,
            "operator_topic_arn": self.operators.topic_arn,
        }
