"""One factory for clients: its time-outs, its retries, and where it sends requests."""

from typing import Any

import pytest

from services.backends.aws.clients import Clients
from tests.aws_world import clients

SERVICES = ("dynamodb", "sqs", "s3", "ses", "sns", "secrets", "ecs")


@pytest.mark.parametrize("service", SERVICES)
def test_every_client_gives_up_in_time(service: str) -> None:
    config = getattr(clients(), service).meta.config
    assert config.connect_timeout <= 5
    assert config.read_timeout >= 5
    assert config.max_pool_connections >= 16


@pytest.mark.parametrize("service", [service for service in SERVICES if service != "ses"])
def test_what_may_be_asked_twice_is_retried_adaptively(service: str) -> None:
    config = getattr(clients(), service).meta.config
    assert config.retries == {"mode": "adaptive", "total_max_attempts": 4}


def test_no_client_sends_a_mail_a_second_time_by_itself() -> None:
    config: Any = clients().ses.meta.config
    assert config.retries["total_max_attempts"] == 1


def test_a_long_poll_is_shorter_than_the_patience_for_it() -> None:
    config: Any = clients().sqs.meta.config
    assert config.read_timeout > 20


@pytest.mark.parametrize("service", SERVICES)
def test_there_is_one_client_a_service(service: str) -> None:
    made = clients()
    assert getattr(made, service) is getattr(made, service)


def _presigned(made: Clients) -> str:
    return made.s3.generate_presigned_url(
        "get_object", Params={"Bucket": "archive", "Key": "a/1.pdf"}, ExpiresIn=120
    )


def test_requests_go_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9324")
    made = clients()
    assert made.dynamodb.meta.endpoint_url == "http://127.0.0.1:4566"
    assert made.sqs.meta.endpoint_url == "http://127.0.0.1:9324"


def test_links_into_the_archive_are_signed_the_new_way_and_name_the_bucket_as_told() -> None:
    by_host = _presigned(clients())
    assert "X-Amz-Signature" in by_host
    assert by_host.startswith("https://archive.s3")
    by_path = _presigned(Clients(clients().session, s3_path_style=True))
    assert "amazonaws.com/archive/a/1.pdf" in by_path
