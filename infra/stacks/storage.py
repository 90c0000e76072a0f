"""What must outlive every release: the ledger, the archive, the queues, the keys, the topics."""

from typing import Final

from aws_cdk import Aws, Duration, Environment, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.archive import archive
from infra.constructs.bucket import accept_unlogged, bucket, bucket_name
from infra.constructs.encryption import encryption_key
from infra.constructs.ledger import ledger
from infra.constructs.queue import QueueWithDeadLetters
from infra.constructs.registry import registry
from infra.constructs.signing_keys import signing_keys
from infra.constructs.topic import topic
from infra.stages import Stage
from infra.state import State
from services.domain.alarms import Severity

ORDERS_VISIBILITY: Final = Duration.seconds(60)
"""What the worker asks for with every receive; it prolongs it every 20 s."""

ARCHIVED_VISIBILITY: Final = Duration.seconds(360)
"""Six times the notifier's time-out, as Lambda asks of a queue that it reads."""

_ALARMS: Final = "cloudwatch.amazonaws.com"
_SEVERITIES: Final[tuple[Severity, ...]] = ("warning", "critical", "emergency")


class Storage(Stack):
    """Everything that holds state. Its resources keep their logical ids for ever.

    A stateful resource whose logical id changes is replaced: a new one is made and the old one,
    with every invoice in it, is let go.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, env: Environment) -> None:
        super().__init__(scope, id_, env=env, termination_protection=stage.keep)
        self._stage = stage
        self.key = encryption_key(self, "Key", stage=stage, region=self.region)
        self.pagers = {
            severity: topic(
                self, severity.title(), name=stage.named(severity), key=self.key, publisher=_ALARMS
            )
            for severity in _SEVERITIES
        }
        self.table = ledger(self, "Ledger", stage=stage, key=self.key)
        self.orders = self._queue("Orders", "orders", ORDERS_VISIBILITY, stage)
        self.archived = self._queue("Archived", "archived", ARCHIVED_VISIBILITY, stage)
        self.access_logs = self._access_logs(stage)
        self.archive = self._archive("Archive", "archive", locked=True)
        self.test_archive = self._archive("TestArchive", "test-archive", locked=False)
        self.secret = signing_keys(self, "SigningKeys", name=stage.named("secrets"), key=self.key)
        self.sellers = topic(self, "Sellers", name=stage.named("sellers"), key=self.key)
        self.operators = topic(self, "Operators", name=stage.named("operators"), key=self.key)
        self.images = registry(self, "Images", name=stage.named("worker"), keep=stage.keep)

    def _queue(
        self, id_: str, name: str, visibility: Duration, stage: Stage
    ) -> QueueWithDeadLetters:
        return QueueWithDeadLetters(
            self, id_, name=name, visibility=visibility, stage=stage, pagers=self.pagers
        )

    def _archive(self, id_: str, name: str, *, locked: bool) -> s3.Bucket:
        return archive(
            self,
            id_,
            stage=self._stage,
            name=bucket_name(self._stage, name, Aws.ACCOUNT_ID),
            key=self.key,
            announce_to=self.archived.queue,
            access_logs=self.access_logs,
            locked=locked,
        )

    def _access_logs(self, stage: Stage) -> s3.Bucket:
        made = bucket(
            self,
            "AccessLogs",
            stage=stage,
            name=bucket_name(stage, "access-logs", self.account),
            key=None,
            access_logs=None,
            lifecycle=[s3.LifecycleRule(expiration=Duration.days(stage.log_days))],
        )
        accept_unlogged(made)
        return made

    @property
    def state(self) -> State:
        """Return what other stacks need of this one."""
        return State(
            key=self.key,
            pagers=self.pagers,
            table=self.table,
            orders=self.orders,
            archived=self.archived,
            archive=self.archive,
            archive_arn=f"arn:aws:s3:::{bucket_name(self._stage, 'archive', Aws.ACCOUNT_ID)}",
            archive_lock=self._stage.archive_mode,
            test_archive=self.test_archive,
            test_archive_arn=(
                f"arn:aws:s3:::{bucket_name(self._stage, 'test-archive', Aws.ACCOUNT_ID)}"
            ),
            secret_arn=self.secret.ref,
            sellers=self.sellers,
            operators=self.operators,
            configuration_set=self._stage.named("mail"),
        )
