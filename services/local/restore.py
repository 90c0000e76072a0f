"""`counterfoil restore`: a backup becomes the state again, and no number is given before an audit.

Invoices issued after the backup are in customers' hands while the restored ledger does not know
them. So every series is frozen until `audit --rebuild` has raised its counter above the archive
(design D5).
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from services.backends.embedded.archive import METADATA_FOLDER
from services.backends.embedded.create_only import create
from services.backends.embedded.database import Database
from services.backends.embedded.numbering import SqliteNumbering
from services.domain.numbering import Series
from services.local.backup_file import (
    MANIFEST,
    OUTBOX_FOLDER,
    Manifest,
    ShowProgress,
    members,
    opened,
    sha256_of,
    verified,
)
from services.local.samples.first_run import KEY_FILE
from services.local.state_lock import state_locked
from services.runtime.composition import ARCHIVE_FOLDER, LEDGER_FILE, QUEUES_FILE
from services.runtime.randomness import NewId
from services.runtime.secrets import FILE_NAME as SECRETS_FILE

_BESIDE = ("", "-wal", "-shm")
"""What SQLite keeps beside a database file belongs to it, and to no other."""


_STAGED = "~restore-"


class StateNotEmpty(Exception):  # noqa: N818 - a verdict on the folder
    """The folder holds a ledger; it is set aside only when that is asked for (--replace)."""


class ArchiveDisagrees(Exception):  # noqa: N818 - a verdict on the folder
    """The archive holds other bytes under a key of the backup; nothing was restored."""


class Restored(NamedTuple):
    """What came of a restore."""

    manifest: Manifest
    frozen: list[str]
    """Keys of the series that give no numbers now."""
    kept: int
    """Archive files and mails that were there already, the same."""
    set_aside: Path | None
    """Where the ledger that was there before is now."""


def restore(
    source: Path,
    state: Path,
    *,
    replace: bool,
    now: datetime,
    new_id: NewId,
    progress: ShowProgress,
) -> Restored:
    """Make a backup the state of a folder nobody works on. Wrong input changes nothing.

    Raises BadBackup, StateInUse, StateNotEmpty and ArchiveDisagrees. The ledger comes last: a
    restore that was cut off left a folder without one, and can simply be repeated.
    """
    manifest = verified(source, progress)
    with state_locked(state):
        if (state / LEDGER_FILE).exists() and not replace:
            raise StateNotEmpty(f"{state} holds a ledger already; --replace sets it aside")
        _check_archive(state, manifest)
        with _staging(state / f"{_STAGED}{new_id()}") as staged:
            places = _Places(state, staged)
            kept = _unpack(source, places, new_id, lambda n: progress(n, len(manifest.members)))
            reason = f"restored from {source.name}: run `counterfoil audit --rebuild`"
            frozen = _freeze(staged / LEDGER_FILE, state / ARCHIVE_FOLDER, reason, now)
            set_aside = _set_aside(state, state / f"replaced-{now:%Y%m%dT%H%M%SZ}")
            for name in (SECRETS_FILE, KEY_FILE, QUEUES_FILE, LEDGER_FILE):
                if (staged / name).exists():
                    (staged / name).rename(state / name)
        return Restored(manifest, frozen, kept, set_aside)


def _renditions(manifest: Manifest) -> Iterator[str]:
    return (name for name in manifest.members if name.startswith(f"{ARCHIVE_FOLDER}/"))


def _check_archive(state: Path, manifest: Manifest) -> None:
    for name in _renditions(manifest):
        if not (state / name).exists():
            continue
        with (state / name).open("rb") as file:
            if sha256_of(file) != manifest.members[name].sha256:
                key = name.removeprefix(f"{ARCHIVE_FOLDER}/")
                raise ArchiveDisagrees(
                    f"{key} in {state / ARCHIVE_FOLDER} is not what the backup holds; "
                    "restore into an empty folder and compare the two"
                )


class _Places(NamedTuple):
    state: Path
    staged: Path


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    for left_by_a_crash in folder.parent.glob(f"{_STAGED}*"):
        shutil.rmtree(left_by_a_crash)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _unpack(source: Path, places: _Places, new_id: NewId, told: Callable[[int], None]) -> int:
    """Write archive and outbox to their place, the rest aside; return how many were there."""
    kept = 0
    with opened(source) as tar:
        for done, (name, content) in enumerate(members(tar), start=1):
            if name == MANIFEST:
                continue
            if name.startswith((f"{ARCHIVE_FOLDER}/", f"{OUTBOX_FOLDER}/")):
                kept += not create(places.state / name, content.read(), new_id)
            else:
                _write(places.staged / name, content)
            told(done)
    return kept


def _write(path: Path, content: IO[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


def _freeze(ledger: Path, archive: Path, reason: str, now: datetime) -> list[str]:
    numbering = SqliteNumbering(Database(ledger, clock=lambda: now))
    keys = {counter.series.key for counter in numbering.counters()} | set(_series_in(archive))
    for key in sorted(keys):
        numbering.freeze(Series.of_key(key), reason)
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return sorted(keys)


def _series_in(archive: Path) -> Iterator[str]:
    """Yield the series of every archived file: some may be younger than the backup."""
    for path in (archive / METADATA_FOLDER).rglob("*.pdf.json"):
        series = json.loads(path.read_bytes()).get("series")
        if isinstance(series, str):
            yield series


def _set_aside(state: Path, folder: Path) -> Path | None:
    databases = [f"{name}{end}" for name in (LEDGER_FILE, QUEUES_FILE) for end in _BESIDE]
    there = [name for name in (*databases, SECRETS_FILE, KEY_FILE) if (state / name).exists()]
    if not there:
        return None
    folder.mkdir()
    for name in there:
        (state / name).rename(folder / name)
    return folder
