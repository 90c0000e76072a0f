"""`python -m infra.signing_keys REGION SECRET`: puts signing keys into a secret that has none.

A new installation needs them before anything starts. Where there are keys nothing is touched:
with new ones every mailed link would be dead.
"""

import sys
from collections.abc import Callable
from typing import Any, Protocol

from boto3.session import Session
from botocore.exceptions import ClientError

from services.domain.link import KeyRing
from services.runtime.randomness import random_key
from services.runtime.secrets import Secrets, encoded


class SecretStore(Protocol):
    """What is asked of Secrets Manager."""

    def get_secret_value(self, *, SecretId: str) -> Any:  # noqa: ANN401, N803 - AWS's own shapes
        """Return the secret; raises ClientError `ResourceNotFoundException` without a value."""
        ...

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> Any:  # noqa: ANN401, N803
        """Store a value."""
        ...


def put_first_keys(store: SecretStore, secret_id: str, new_key: Callable[[], bytes]) -> bool:
    """Put keys into a secret without a value; return whether it had none."""
    try:
        store.get_secret_value(SecretId=secret_id)
    except ClientError as absent:
        if absent.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
    else:
        return False
    made = Secrets(links=KeyRing(1, {1: new_key()}), cursors=new_key(), lookups=new_key())
    store.put_secret_value(SecretId=secret_id, SecretString=encoded(made))
    return True


def main() -> None:
    """Put the first keys of an installation, and say whether that was needed."""
    region, secret_id = sys.argv[1:]
    made = put_first_keys(Session().client("secretsmanager", region), secret_id, random_key)
    sys.stdout.write(f"{secret_id}: {'made its first keys' if made else 'has its keys'}\n")


if __name__ == "__main__":
    main()
