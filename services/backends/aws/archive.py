"""The archive as two S3 buckets: created once, locked for years or for tests, announced by S3."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from heapq import merge
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from botocore.exceptions import ClientError

from services.backends.archive import DifferentObject, StoredObject
from services.backends.aws.errors import code, reaching
from services.backends.unavailable import Unavailable
from services.domain.ids import sha256_hex
from services.domain.invoice import is_test_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from mypy_boto3_s3 import S3Client

CONTENT_TYPE = "application/pdf"
DOWNLOAD_S = 120
CONFLICT_TRIES = 3

_TAKEN = {"PreconditionFailed", "412"}
_AT_THE_SAME_TIME = {"ConditionalRequestConflict", "409"}
_ABSENT = {"NoSuchKey", "404"}


class Buckets(NamedTuple):
    """Where objects lie, and how what is locked is locked."""

    locked: str
    test: str
    """Of invoices of test mode, which may be deleted."""
    lock: Literal["COMPLIANCE", "GOVERNANCE"]


class S3Archive:
    """Objects of two buckets, which notify the archived queue of every invoice they create.

    The name of a file says which of the two it is in, so nothing is ever asked of both, but keys.

    S3 announces an object when it creates it and never again, and it may lose an event. Nothing
    depends on that one message: a put that meets its own object announces nothing, but the order
    stays due until its mail is out, and the reconciler sends the same message (`object_created`)
    to the archived queue when it is late.
    """

    def __init__(self, client: S3Client, buckets: Buckets) -> None:
        self._client = client
        self._buckets = buckets

    def put(
        self,
        key: str,
        content: bytes,
        metadata: Mapping[str, str],
        *,
        retain_until: datetime | None = None,
    ) -> StoredObject:
        """See `Archive.put`. Raises Unavailable too, after which the object may be there."""
        lock = {} if retain_until is None or is_test_key(key) else self._lock(retain_until)
        for _ in range(CONFLICT_TRIES):
            try:
                return self._create(key, content, metadata, lock)
            except ClientError as error:
                if code(error) in _TAKEN:
                    return self._standing(key, metadata)
                if code(error) not in _AT_THE_SAME_TIME:
                    raise
        raise Unavailable(f"others keep writing {key} at the same time; try again later")

    def read(self, key: str) -> StoredObject | None:
        """See `Archive.read`. Raises Unavailable."""
        try:
            with reaching("the archive"):
                answer = self._client.get_object(
                    Bucket=self._bucket(key), Key=key, ChecksumMode="ENABLED"
                )
                content = answer["Body"].read()
        except ClientError as error:
            if code(error) not in _ABSENT:
                raise
            return None
        return StoredObject(
            content, answer["Metadata"], sha256_hex(content), answer.get("VersionId")
        )

    def download_url(self, key: str, filename: str) -> str:
        """See `Archive.download_url`. Signed here, without a request; the file is saved."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket(key),
                "Key": key,
                "ResponseContentDisposition": f'attachment; filename="{filename}"',
                "ResponseContentType": CONTENT_TYPE,
            },
            ExpiresIn=DOWNLOAD_S,
        )

    def keys(self) -> Iterator[str]:
        """See `Archive.keys`. A thousand a request; raises Unavailable."""
        return merge(self._keys(self._buckets.locked), self._keys(self._buckets.test))

    def _bucket(self, key: str) -> str:
        return self._buckets.test if is_test_key(key) else self._buckets.locked

    def _lock(self, retain_until: datetime) -> dict[str, Any]:
        return {
            "ObjectLockMode": self._buckets.lock,
            "ObjectLockRetainUntilDate": retain_until,
        }

    def _keys(self, bucket: str) -> Iterator[str]:
        pages = iter(self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket))
        while True:
            with reaching("the archive"):
                page = next(pages, None)
            if page is None:
                return
            for found in page.get("Contents", []):
                yield found["Key"]

    def _create(
        self, key: str, content: bytes, metadata: Mapping[str, str], lock: Mapping[str, Any]
    ) -> StoredObject:
        digest = sha256(content)
        with reaching("the archive"):
            answer = self._client.put_object(
                Bucket=self._bucket(key),
                Key=key,
                Body=content,
                IfNoneMatch="*",
                ChecksumAlgorithm="SHA256",  # without its name S3 refuses what is to be locked
                ChecksumSHA256=b64encode(digest.digest()).decode(),
                ContentType=CONTENT_TYPE,
                Metadata=dict(metadata),
                **lock,
            )
        return StoredObject(content, dict(metadata), digest.hexdigest(), answer.get("VersionId"))

    def _standing(self, key: str, metadata: Mapping[str, str]) -> StoredObject:
        stored = self.read(key)
        if stored is None:
            raise Unavailable(f"{key} was there and is not any more; try again later")
        if stored.metadata != dict(metadata):
            raise DifferentObject(
                f"{key} is in the archive as the rendition of something else; nothing was "
                "written. The ledger and the archive are not of the same time: see `audit`"
            )
        return stored
