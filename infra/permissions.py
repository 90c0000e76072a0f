"""What a role may do to the state: one statement for each thing that a deployable does with it.

No statement names an action or a resource by a wildcard, but for objects of the archive, whose
keys are not known before.
"""

from collections.abc import Sequence
from typing import NamedTuple

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs

from infra.findings import accept
from infra.state import State
from services.backends.aws.pauses import PAUSES
from services.backends.aws.table import INDEXES
from services.backends.aws.workers import WORKERS
from services.domain.seal import SEALS


class Grantee(NamedTuple):
    """A role that is given rights to the state."""

    role: iam.Role
    state: State

    def reads_ledger(self) -> None:
        """Allow strong reads of rows, and lists by index."""
        table = self.state.table.table_arn
        indexes = [f"{table}/index/{index.name}" for index in INDEXES]
        self._allow("ReadLedger", ["dynamodb:BatchGetItem", "dynamodb:GetItem"], [table])
        self._allow("ListLedger", ["dynamodb:Query"], [table, *indexes])

    def writes_ledger(self) -> None:
        """Allow writes of rows. Nothing that runs by itself deletes one."""
        actions = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
        self._allow("WriteLedger", actions, [self.state.table.table_arn])

    def leaves(self) -> None:
        """Allow a worker to take back its own row, and no row of the books."""
        self._delete("Leave", WORKERS)

    def resumes(self) -> None:
        """Allow ending a pause of a queue."""
        self._delete("Resume", PAUSES)

    def holds(self, mapping_arn: str) -> None:
        """Allow holding what calls a function with a queue's messages, and letting it go on."""
        self._allow("Hold", ["lambda:UpdateEventSourceMapping"], [mapping_arn])

    def counts_workers(self, service_arn: str) -> None:
        """Allow asking how many tasks run."""
        self._allow("CountWorkers", ["ecs:DescribeServices"], [service_arn])

    def reads_archive(self) -> None:
        """Allow reading objects; a key without one is answered 404, not 403."""
        self._allow("ReadArchive", ["s3:GetObject"], [f"{arn}/*" for arn in self._archives])
        self._allow("ListArchive", ["s3:ListBucket"], self._archives)
        self._accept_objects(*self._archives)

    def archives(self) -> None:
        """Allow creating objects; the bucket's own policy lets nobody replace one."""
        self._allow("Archive", ["s3:PutObject"], [f"{arn}/*" for arn in self._archives])
        self._lock(f"{self.state.archive_arn}/*")
        self._accept_objects(*self._archives)

    def seals(self) -> None:
        """Allow creating seals of the audit, and no invoice."""
        seals = f"{self.state.archive_arn}/{SEALS}"
        self._allow("Seal", ["s3:PutObject"], [f"{seals}/*"])
        self._lock(f"{seals}/*")
        self._accept_objects(seals)

    def sends(self, *queues: sqs.IQueue) -> None:
        """Allow sending messages, and asking how many wait."""
        arns = [queue.queue_arn for queue in queues]
        self._allow("Send", ["sqs:GetQueueAttributes", "sqs:SendMessage"], arns)

    def counts(self, *queues: sqs.IQueue) -> None:
        """Allow asking how many messages wait."""
        arns = [queue.queue_arn for queue in queues]
        self._allow("Count", ["sqs:GetQueueAttributes"], arns)

    def receives(self, *queues: sqs.IQueue) -> None:
        """Allow receiving, holding and settling messages."""
        actions = [
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
        ]
        self._allow("Receive", actions, [queue.queue_arn for queue in queues])

    def tells(self) -> None:
        """Allow news to sellers and operators."""
        topics = [self.state.sellers.topic_arn, self.state.operators.topic_arn]
        self._allow("Tell", ["sns:Publish"], topics)

    def opens(self) -> None:
        """Allow what every deployable does when it starts: read the signing keys, use the key."""
        self._allow("SigningKeys", ["secretsmanager:GetSecretValue"], [self.state.secret_arn])
        actions = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
        self._allow("UseKey", actions, [self.state.key.key_arn])

    def _allow(self, sid: str, actions: Sequence[str], resources: Sequence[str]) -> None:
        self.role.add_to_policy(
            iam.PolicyStatement(sid=sid, actions=list(actions), resources=list(resources))
        )

    def _delete(self, sid: str, rows: str) -> None:
        self.role.add_to_policy(
            iam.PolicyStatement(
                sid=sid,
                actions=["dynamodb:DeleteItem"],
                resources=[self.state.table.table_arn],
                conditions={"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [rows]}},
            )
        )

    @property
    def _archives(self) -> list[str]:
        return [self.state.archive_arn, self.state.test_archive_arn]

    def _lock(self, objects: str) -> None:
        # What is stored with a date asks for this too. It prolongs a lock; nothing shortens one
        # without s3:BypassGovernanceRetention, which nobody has.
        self._allow("Lock", ["s3:PutObjectRetention"], [objects])

    def _accept_objects(self, *folders: str) -> None:
        for folder in folders:
            objects = folder.replace(Aws.ACCOUNT_ID, "<AWS::AccountId>")
            accept(
                self.role,
                "objects are named by their invoices and days, which are not there yet",
                f"AwsSolutions-IAM5[Resource::{objects}/*]",
            )
