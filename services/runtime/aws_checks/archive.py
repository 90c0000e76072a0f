"""Is the archive there, closed to the public, safe from overwriting, and heard of?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from services.backends.aws.errors import code
from services.runtime.aws_checks.queues import read
from services.runtime.finding import Finding, error, ok, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

CHECK = "archive"
CREATED = "s3:ObjectCreated:"


def archive(
    client: S3Client, queues: SQSClient, bucket: str, announce_to: str
) -> Iterator[Finding]:
    """Check the bucket; `announce_to` is the URL of the queue that hears of new documents."""
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError as refused:
        if code(refused) not in {"404", "NoSuchBucket"}:
            raise
        fix = "make it, or correct COUNTERFOIL_ARCHIVE_BUCKET"
        yield error(CHECK, f"there is no bucket {bucket}", fix)
        return
    wrong = [*_versions(client, bucket), *_public(client, bucket)]
    yield from wrong
    if not wrong:
        yield ok(CHECK, f"{bucket} keeps every version and is closed to the public")
    yield _locked(client, bucket)
    yield _announced(client, queues, bucket, announce_to)


def _versions(client: S3Client, bucket: str) -> Iterator[Finding]:
    if client.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        detail = f"{bucket} keeps no versions: what is deleted is gone"
        yield error(CHECK, detail, "turn on versioning for this bucket")


def _public(client: S3Client, bucket: str) -> Iterator[Finding]:
    try:
        blocks = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        open_ways = sorted(name for name, blocked in blocks.items() if not blocked)
    except ClientError as refused:
        if code(refused) != "NoSuchPublicAccessBlockConfiguration":
            raise
        open_ways = ["nothing is blocked"]
    if open_ways:
        detail = f"{bucket} could be opened to the public: {', '.join(open_ways)}"
        yield error(CHECK, detail, "block all public access to this bucket, all four ways")


def _locked(client: S3Client, bucket: str) -> Finding:
    try:
        lock = client.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
        locked = lock.get("ObjectLockEnabled") == "Enabled"
    except ClientError as refused:
        if code(refused) != "ObjectLockConfigurationNotFoundError":
            raise
        locked = False
    if locked:
        return ok("object lock", "on")
    fix = "turn on Object Lock with a default retention, if your law asks for write-once storage"
    return warning("object lock", "off: whoever administers the bucket can delete invoices", fix)


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
