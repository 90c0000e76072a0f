"""Does this machine's clock agree with the service's?"""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from services.runtime.finding import Finding, error, ok, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

    from services.runtime.clock import Clock

CHECK = "clock"
REFUSED_FROM = timedelta(minutes=5)
"""Signatures older or younger than this are refused (AWS Signature Version 4)."""

NOTICED_FROM = timedelta(seconds=30)
FIX = "let this machine's clock follow a time server (chrony, systemd-timesyncd)"


def clock(client: DynamoDBClient, table: str, now: Clock) -> Iterator[Finding]:
    """Compare clocks by the Date header of any answer, be it a refusal."""
    try:
        headers = client.describe_table(TableName=table)["ResponseMetadata"]["HTTPHeaders"]
    except ClientError as refused:
        headers = refused.response["ResponseMetadata"]["HTTPHeaders"]
    if "date" not in headers:
        yield ok(CHECK, "this endpoint tells no time to compare with")
        return
    off = abs(now() - parsedate_to_datetime(headers["date"]))
    detail = f"this machine and AWS are {off.total_seconds():.0f} s apart"
    if off >= REFUSED_FROM:
        yield error(CHECK, f"{detail}: requests are refused", FIX)
    elif off >= NOTICED_FROM:
        yield warning(CHECK, detail, FIX)
    else:
        yield ok(CHECK, detail)
