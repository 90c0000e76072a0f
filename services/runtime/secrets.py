"""The signing keys of an installation: for links, for list cursors, for look-ups by e-mail."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from services.domain.link import KeyRing

FILE_NAME = "secrets.json"


class Secrets(NamedTuple):
    """Keys that never leave the installation. Losing `links` closes every mailed link."""

    links: KeyRing
    cursors: bytes
    lookups: bytes
    """Makes keyed hashes of e-mail addresses. Never rotated: old orders could not be found."""


class SecretsLost(Exception):  # noqa: N818 - what happened, in words an operator says
    """The state folder has lost its signing keys."""


def decoded(text: str) -> Secrets:
    """Read the keys from the JSON they are kept in."""
    stored = json.loads(text)
    ring = {int(key_id): bytes.fromhex(key) for key_id, key in stored["links"]["keys"].items()}
    return Secrets(
        links=KeyRing(current=stored["links"]["current"], keys=ring),
        cursors=bytes.fromhex(stored["cursors"]),
        lookups=bytes.fromhex(stored["lookups"]),
    )


def encoded(secrets: Secrets) -> str:
    """Write the keys as the JSON they are kept in."""
    keys = {str(key_id): key.hex() for key_id, key in secrets.links.keys.items()}
    return json.dumps(
        {
            "links": {"current": secrets.links.current, "keys": keys},
            "cursors": secrets.cursors.hex(),
            "lookups": secrets.lookups.hex(),
        },
        indent=2,
    )


def secrets_in(state: Path, new_key: Callable[[], bytes], *, may_make: bool) -> Secrets:
    """Return the secrets kept in a state folder, making them (readable by the owner) if absent.

    Safe when several processes start at once: whoever links its file first wins. Raises
    SecretsLost when they are absent and `may_make` is false: the state is older than this moment.
    """
    path = state / FILE_NAME
    if not path.exists() and not may_make:
        raise SecretsLost(
            f"{path} is gone, and with new keys every mailed link would be dead; put the file back "
            "from a backup"
        )
    if not path.exists():
        made = Secrets(links=KeyRing(1, {1: new_key()}), cursors=new_key(), lookups=new_key())
        fresh = path.with_suffix(f".{new_key().hex()[:16]}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(encoded(made))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return decoded(path.read_text())
