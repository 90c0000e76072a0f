"""Is the archive there, closed to the public, locked where it must be, and heard of?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from botocore.exceptions import ClientError

from services.backends.aws.errors import code
from services.runtime.aws_checks.queues import read
from services.runtime.finding import Finding, error, ok, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

CREATED = "s3:ObjectCreated:"


class Kind(NamedTuple):
    """One of the archive's two buckets."""

    check: str
    variable: str
    locked: bool


LIVE: Final = Kind("archive", "COUNTERFOIL_ARCHIVE_BUCKET", locked=True)
TEST: Final = Kind("test archive", "COUNTERFOIL_TEST_ARCHIVE_BUCKET", locked=False)


def archive(
    client: S3Client, queues: SQSClient, kind: Kind, bucket: str, announce_to: str
) -> Iterator[Finding]:
    """Check a bucket; `announce_to` is the URL of the queue that hears of new documents."""
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError as refused:
        if code(refused) not in {"404", "NoSuchBucket"}:
            raise
        fix = f"make it, or correct {kind.variable}"
        yield error(kind.check, f"there is no bucket {bucket}", fix)
        return
    wrong = [*_versions(client, kind, bucket), *_public(client, kind, bucket)]
    yield from wrong
    if not wrong:
        yield ok(kind.check, f"{bucket} keeps every version and is closed to the public")
    yield _locked(client, kind, bucket)
    yield _announced(client, queues, bucket, announce_to)


def _versions(client: S3Client, kind: Kind, bucket: str) -> Iterator[Finding]:
    if client.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        detail = f"{bucket} keeps no versions: what is deleted is gone"
        yield error(kind.check, detail, "turn on versioning for this bucket")


def _public(client: S3Client, kind: Kind, bucket: str) -> Iterator[Finding]:
    try:
        blocks = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        open_ways = sorted(name for name, blocked in blocks.items() if not blocked)
    except ClientError as refused:
        if code(refused) != "NoSuchPublicAccessBlockConfiguration":
            raise
        open_ways = ["nothing is blocked"]
    if open_ways:
        detail = f"{bucket} could be opened to the public: {', '.join(open_ways)}"
        yield error(kind.check, detail, "block all public access to this bucket, all four ways")


def _locked(client: S3Client, kind: Kind, bucket: str) -> Finding:
    check = "object lock"
    try:
        lock = client.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        locked = lock.get("ObjectLockEnabled") == "Enabled"
    except ClientError as refused:
        if code(refused) != "ObjectLockConfigurationNotFoundError":
            raise
        locked = False
    if locked is kind.locked:
        return ok(check, f"{bucket} {'locks what it is given' if locked else 'locks nothing'}")
    if locked:
        fix = f"make a bucket without Object Lock and name it in {kind.variable}"
        return warning(check, f"{bucket} locks: invoices of test mode cannot be deleted", fix)
    fix = "turn on Object Lock for this bucket; every invoice comes with its own retention"
    return error(check, f"{bucket} cannot lock, so it takes no invoice", fix)


def _announced(client: S3Client, queues: SQSClient, bucket: str, queue_url: str) -> Finding:
    check = "announcements"
    # boto3's types say that every kind of configuration is there; those not made are left out.
    told: Any = client.get_bucket_notification_configuration(Bucket=bucket)
    if "EventBridgeConfiguration" in told:
        return ok(check, "new documents are announced through EventBridge")
    queue = read(queues, queue_url)
    wanted = queue["QueueArn"] if queue else "the archived queue"
    for one in told.get("QueueConfigurations", []):
        hears = any(event.startswith(CREATED) for event in one["Events"])
        if one["QueueArn"] == wanted and hears:
            return ok(check, "new documents are announced on the archived queue")
    fix = f"let the bucket notify {wanted} of {CREATED}*"
    return error(check, f"nobody hears of new documents in {bucket}: no mail is sent", fix)
