"""What holds state is encrypted, reached over TLS alone, restorable, and never replaced."""

from typing import Final

from services.backends.aws.table import EXPIRES, definition
from tests.infra.synthesized import Json, Resource, Synthesized, as_list, points_at, statements

PINNED: Final = {
    "AWS::Cognito::UserPool": {"People"},
    "AWS::DynamoDB::Table": {"Ledger"},
    "AWS::ECR::Repository": {"Images"},
    "AWS::KMS::Key": {"Key"},
    "AWS::S3::Bucket": {"AccessLogs", "Archive", "TestArchive", "TrailEvents"},
    "AWS::SNS::Topic": {
        "CriticalTopic",
        "EmergencyTopic",
        "MailNewsTopic",
        "OperatorsTopic",
        "SellersTopic",
        "WarningTopic",
    },
    "AWS::SQS::Queue": {
        "ArchivedDeadLetters",
        "ArchivedQueue",
        "NewsDeadLetters",
        "OrdersDeadLetters",
        "OrdersQueue",
    },
    "AWS::SecretsManager::Secret": {"CanaryClient", "SigningKeys"},
}
"""Another id is another resource: the old one is let go with everything in it."""


def _denies_plain_http(document: Json) -> bool:
    return any(
        one["Effect"] == "Deny"
        and one["Condition"].get("Bool", {}).get("aws:SecureTransport") == "false"
        and one["Principal"] in ("*", {"AWS": "*"})
        for one in document["Statement"]
        if "Condition" in one
    )


def _closed(made: Synthesized, type_: str, names: str) -> set[str]:
    return {
        points_at(target)
        for policy in made.of_type(type_)
        if _denies_plain_http(policy.properties["PolicyDocument"])
        for target in as_list(policy.properties[names])
    }


def _archive(made: Synthesized, name: str = "Archive") -> Resource:
    return next(one for one in made.of_type("AWS::S3::Bucket") if one.id == name)


def _archive_policy(made: Synthesized, name: str = "Archive") -> list[Json]:
    policy = next(
        one
        for one in made.of_type("AWS::S3::BucketPolicy")
        if points_at(one.properties["Bucket"]) == name
    )
    return statements(policy.properties["PolicyDocument"])


def test_what_holds_state_keeps_its_logical_id_for_ever(made: Synthesized) -> None:
    for type_, ids in PINNED.items():
        found = {one.id for one in made.of_type(type_) if one.id != "EdgeKey"}
        assert found == ids, type_


def test_production_alone_keeps_its_state_when_a_stack_is_deleted(made: Synthesized) -> None:
    fate = "Retain" if made.stage.name == "prod" else "Delete"
    for type_ in ("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket"):
        for one in made.of_type(type_):
            assert one.whole["DeletionPolicy"] == fate, one.where
            assert one.whole["UpdateReplacePolicy"] == fate, one.where


def test_signing_keys_outlive_their_stack_in_every_stage(made: Synthesized) -> None:
    secrets = {one.id: one for one in made.of_type("AWS::SecretsManager::Secret")}
    assert secrets["SigningKeys"].whole["DeletionPolicy"] == "Retain"


def test_no_template_holds_a_secret(made: Synthesized) -> None:
    for one in made.of_type("AWS::SecretsManager::Secret"):
        assert "SecretString" not in one.properties, one.where
        assert "GenerateSecretString" not in one.properties, one.where


def test_every_bucket_is_encrypted_closed_versioned_and_tls_only(made: Synthesized) -> None:
    closed = _closed(made, "AWS::S3::BucketPolicy", "Bucket")
    for one in made.of_type("AWS::S3::Bucket"):
        assert one.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"], one.where
        assert set(one.properties["PublicAccessBlockConfiguration"].values()) == {True}
        assert one.properties["VersioningConfiguration"] == {"Status": "Enabled"}
        assert one.id in closed, one.where


def test_every_topic_is_encrypted_and_tls_only(made: Synthesized) -> None:
    closed = _closed(made, "AWS::SNS::TopicPolicy", "Topics")
    for one in made.of_type("AWS::SNS::Topic"):
        assert "KmsMasterKeyId" in one.properties, one.where
        assert one.id in closed, one.where


def test_every_queue_is_encrypted_and_tls_only(made: Synthesized) -> None:
    closed = _closed(made, "AWS::SQS::QueuePolicy", "Queues")
    for one in made.of_type("AWS::SQS::Queue"):
        assert one.properties["SqsManagedSseEnabled"] is True, one.where
        assert one.id in closed, one.where


def test_every_group_of_logs_is_encrypted_and_ends(made: Synthesized) -> None:
    for one in made.of_type("AWS::Logs::LogGroup"):
        assert "KmsKeyId" in one.properties, one.where
        assert one.properties["RetentionInDays"] == made.stage.log_days


def test_keys_are_renewed_every_year(made: Synthesized) -> None:
    for one in made.of_type("AWS::KMS::Key"):
        assert one.properties["EnableKeyRotation"] is True, one.where


def test_the_ledger_is_the_one_the_code_defines(made: Synthesized) -> None:
    (table,) = made.of_type("AWS::DynamoDB::Table")
    wanted = definition(made.stage.named("ledger"))
    for name in ("TableName", "BillingMode", "KeySchema"):
        assert table.properties[name] == wanted[name]
    for name in ("AttributeDefinitions", "GlobalSecondaryIndexes"):
        assert _sorted(table.properties[name]) == _sorted(wanted[name])


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {name: _sorted(inner) for name, inner in value.items()}
    return sorted(map(_sorted, value), key=str) if isinstance(value, list) else value


def test_the_ledger_is_restorable_encrypted_and_without_a_stream(made: Synthesized) -> None:
    (table,) = made.of_type("AWS::DynamoDB::Table")
    recovery = table.properties["PointInTimeRecoverySpecification"]
    assert recovery["PointInTimeRecoveryEnabled"] is True
    assert table.properties["SSESpecification"]["SSEType"] == "KMS"
    assert points_at(table.properties["SSESpecification"]["KMSMasterKeyId"]) == "Key"
    assert table.properties.get("DeletionProtectionEnabled", False) is made.stage.keep
    assert "StreamSpecification" not in table.properties
    expiry = table.properties["TimeToLiveSpecification"]
    assert expiry == {"AttributeName": EXPIRES, "Enabled": True}


def test_what_is_archived_is_locked_for_its_years(made: Synthesized) -> None:
    lock = _archive(made).properties["ObjectLockConfiguration"]
    assert lock["ObjectLockEnabled"] == "Enabled"
    kept = lock["Rule"]["DefaultRetention"]
    assert kept["Mode"] == made.stage.archive_mode
    assert kept["Days"] >= 365 * made.stage.archive_years
    assert "ExpirationInDays" not in str(_archive(made).properties["LifecycleConfiguration"])


def test_invoices_of_test_mode_can_be_deleted(made: Synthesized) -> None:
    properties = _archive(made, "TestArchive").properties
    assert not {"ObjectLockConfiguration", "ObjectLockEnabled"} & properties.keys()
    denied = [one for one in _archive_policy(made, "TestArchive") if one["Effect"] == "Deny"]
    assert not [one for one in denied if "s3:DeleteObject" in one["Action"]]


def test_what_archives_locks_as_its_stage_says(made: Synthesized) -> None:
    (task,) = made.of_type("AWS::ECS::TaskDefinition")
    (container,) = task.properties["ContainerDefinitions"]
    told = {one["Name"]: one["Value"] for one in container["Environment"]}
    assert told["COUNTERFOIL_ARCHIVE_LOCK"] == made.stage.archive_mode


def test_nobody_can_overwrite_what_is_archived(made: Synthesized) -> None:
    for name in ("Archive", "TestArchive"):
        policy = _archive_policy(made, name)
        (create_only,) = [one for one in policy if one.get("Sid") == "CreateOnly"]
        assert create_only["Effect"] == "Deny"
        assert create_only["Principal"] in ("*", {"AWS": "*"})
        assert create_only["Action"] == ["s3:PutObject"]
        assert create_only["Condition"] == {
            "Null": {"s3:if-none-match": "true"},
            "Bool": {"s3:ObjectCreationOperation": "true"},
        }


def test_nobody_can_delete_what_is_archived(made: Synthesized) -> None:
    (never,) = [one for one in _archive_policy(made) if one.get("Sid") == "NeverDelete"]
    assert never["Effect"] == "Deny"
    assert never["Principal"] in ("*", {"AWS": "*"})
    assert {"s3:DeleteObject", "s3:DeleteObjectVersion"} <= set(never["Action"])
    assert "Condition" not in never
