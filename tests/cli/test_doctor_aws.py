"""`counterfoil doctor --backend aws`: what exists behind the names, and what is missing."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from services.backends.aws.clients import Clients
from services.backends.aws.table import EXPIRES, FAILURES, definition
from services.domain.link import KeyRing
from services.runtime.clock import utc_now
from services.runtime.secrets import Secrets, encoded
from services.runtime.settings import AwsNames
from tests import aws_world
from tests.cli.terminal import Terminal
from tests.local.running import free_port

KEYS = Secrets(links=KeyRing(1, {1: b"l" * 32}), cursors=b"c" * 32, lookups=b"k" * 32)
QUEUES = f"https://sqs.us-east-1.amazonaws.com/{DEFAULT_ACCOUNT_ID}"
TOPICS = f"arn:aws:sns:us-east-1:{DEFAULT_ACCOUNT_ID}"
NAMES = {
    "table": aws_world.TABLE,
    "orders_queue_url": f"{QUEUES}/orders",
    "orders_dead_letters_url": f"{QUEUES}/orders-dead",
    "archived_queue_url": f"{QUEUES}/archived",
    "archived_dead_letters_url": f"{QUEUES}/archived-dead",
    "archive_bucket": "archive",
    "test_archive_bucket": "test-archive",
    "secrets_id": "keys",
    "mail_configuration_set": "counterfoil",
    "seller_topic_arn": f"{TOPICS}:sellers",
    "operator_topic_arn": f"{TOPICS}:operators",
}


class Doctor(NamedTuple):
    """The command in front of an emulated AWS."""

    terminal: Terminal
    clients: Clients

    def errors(self, *options: str) -> dict[str, list[str]]:
        """Run the command, which must fail; return what it found by check, fixes included."""
        return self.found("error", *options)

    def found(self, severity: str, *options: str) -> dict[str, list[str]]:
        shown = self.terminal.anywhere("doctor", "--backend", "aws", "--json", *options)
        by_check: dict[str, list[str]] = {}
        for finding in shown.json["findings"]:
            if finding["severity"] == severity:
                said = f"{finding['detail']} -> {finding['fix']}"
                by_check.setdefault(finding["check"], []).append(said)
        assert shown.code == (0 if shown.json["ok"] else 1)
        return by_check


@pytest.fixture
def doctor(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doctor]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", aws_world.REGION)
    terminal.pipeline.clock.now = utc_now()  # the emulation tells the real time
    with aws_world.aws() as clients:
        for name, value in NAMES.items():
            monkeypatch.setenv(f"COUNTERFOIL_{name.upper()}", value)
        yield Doctor(terminal, clients)


def make_queues(clients: Clients, name: str, *, max_receives: int = 8) -> str:
    kept: dict[Any, str] = {"MessageRetentionPeriod": "1209600"}
    dead = aws_world.make_queue(clients.sqs, f"{name}-dead")
    clients.sqs.set_queue_attributes(QueueUrl=dead, Attributes=kept)
    return aws_world.make_queue(clients.sqs, name, dead_letters=dead, max_receives=max_receives)


def make_archive(clients: Clients, archived: str) -> None:
    arn = aws_world.queue_arn(clients.sqs, archived)
    buckets = aws_world.make_archive(clients.s3, announce_to=arn)
    for bucket in (buckets.locked, buckets.test):
        clients.s3.put_public_access_block(
            Bucket=bucket,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            },
        )


def make_configuration_set(clients: Clients, *, sending: bool) -> None:
    clients.ses.create_configuration_set(ConfigurationSetName="counterfoil")
    # The emulation forgets what it is told of sending, so its own state is set.
    emulated: Any = ses_backends[DEFAULT_ACCOUNT_ID][aws_world.REGION].config_sets["counterfoil"]
    emulated.enabled = sending


def make_everything(clients: Clients) -> None:
    aws_world.make_table(clients.dynamodb)
    make_queues(clients, "orders")
    make_archive(clients, make_queues(clients, "archived"))
    aws_world.make_secret(clients.secrets, "keys", json.loads(encoded(KEYS)))
    make_configuration_set(clients, sending=True)
    for topic in ("sellers", "operators"):
        clients.sns.create_topic(Name=topic)


def test_where_everything_exists_there_is_no_error(doctor: Doctor) -> None:
    make_everything(doctor.clients)
    assert doctor.errors() == {}
    fine = doctor.found("ok")
    assert {"credentials", "region", "clock", "table", "orders queue", "archive"} <= fine.keys()
    assert fine["orders queue"][0].startswith("0 waiting, 0 in work, 0 delayed")
    assert doctor.found("warning").keys() == {"backup", "expiry", "operator topic"}


def test_where_nothing_exists_each_thing_is_named_with_its_fix(doctor: Doctor) -> None:
    errors = doctor.errors()
    missing = {
        "table": "COUNTERFOIL_TABLE",
        "orders queue": "COUNTERFOIL_ORDERS_QUEUE_URL",
        "orders dead letters": "COUNTERFOIL_ORDERS_DEAD_LETTERS_URL",
        "archived queue": "COUNTERFOIL_ARCHIVED_QUEUE_URL",
        "archived dead letters": "COUNTERFOIL_ARCHIVED_DEAD_LETTERS_URL",
        "archive": "COUNTERFOIL_ARCHIVE_BUCKET",
        "test archive": "COUNTERFOIL_TEST_ARCHIVE_BUCKET",
        "secret": "Check its name",
        "mail": "COUNTERFOIL_MAIL_CONFIGURATION_SET",
        "seller topic": "COUNTERFOIL_SELLER_TOPIC_ARN",
        "operator topic": "COUNTERFOIL_OPERATOR_TOPIC_ARN",
    }
    assert errors.keys() == missing.keys()
    for check, fix in missing.items():
        assert fix in errors[check][0]


def test_names_that_are_missing_are_reported_all_at_once(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"COUNTERFOIL_{name.upper()}")
    (errors,) = doctor.errors().values()
    required = [name for name, field in AwsNames.model_fields.items() if field.is_required()]
    assert [said.partition(":")[0] for said in errors] == [
        f"COUNTERFOIL_{name.upper()}" for name in required
    ]


def test_the_environment_chooses_the_backend(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERFOIL_BACKEND", "aws")
    shown = doctor.terminal.anywhere("doctor")
    assert shown.code == 1
    assert "there is no bucket archive" in shown.out
    assert "→ make it, or correct COUNTERFOIL_ARCHIVE_BUCKET" in shown.out


def test_without_credentials_and_region_nothing_is_asked(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(doctor.terminal.state / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(doctor.terminal.state / "none"))
    assert doctor.errors().keys() == {"credentials", "region"}


def test_a_queue_that_gives_up_elsewhere_or_too_early_is_an_error(doctor: Doctor) -> None:
    make_everything(doctor.clients)
    sqs, orders = doctor.clients.sqs, NAMES["orders_queue_url"]
    archived_dead = aws_world.queue_arn(sqs, NAMES["archived_dead_letters_url"])
    orders_dead = aws_world.queue_arn(sqs, NAMES["orders_dead_letters_url"])

    def redrive(target: str, receives: int) -> dict[str, list[str]]:
        policy = {"deadLetterTargetArn": target, "maxReceiveCount": str(receives)}
        sqs.set_queue_attributes(QueueUrl=orders, Attributes={"RedrivePolicy": json.dumps(policy)})
        return doctor.errors()

    elsewhere = redrive(archived_dead, 8)["orders queue"][0]
    assert archived_dead in elsewhere.partition(" -> ")[0]
    assert orders_dead in elsewhere.partition(" -> ")[2]
    early = redrive(orders_dead, 3)["orders queue"][0]
    assert "after 3 deliveries, not 8" in early
    assert redrive(orders_dead, 8) == {}


def test_a_queue_without_dead_letters_is_an_error(doctor: Doctor) -> None:
    for name in ("orders", "orders-dead"):
        aws_world.make_queue(doctor.clients.sqs, name)
    assert "no dead-letter queue" in doctor.errors()["orders queue"][0]


def test_dead_letters_are_counted_and_must_outlive_their_queue(doctor: Doctor) -> None:
    make_everything(doctor.clients)
    sqs, dead = doctor.clients.sqs, NAMES["orders_dead_letters_url"]
    sqs.send_message(QueueUrl=dead, MessageBody="spent")
    sqs.set_queue_attributes(QueueUrl=dead, Attributes={"MessageRetentionPeriod": "345600"})
    shorter, count = doctor.found("warning")["orders dead letters"]
    assert "MessageRetentionPeriod 1209600" in shorter
    assert "1 messages were given up" in count
    assert "orders queue" in doctor.found("ok")


def test_a_missing_and_a_poor_index_are_errors_that_say_how_to_make_them(doctor: Doctor) -> None:
    made: Any = definition(aws_world.TABLE)
    indexes = made["GlobalSecondaryIndexes"]
    gone = indexes.pop(0)
    (poor,) = [index for index in indexes if index["IndexName"] == FAILURES.name]
    poor["Projection"] = {"ProjectionType": "KEYS_ONLY"}
    keys = {key["AttributeName"] for key in gone["KeySchema"]}
    made["AttributeDefinitions"] = [
        a for a in made["AttributeDefinitions"] if a["AttributeName"] not in keys
    ]
    doctor.clients.dynamodb.create_table(**made)
    missing, unlike = doctor.errors()["table"]
    assert f"the index {gone['IndexName']} is missing" in missing
    assert all(key in missing for key in keys)
    assert f"the index {FAILURES.name} is not the ledger's" in unlike
    assert "INCLUDE seller_id failure_code failure_state" in unlike


def expire(clients: Clients, attribute: str) -> None:
    clients.dynamodb.update_time_to_live(
        TableName=aws_world.TABLE,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute},
    )


def test_a_ledger_whose_books_expire_is_an_error(doctor: Doctor) -> None:
    make_everything(doctor.clients)
    expire(doctor.clients, "due_at")
    assert "TTL on due_at" in doctor.errors()["expiry"][0]


def test_a_ledger_that_drops_only_what_may_go_is_fine(doctor: Doctor) -> None:
    make_everything(doctor.clients)
    assert f"turn on TTL on {EXPIRES}" in doctor.found("warning")["expiry"][0]
    expire(doctor.clients, EXPIRES)
    assert doctor.errors() == {}
    assert "expiry" in doctor.found("ok")


def test_a_ledger_that_can_be_restored_is_no_warning(doctor: Doctor) -> None:
    make_everything(doctor.clients)
    doctor.clients.dynamodb.update_continuous_backups(
        TableName=aws_world.TABLE,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    assert "backup" in doctor.found("ok")


def test_an_archive_that_is_open_forgetful_and_silent_is_an_error(doctor: Doctor) -> None:
    doctor.clients.s3.create_bucket(Bucket="archive")
    errors = doctor.errors()
    assert len(errors["archive"]) == 2
    assert "versioning" in errors["archive"][0]
    assert "block all public access" in errors["archive"][1]
    assert "no mail is sent" in errors["announcements"][0]
    assert "takes no invoice" in errors["object lock"][0]


def test_a_bucket_that_would_lock_invoices_of_test_mode_is_a_warning(doctor: Doctor) -> None:
    aws_world.make_bucket(doctor.clients.s3, "test-archive", locked=True)
    assert "cannot be deleted" in doctor.found("warning")["object lock"][0]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("hunter2", "JSON"),
        ("[]", "JSON"),
        (encoded(KEYS._replace(links=KeyRing(2, {1: b"l" * 32}))), "current link key"),
        (encoded(KEYS._replace(links=KeyRing(300, {300: b"l" * 32}))), "1..255"),
        (encoded(KEYS._replace(cursors=b"hunter2")), "less than 32 bytes"),
    ],
)
def test_a_broken_secret_is_an_error_that_shows_nothing_of_it(
    doctor: Doctor, content: str, fault: str
) -> None:
    doctor.clients.secrets.create_secret(Name="keys", SecretString=content)
    (said,) = doctor.errors()["secret"]
    assert fault in said
    assert "hunter2" not in said
    assert b"hunter2".hex() not in said


def test_mail_that_was_turned_off_is_a_warning(doctor: Doctor) -> None:
    make_configuration_set(doctor.clients, sending=False)
    assert "sending is off" in doctor.found("warning")["mail"][0]


def test_a_clock_that_is_far_off_is_an_error(doctor: Doctor) -> None:
    make_everything(doctor.clients)
    doctor.terminal.pipeline.clock.advance(seconds=3600)
    assert "time server" in doctor.errors()["clock"][0]


def test_an_endpoint_that_does_not_answer_is_an_error_of_every_check(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    errors = doctor.errors()
    assert len(errors) == 10
    assert all("AWS_ENDPOINT_URL" in said for (said,) in errors.values())


def test_a_name_that_no_service_takes_is_an_error_of_its_own_check(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_everything(doctor.clients)
    monkeypatch.setenv("COUNTERFOIL_ARCHIVE_BUCKET", "no bucket/ever")
    assert doctor.errors().keys() == {"archive"}


def test_an_option_comes_before_the_environment(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERFOIL_BACKEND", "aws")
    shown = doctor.terminal.type("doctor", "--backend", "embedded", "--json")
    assert "sqlite" in {finding["check"] for finding in shown.json["findings"]}
