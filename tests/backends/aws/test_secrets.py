"""Signing keys out of Secrets Manager."""

from collections.abc import Iterator

import pytest
from mypy_boto3_secretsmanager import SecretsManagerClient

from services.backends.aws.secrets import SecretUnreadable, read_secret, replace_secret
from services.backends.conflict import Conflict
from services.backends.unavailable import Unavailable
from tests.aws_faults import refuse
from tests.aws_world import aws, make_secret


@pytest.fixture
def manager() -> Iterator[SecretsManagerClient]:
    with aws() as clients:
        yield clients.secrets


def test_a_secret_is_read_as_it_was_written(manager: SecretsManagerClient) -> None:
    make_secret(manager, "counterfoil/keys", {"cursors": "00ff"})
    assert read_secret(manager, "counterfoil/keys") == '{"cursors": "00ff"}'


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "AccessDeniedException"])
def test_a_secret_that_cannot_be_read_is_named(manager: SecretsManagerClient, code: str) -> None:
    refuse(manager, "GetSecretValue", code)
    with pytest.raises(SecretUnreadable, match=f"counterfoil/keys cannot be read: {code}"):
        read_secret(manager, "counterfoil/keys")


def test_a_secret_that_is_no_text_is_not_taken_for_one(manager: SecretsManagerClient) -> None:
    manager.create_secret(Name="counterfoil/keys", SecretBinary=b"{}")
    with pytest.raises(SecretUnreadable, match="no text"):
        read_secret(manager, "counterfoil/keys")


def test_a_throttled_read_may_be_tried_again(manager: SecretsManagerClient) -> None:
    refuse(manager, "GetSecretValue", "ThrottlingException")
    with pytest.raises(Unavailable):
        read_secret(manager, "counterfoil/keys")


def test_a_secret_is_replaced_and_the_version_before_stays(manager: SecretsManagerClient) -> None:
    manager.create_secret(Name="keys", SecretString="one")
    replace_secret(manager, "keys", lambda text: f"{text}, two")
    assert read_secret(manager, "keys") == "one, two"
    before = manager.get_secret_value(SecretId="keys", VersionStage="AWSPREVIOUS")
    assert before["SecretString"] == "one"


def test_of_two_who_replace_a_secret_at_the_same_time_one_hears_of_the_other(
    manager: SecretsManagerClient,
) -> None:
    manager.create_secret(Name="keys", SecretString="one")

    def overtaken(text: str) -> str:
        manager.put_secret_value(SecretId="keys", SecretString="theirs")
        return f"{text}, ours"

    with pytest.raises(Conflict, match="somebody else"):
        replace_secret(manager, "keys", overtaken)
    assert read_secret(manager, "keys") == "theirs"


def test_a_secret_that_is_not_there_is_not_made_by_replacing_it(
    manager: SecretsManagerClient,
) -> None:
    with pytest.raises(SecretUnreadable):
        replace_secret(manager, "keys", lambda text: text)
