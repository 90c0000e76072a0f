"""Can the signing keys be read, and are they keys? What they are is never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.secrets import SecretUnreadable, read_secret
from services.runtime.finding import Finding, error, ok
from services.runtime.secrets import Secrets, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_secretsmanager import SecretsManagerClient

CHECK = "secret"
KEY_BYTES = 32
KEY_IDS = range(1, 256)


def secret(client: SecretsManagerClient, secret_id: str) -> Iterator[Finding]:
    """Check the secret behind a name or ARN."""
    try:
        text = read_secret(client, secret_id)
    except SecretUnreadable as unread:
        detail, _, fix = str(unread).partition(". ")
        yield error(CHECK, detail, fix)
        return
    fault = _fault(text)
    if fault is None:
        yield ok(CHECK, f"{secret_id} holds keys for links, cursors and look-ups")
        return
    fix = (
        "put the version before back (AWSPREVIOUS); a new installation takes the secrets.json "
        "that `counterfoil run` makes in a new folder"
    )
    yield error(CHECK, f"{secret_id} {fault}", fix)


def _fault(text: str) -> str | None:
    try:
        return _weakness(decoded(text))
    # The text of these errors can hold parts of the secret.
    except (ValueError, KeyError, TypeError, AttributeError):
        return "does not hold the JSON of three kinds of keys"


def _weakness(secrets: Secrets) -> str | None:
    ring = secrets.links
    if ring.current not in ring.keys:
        return "names a current link key that it does not hold"
    if any(key_id not in KEY_IDS for key_id in ring.keys):
        return f"holds a link key whose id is not in {KEY_IDS.start}..{KEY_IDS.stop - 1}"
    keys = [*ring.keys.values(), secrets.cursors, secrets.lookups]
    if any(len(key) < KEY_BYTES for key in keys):
        return f"holds a key of less than {KEY_BYTES} bytes"
    return None
