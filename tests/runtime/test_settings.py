import pytest

from services.order_api.settings import OrderApiSettings
from services.runtime.settings import AwsNames, DeployableSettings, SettingsError, read_settings

NAMES = {
    "table": "counterfoil",
    "orders_queue_url": "https://sqs.example.com/orders",
    "orders_dead_letters_url": "https://sqs.example.com/orders-dead-letters",
    "archived_queue_url": "https://sqs.example.com/archived",
    "archived_dead_letters_url": "https://sqs.example.com/archived-dead-letters",
    "archive_bucket": "archive",
    "test_archive_bucket": "test-archive",
    "secrets_id": "counterfoil/keys",
    "mail_configuration_set": "counterfoil",
    "seller_topic_arn": "arn:aws:sns:eu-central-1:123456789012:sellers",
    "operator_topic_arn": "arn:aws:sns:eu-central-1:123456789012:operators",
}


def test_every_name_of_the_aws_backend_is_asked_for() -> None:
    assert read_settings(AwsNames, **NAMES).s3_path_style is False
    optional = {
        "archive_lock",
        "s3_path_style",
        "notifier_mapping",
        "workers_cluster",
        "workers_service",
    }
    assert set(NAMES) | optional == set(AwsNames.model_fields)


def test_all_that_is_missing_or_wrong_is_in_one_error() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(OrderApiSettings, backend="aws", public_url="ftp://x", log_level="loud")
    message = str(caught.value)
    for name in ["public_url", "log_level", *NAMES]:
        assert f"COUNTERFOIL_{name.upper()}: " in message
    assert "ftp" not in message, "a value may be a secret"


def test_an_empty_name_is_a_missing_one() -> None:
    with pytest.raises(SettingsError, match="COUNTERFOIL_TABLE: "):
        read_settings(AwsNames, **{**NAMES, "table": ""})


def test_the_embedded_backend_asks_for_no_names() -> None:
    assert read_settings(DeployableSettings).backend == "embedded"


def test_a_backend_nobody_knows_is_refused() -> None:
    with pytest.raises(SettingsError, match="COUNTERFOIL_BACKEND: "):
        read_settings(DeployableSettings, backend="azure")
