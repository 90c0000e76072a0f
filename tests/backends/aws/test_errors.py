"""Which failures pass by themselves, and what is said of them."""

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from services.backends.aws.errors import code, reaching
from services.backends.unavailable import Unavailable


@pytest.mark.parametrize(
    "lost",
    [
        ConnectTimeoutError(endpoint_url="https://aws.test/?secret"),
        ReadTimeoutError(endpoint_url="https://aws.test/?secret"),
        EndpointConnectionError(endpoint_url="https://aws.test/?secret"),
    ],
)
def test_a_service_that_cannot_be_reached_is_unavailable_without_saying_what_was_asked(
    lost: Exception,
) -> None:
    with pytest.raises(Unavailable, match="the queue cannot") as raised, reaching("the queue"):
        raise lost
    assert type(lost).__name__ in str(raised.value)
    assert "secret" not in str(raised.value)
    assert raised.value.__suppress_context__


def _error(name: str, status: int) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": name, "Message": "zoe@example.com"},
            "ResponseMetadata": {  # type: ignore[typeddict-item]
                "HTTPStatusCode": status
            },
        },
        "PutItem",
    )


@pytest.mark.parametrize(
    ("name", "status"),
    [("SlowDown", 503), ("OverLimit", 400), ("Whatever", 502), ("Whatever", 429)],
)
def test_throttles_and_faults_of_the_service_pass(name: str, status: int) -> None:
    with pytest.raises(Unavailable) as raised, reaching("the archive"):
        raise _error(name, status)
    assert "zoe" not in str(raised.value)


@pytest.mark.parametrize("error", [_error("AccessDenied", 403), NoCredentialsError()])
def test_what_a_person_must_mend_goes_on_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, reaching("the archive"):
        raise error
    assert raised.value is error


def test_the_service_says_what_went_wrong() -> None:
    assert code(_error("AccessDenied", 403)) == "AccessDenied"
