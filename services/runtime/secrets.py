"""The signing keys of an installation: for links, for list cursors, for look-ups by e-mail."""

import fcntl
import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from services.domain.link import KeyRing, Stopped

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
    stopped = {
        int(key_id): Stopped(
            datetime.fromisoformat(stop["at"]), timedelta(days=stop["lifetime_days"])
        )
        for key_id, stop in stored["links"].get("stopped", {}).items()
    }
    return Secrets(
        links=KeyRing(current=stored["links"]["current"], keys=ring, stopped=stopped),
        cursors=bytes.fromhex(stored["cursors"]),
        lookups=bytes.fromhex(stored["lookups"]),
    )


def encoded(secrets: Secrets) -> str:
    """Write the keys as the JSON they are kept in."""
    keys = {str(key_id): key.hex() for key_id, key in secrets.links.keys.items()}
    stopped = {
        str(key_id): {"at": stop.at.isoformat(), "lifetime_days": stop.lifetime.days}
        for key_id, stop in secrets.links.stopped.items()
    }
    return json.dumps(
        {
            "links": {"current": secrets.links.current, "keys": keys, "stopped": stopped},
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
        fresh = _written(path, encoded(made), new_key().hex()[:16])
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return decoded(path.read_text())


def replace_secrets_in(state: Path, change: Callable[[Secrets], Secrets]) -> Secrets:
    """Store what `change` makes of the secrets of a state folder, and return it.

    All or nothing, also when the power fails; of several at a time each sees what the one before
    has stored. Whatever runs keeps the keys it was started with.
    """
    path = state / FILE_NAME
    folder = os.open(state, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        changed = change(decoded(path.read_text()))
        _written(path, encoded(changed), "next").replace(path)
        os.fsync(folder)
    finally:
        os.close(folder)
    return changed


def _written(path: Path, text: str, suffix: str) -> Path:
    """Write a file beside another, durably and for its owner alone; return where."""
    fresh = path.with_suffix(f".{suffix}")
    fresh.unlink(missing_ok=True)  # of somebody whom the power failed
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return fresh
