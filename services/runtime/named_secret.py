"""Secrets of a deployable's own, beside the installation's keys."""

from boto3.session import Session

from services.backends.aws.clients import Clients
from services.backends.aws.secrets import read_secret


def named_secret(secret_id: str) -> str:
    """Return the text kept in Secrets Manager. Raises SecretUnreadable and Unavailable."""
    return read_secret(Clients(Session()).secrets, secret_id)
