"""The one place where AWS clients are made: time-outs, retries, endpoints (design D11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.config import Config

if TYPE_CHECKING:
    from boto3.session import Session
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_ecs import ECSClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

CONNECT_TIMEOUT_S = 3
READ_TIMEOUT_S = 10
LONG_POLL_READ_TIMEOUT_S = 30
"""A long poll may rightly say nothing for 20 s."""
ATTEMPTS = 4
"""Of one request, the first included; who called comes again later on their own."""


@dataclass(frozen=True)
class Clients:
    """One client a service, made when first asked for; all may be used by several threads.

    Region, credentials and `AWS_ENDPOINT_URL*` are what boto3 finds for the session.
    """

    session: Session
    s3_path_style: bool = False
    max_connections: int = 32
    """Kept open to each service: at least as many as threads call at once."""
    _made: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    # Using a client is thread-safe, making one out of a session is not.
    _making: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @property
    def dynamodb(self) -> DynamoDBClient:
        """The ledger."""
        made: DynamoDBClient = self._client("dynamodb")
        return made

    @property
    def sqs(self) -> SQSClient:
        """The queues; answers may take as long as a long poll."""
        made: SQSClient = self._client("sqs", read_timeout=LONG_POLL_READ_TIMEOUT_S)
        return made

    @property
    def s3(self) -> S3Client:
        """The archive."""
        style = "path" if self.s3_path_style else "auto"
        # Without SigV4 by name, presigned URLs are signed the old way in older regions.
        made: S3Client = self._client(
            "s3", signature_version="s3v4", s3={"addressing_style": style}
        )
        return made

    @property
    def ses(self) -> SESV2Client:
        """The mailer. It asks once: of two tries whose answers are lost both may be sent."""
        made: SESV2Client = self._client(
            "sesv2", retries={"mode": "standard", "total_max_attempts": 1}
        )
        return made

    @property
    def sns(self) -> SNSClient:
        """The topics of sellers and operators."""
        made: SNSClient = self._client("sns")
        return made

    @property
    def secrets(self) -> SecretsManagerClient:
        """The keys of links and lookups."""
        made: SecretsManagerClient = self._client("secretsmanager")
        return made

    @property
    def ecs(self) -> ECSClient:
        """The fleet of workers."""
        made: ECSClient = self._client("ecs")
        return made

    @property
    def functions(self) -> LambdaClient:
        """What calls the notifier."""
        made: LambdaClient = self._client("lambda")
        return made

    def _client(self, service: str, **config: Any) -> Any:  # noqa: ANN401 - typed by each property
        with self._making:
            if service not in self._made:
                self._made[service] = self._make(service, config)
            return self._made[service]

    def _make(self, service: str, config: dict[str, Any]) -> Any:  # noqa: ANN401 - the same
        settings: dict[str, Any] = {
            "connect_timeout": CONNECT_TIMEOUT_S,
            "read_timeout": READ_TIMEOUT_S,
            "retries": {"mode": "adaptive", "total_max_attempts": ATTEMPTS},
            "max_pool_connections": self.max_connections,
            "tcp_keepalive": True,
            **config,
        }
        # boto3 has an overload for each service; which one this is, the property above knows.
        make: Any = self.session.client
        return make(service, config=Config(**settings))
