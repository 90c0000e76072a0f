"""The resources a deployment has, made in an emulated AWS. One builder for every test."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from boto3.session import Session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from services.backends.aws.archive import Buckets
from services.backends.aws.clients import Clients
from services.backends.aws.table import definition
from tests.canaries.watch import note_measured, note_queued

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

REGION = "us-east-1"
TABLE = "counterfoil"


@contextmanager
def aws() -> Iterator[Clients]:
    """Emulate an empty AWS in this process, single-threaded (what moto can do, and no more)."""
    with mock_aws():
        yield clients()


def clients() -> Clients:
    """Return clients that open nothing anywhere; within `aws()` they meet the emulation."""
    return Clients(_session())


@cache
def _session() -> Session:
    # A session reads the descriptions of services once, and they are long.
    session = Session(
        aws_access_key_id="testing", aws_secret_access_key="testing", region_name=REGION
    )
    session.events.register("provide-client-params.sqs", note_queued)
    session.events.register("provide-client-params.dynamodb", note_measured)
    return session


def make_table(client: DynamoDBClient, name: str = TABLE) -> str:
    """Make the ledger's table as the code defines it; return its name."""
    client.create_table(**definition(name))
    return name


def make_queue(
    client: SQSClient, name: str, *, dead_letters: str | None = None, max_receives: int = 8
) -> str:
    """Make a queue and return its URL; `dead_letters` is the URL of where it gives up to."""
    attributes: dict[QueueAttributeNameType, str] = {"SqsManagedSseEnabled": "true"}
    if dead_letters:
        policy = {
            "deadLetterTargetArn": queue_arn(client, dead_letters),
            "maxReceiveCount": str(max_receives),
        }
        attributes["RedrivePolicy"] = json.dumps(policy)
    return client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def queue_arn(client: SQSClient, url: str) -> str:
    """Return the ARN of a queue."""
    answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]


def make_archive(client: S3Client, *, announce_to: str | None = None) -> Buckets:
    """Make the archive's two buckets and return their names."""
    return Buckets(
        locked=make_bucket(client, "archive", announce_to=announce_to, locked=True),
        test=make_bucket(client, "test-archive", announce_to=announce_to),
        lock="COMPLIANCE",
    )


def make_bucket(
    client: S3Client, name: str, *, announce_to: str | None = None, locked: bool = False
) -> str:
    """Make a versioned bucket and return its name; `announce_to` is the ARN of a queue."""
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=locked)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if announce_to:
        client.put_bucket_notification_configuration(
            Bucket=name,
            NotificationConfiguration={
                "QueueConfigurations": [{"QueueArn": announce_to, "Events": ["s3:ObjectCreated:*"]}]
            },
        )
    return name


def make_secret(client: SecretsManagerClient, name: str, content: Mapping[str, Any]) -> str:
    """Make a secret that holds JSON; return its name."""
    client.create_secret(Name=name, SecretString=json.dumps(content))
    return name


def let_send(client: SESV2Client, domain: str) -> None:
    """Let mail be sent from any address of a domain."""
    client.create_email_identity(EmailIdentity=domain)


def sent_mails() -> list[bytes]:
    """Return all mail that was sent, as it was written."""
    return [
        mail.raw_data.encode() for mail in ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    ]


class Requests:
    """Counts the requests of clients, and keeps what they asked, in order."""

    def __init__(self, *watched: BaseClient) -> None:
        self.made: list[tuple[str, dict[str, Any]]] = []
        for client in watched:
            client.meta.events.register("before-parameter-build.*.*", self._note)

    @property
    def names(self) -> list[str]:
        """Return the operations in order, such as "PutItem"."""
        return [name for name, _ in self.made]

    def of(self, name: str) -> list[dict[str, Any]]:
        """Return the parameters of every request of one operation."""
        return [parameters for made, parameters in self.made if made == name]

    def _note(
        self,
        params: dict[str, Any],
        model: Any,  # noqa: ANN401 - botocore's own
        **_: object,
    ) -> None:
        # Not copied: what later handlers fill in, such as a token, is to be seen as well.
        self.made.append((model.name, params))


def just_before(client: BaseClient, operation: str, act: Callable[[], object]) -> None:
    """Let somebody else act once, after the next `operation` was decided and before it is made."""
    waiting = [act]

    def interrupt(**_: object) -> None:
        if waiting:
            waiting.pop()()

    client.meta.events.register(f"before-call.*.{operation}", interrupt)


def answer_once(
    client: BaseClient, operation: str, parsed: Mapping[str, Any], status: int = 200
) -> None:
    """Answer the next `operation` without making it."""
    waiting = [dict(parsed)]

    def answer(**_: object) -> tuple[AWSResponse, dict[str, Any]] | None:
        if not waiting:
            return None
        metadata = {"HTTPStatusCode": status, "RetryAttempts": 0}
        return (
            AWSResponse("", status, HTTPHeaders(), None),
            {"ResponseMetadata": metadata, **waiting.pop()},
        )

    # boto3's types do not know that some events take answers.
    events: Any = client.meta.events
    events.register(f"before-call.*.{operation}", answer)


def fail_once(client: BaseClient, operation: str, code: str, status: int, **more: object) -> None:
    """Refuse the next `operation`, without effect."""
    answer_once(client, operation, {"Error": {"Code": code, "Message": ""}, **more}, status)


def lose_answer_once(client: BaseClient, operation: str) -> None:
    """Let the next `operation` take effect, and its answer get lost."""
    waiting = [ReadTimeoutError(endpoint_url="https://aws.test")]

    def lose(**_: object) -> None:
        if waiting:
            raise waiting.pop()

    client.meta.events.register(f"after-call.*.{operation}", lose)
