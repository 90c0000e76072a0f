"""The signing keys in Secrets Manager: the JSON that the embedded edition keeps in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from services.backends.aws.errors import code, reaching

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class SecretUnreadable(Exception):  # noqa: N818 - what happened, in words an operator says
    """The secret is not there, may not be read, or is no text."""


def read_secret(client: SecretsManagerClient, secret_id: str) -> str:
    """Return the text kept under a name or ARN. Raises SecretUnreadable and Unavailable.

    It is never made here: with new keys every mailed link would be dead.
    """
    try:
        with reaching("the secrets"):
            answer = client.get_secret_value(SecretId=secret_id)
    except ClientError as error:
        raise _unreadable(secret_id, code(error)) from None
    if "SecretString" not in answer:
        raise _unreadable(secret_id, "it is no text")
    return answer["SecretString"]


def _unreadable(secret_id: str, why: str) -> SecretUnreadable:
    return SecretUnreadable(
        f"the secret {secret_id} cannot be read: {why}. Check its name and the permission to read "
        "it; if it was replaced, Secrets Manager keeps the version before as AWSPREVIOUS"
    )
