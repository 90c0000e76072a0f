"""The archive on S3: what is asked of S3, and what its answers mean."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_s3 import S3Client

from services.backends.archive import DifferentObject
from services.backends.aws.archive import CONFLICT_TRIES, Buckets, S3Archive
from services.backends.aws.clients import Clients
from services.backends.unavailable import Unavailable
from services.domain.ids import sha256_hex
from services.domain.message import created_keys
from tests.aws_faults import lose_answer, refuse
from tests.aws_world import Requests, aws, make_archive, make_queue, queue_arn

KEY = "papierhaus/2026/INV-2026-000001.pdf"
TEST_KEY = "papierhaus/2026/TEST-INV-2026-000001.pdf"
BUCKETS = Buckets("archive", "test-archive", "COMPLIANCE")
UNTIL = datetime(2037, 1, 2, tzinfo=UTC)
OF_ORDER_1 = {"order-id": "ord_1", "record-hash": "a" * 64}


@pytest.fixture
def clients() -> Iterator[Clients]:
    with aws() as clients:
        make_archive(clients.s3)
        yield clients


@pytest.fixture
def s3(clients: Clients) -> S3Client:
    return clients.s3


@pytest.fixture
def archive(s3: S3Client) -> S3Archive:
    return S3Archive(s3, BUCKETS)


def test_an_object_is_created_only_with_its_checksum_type_and_metadata(
    s3: S3Client, archive: S3Archive
) -> None:
    requests = Requests(s3)
    stored = archive.put(KEY, b"%PDF-1.7", OF_ORDER_1)
    (asked,) = requests.of("PutObject")
    assert asked["IfNoneMatch"] == "*"
    assert b64decode(asked["ChecksumSHA256"]).hex() == sha256_hex(b"%PDF-1.7") == stored.sha256
    assert asked["ContentType"] == "application/pdf"
    assert asked["Metadata"] == OF_ORDER_1
    assert requests.names == ["PutObject"]


def test_every_object_has_a_version(s3: S3Client, archive: S3Archive) -> None:
    stored = archive.put(KEY, b"one", OF_ORDER_1)
    assert stored.version_id
    assert stored.version_id == s3.head_object(Bucket="archive", Key=KEY)["VersionId"]
    again = archive.put(KEY, b"two", OF_ORDER_1)
    assert (again.content, again.version_id) == (b"one", stored.version_id)


def test_a_download_is_checked_against_its_checksum(s3: S3Client, archive: S3Archive) -> None:
    archive.put(KEY, b"one", OF_ORDER_1)
    requests = Requests(s3)
    archive.read(KEY)
    (asked,) = requests.of("GetObject")
    assert asked["ChecksumMode"] == "ENABLED"


def test_an_object_written_by_a_request_that_timed_out_is_found_again(
    s3: S3Client, archive: S3Archive
) -> None:
    lose_answer(s3, "PutObject")
    with pytest.raises(Unavailable):
        archive.put(KEY, b"one", OF_ORDER_1)
    assert archive.put(KEY, b"one", OF_ORDER_1).content == b"one"


def test_two_writers_at_the_same_time_are_told_to_try_again(
    s3: S3Client, archive: S3Archive
) -> None:
    refuse(s3, "PutObject", "ConditionalRequestConflict", status=409, times=CONFLICT_TRIES - 1)
    assert archive.put(KEY, b"one", OF_ORDER_1).content == b"one"


def test_writers_that_keep_meeting_give_up_for_now(s3: S3Client, archive: S3Archive) -> None:
    refuse(s3, "PutObject", "ConditionalRequestConflict", status=409)
    requests = Requests(s3)
    with pytest.raises(Unavailable):
        archive.put(KEY, b"one", OF_ORDER_1)
    assert requests.names == ["PutObject"] * CONFLICT_TRIES


@pytest.mark.parametrize("fault", [("SlowDown", 503), ("InternalError", 500)])
def test_throttles_and_faults_of_s3_are_told_as_unavailable(
    s3: S3Client, archive: S3Archive, fault: tuple[str, int]
) -> None:
    for operation in ("PutObject", "GetObject", "ListObjectsV2"):
        refuse(s3, operation, fault[0], status=fault[1])
    with pytest.raises(Unavailable):
        archive.put(KEY, b"one", OF_ORDER_1)
    with pytest.raises(Unavailable):
        archive.read(KEY)
    with pytest.raises(Unavailable):
        list(archive.keys())


def test_an_object_without_our_metadata_is_somebody_elses(s3: S3Client, archive: S3Archive) -> None:
    s3.put_object(Bucket="archive", Key=KEY, Body=b"one")
    with pytest.raises(DifferentObject):
        archive.put(KEY, b"one", OF_ORDER_1)


def test_a_download_link_lives_two_minutes_and_saves_a_pdf(archive: S3Archive) -> None:
    url = urlsplit(archive.download_url(KEY, "INV-2026-000001.pdf"))
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert url.path.endswith(KEY)
    assert query["X-Amz-Expires"] == "120"
    assert query["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256"
    assert query["response-content-type"] == "application/pdf"
    assert query["response-content-disposition"] == 'attachment; filename="INV-2026-000001.pdf"'


def test_keys_are_walked_page_by_page(s3: S3Client, archive: S3Archive) -> None:
    keys = [f"papierhaus/2026/{n:04}.pdf" for n in range(5)]
    for key in keys:
        archive.put(key, b"", {})

    def two_a_page(params: dict[str, int], **_event: object) -> None:
        params["MaxKeys"] = 2

    s3.meta.events.register("before-parameter-build.s3.ListObjectsV2", two_a_page)
    requests = Requests(s3)
    assert list(archive.keys()) == keys
    assert [asked["Bucket"] for asked in requests.of("ListObjectsV2")] == [
        "archive",
        "test-archive",
        "archive",
        "archive",
    ]


def test_each_bucket_announces_what_it_creates_and_only_once() -> None:
    with aws() as clients:
        url = make_queue(clients.sqs, "archived")
        archive = S3Archive(
            clients.s3, make_archive(clients.s3, announce_to=queue_arn(clients.sqs, url))
        )
        for _ in range(2):
            archive.put("papier haus/INV+1.pdf", b"one", OF_ORDER_1)
            archive.put("papier haus/TEST-INV+1.pdf", b"one", OF_ORDER_1)
        answer = clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    announced = [key for message in answer["Messages"] for key in created_keys(message["Body"])]
    assert announced == ["papier haus/INV+1.pdf", "papier haus/TEST-INV+1.pdf"]


def test_an_invoice_is_locked_until_its_time_is_over(s3: S3Client, archive: S3Archive) -> None:
    archive.put(KEY, b"one", OF_ORDER_1, retain_until=UNTIL)
    stored = s3.head_object(Bucket="archive", Key=KEY)
    assert (stored["ObjectLockMode"], stored["ObjectLockRetainUntilDate"]) == ("COMPLIANCE", UNTIL)
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket="archive", Key=KEY, VersionId=stored["VersionId"])
    kept = archive.read(KEY)
    assert kept is not None
    assert kept.content == b"one"


def test_a_stage_that_comes_and_goes_locks_as_it_is_told(s3: S3Client) -> None:
    archive = S3Archive(s3, BUCKETS._replace(lock="GOVERNANCE"))
    archive.put(KEY, b"one", OF_ORDER_1, retain_until=UNTIL)
    assert s3.head_object(Bucket="archive", Key=KEY)["ObjectLockMode"] == "GOVERNANCE"


def test_what_comes_without_a_time_is_left_to_the_buckets_own(s3: S3Client) -> None:
    requests = Requests(s3)
    S3Archive(s3, BUCKETS).put(KEY, b"one", OF_ORDER_1)
    assert not [name for name in requests.of("PutObject")[0] if name.startswith("ObjectLock")]


def test_an_invoice_of_test_mode_lies_apart_and_can_be_deleted(
    s3: S3Client, archive: S3Archive
) -> None:
    stored = archive.put(TEST_KEY, b"one", OF_ORDER_1, retain_until=UNTIL)
    requests = Requests(s3)
    assert archive.read(TEST_KEY) == stored
    assert archive.put(TEST_KEY, b"two", OF_ORDER_1) == stored
    assert "test-archive" in str(archive.download_url(TEST_KEY, "TEST-INV-2026-000001.pdf"))
    assert {asked["Bucket"] for _, asked in requests.made if "Bucket" in asked} == {"test-archive"}
    s3.delete_object(Bucket="test-archive", Key=TEST_KEY, VersionId=str(stored.version_id))
    assert archive.read(TEST_KEY) is None


def test_keys_of_both_buckets_are_told_in_one_order(archive: S3Archive) -> None:
    keys = [f"{seller}/2026/{name}-1.pdf" for seller in "abc" for name in ("INV", "TEST-INV")]
    for key in keys:
        archive.put(key, b"", {})
    assert list(archive.keys()) == keys
