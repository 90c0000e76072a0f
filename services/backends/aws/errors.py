"""Which failures of AWS pass by themselves, told in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from services.backends.unavailable import Unavailable

_SERVER_FAULT = 500
_TOO_MANY = 429

_PASSING = frozenset(
    {
        "BandwidthLimitExceeded",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "KMS.ThrottlingException",
        "KmsThrottled",
        "LimitExceededException",
        "OverLimit",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "ResourceInUseException",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)

CANCELED = "TransactionCanceledException"


@contextmanager
def reaching(what: str) -> Iterator[None]:
    """Raise Unavailable for time-outs, lost connections, throttles and faults of the service.

    `what` names what was asked for in words a log may show: no ids of persons. Every other error
    goes on as it is: it is an answer, or something a person must mend.
    """
    try:
        yield
    # `from None`: the text of these errors can hold whole requests, and those are personal.
    except (HTTPClientError, BotocoreConnectionError) as error:
        raise _unavailable(what, type(error).__name__) from None
    except ClientError as error:
        if not passes(error):
            raise
        raise _unavailable(what, code(error)) from None


def code(error: ClientError) -> str:
    """Return the service's name for what went wrong, such as "ThrottlingException"."""
    return error.response.get("Error", {}).get("Code", "")


def reasons(error: ClientError) -> frozenset[str]:
    """Return why a transaction was cancelled: the codes of those actions that were refused."""
    # boto3's types know the error's answer without what single services add to it.
    response: Any = error.response
    codes = {reason.get("Code", "None") for reason in response.get("CancellationReasons", [])}
    return frozenset(codes - {"None"})


def passes(error: ClientError) -> bool:
    """Tell whether the same request may succeed later without anybody mending anything."""
    if code(error) == CANCELED:
        refused = reasons(error)
        return bool(refused) and refused <= _PASSING
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return code(error) in _PASSING or status == _TOO_MANY or status >= _SERVER_FAULT


def _unavailable(what: str, why: str) -> Unavailable:
    return Unavailable(
        f"{what} cannot be reached now: {why}. Whether the request took effect is not known: "
        "read again, then decide anew; it passes by itself, or the AWS health page says why not."
    )
