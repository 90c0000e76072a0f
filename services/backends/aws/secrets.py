"""The signing keys in Secrets Manager: the JSON that the embedded edition keeps in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from botocore.exceptions import ClientError

from services.backends.aws.errors import code, reaching
from services.backends.conflict import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_secretsmanager import SecretsManagerClient

_CURRENT = "AWSCURRENT"
_NEXT = "COUNTERFOIL_NEXT"


class SecretUnreadable(Exception):  # noqa: N818 - what happened, in words an operator says
    """The secret is not there, may not be read, or is no text."""


class _Version(NamedTuple):
    id: str
    text: str


def read_secret(client: SecretsManagerClient, secret_id: str) -> str:
    """Return the text kept under a name or ARN. Raises SecretUnreadable and Unavailable.

    It is never made here: with new keys every mailed link would be dead.
    """
    return _current(client, secret_id).text


def replace_secret(
    client: SecretsManagerClient, secret_id: str, change: Callable[[str], str]
) -> None:
    """Store what `change` makes of the text kept under a name or ARN, as its current version.

    The version before stays as AWSPREVIOUS. Raises Conflict when somebody else has changed it
    meanwhile, SecretUnreadable and Unavailable.
    """
    standing = _current(client, secret_id)
    text = change(standing.text)
    try:
        with reaching("the secrets"):
            fresh = client.put_secret_value(
                SecretId=secret_id, SecretString=text, VersionStages=[_NEXT]
            )
            # Refused when the version that was read is not the current one any more.
            client.update_secret_version_stage(
                SecretId=secret_id,
                VersionStage=_CURRENT,
                MoveToVersionId=fresh["VersionId"],
                RemoveFromVersionId=standing.id,
            )
    except ClientError as error:
        if code(error) == "InvalidParameterException":
            raise Conflict(f"{secret_id} was changed by somebody else meanwhile") from None
        raise _unreadable(secret_id, code(error)) from None


def _current(client: SecretsManagerClient, secret_id: str) -> _Version:
    try:
        with reaching("the secrets"):
            answer = client.get_secret_value(SecretId=secret_id, VersionStage=_CURRENT)
    except ClientError as error:
        raise _unreadable(secret_id, code(error)) from None
    if "SecretString" not in answer:
        raise _unreadable(secret_id, "it is no text")
    return _Version(answer["VersionId"], answer["SecretString"])


def _unreadable(secret_id: str, why: str) -> SecretUnreadable:
    return SecretUnreadable(
        f"the secret {secret_id} cannot be read: {why}. Check its name and the permission to read "
        "it; if it was replaced, Secrets Manager keeps the version before as AWSPREVIOUS"
    )
