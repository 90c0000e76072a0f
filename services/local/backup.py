"""`counterfoil backup`: the whole state in one file, consistent while the system runs.

First the queues, then the ledger: every message in the backup is then about an order that is in
it too, and an order without its message is sent on by the reconciler. Archive files come last,
for exactly the invoices that have a receipt in that ledger; the rest are rendered anew, and the
same.
"""

import io
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from services.backends.embedded.archive import METADATA_FOLDER
from services.backends.embedded.database import Database
from services.backends.embedded.invoices import SqliteInvoices
from services.backends.embedded.numbering import SqliteNumbering
from services.domain.invoice import Receipt
from services.domain.seal import SEALS
from services.local.backup_file import (
    FORMAT,
    MANIFEST,
    OUTBOX_FOLDER,
    Manifest,
    Member,
    ShowProgress,
    is_member_name,
    sha256_of,
    write_mode,
)
from services.local.samples.first_run import KEY_FILE
from services.runtime.composition import ARCHIVE_FOLDER, LEDGER_FILE, QUEUES_FILE
from services.runtime.secrets import FILE_NAME as SECRETS_FILE


class BadBackupName(Exception):  # noqa: N818 - a verdict on the name
    """The name does not say how the backup is compressed."""


class BackupNameTaken(Exception):  # noqa: N818 - a verdict on the name
    """A file of this name exists; backups are never overwritten, so choose another name."""


class Backup(NamedTuple):
    """A finished backup. `faults` name archive files that are not what their receipts recorded."""

    file: Path
    size: int
    manifest: Manifest
    faults: list[str]


def back_up(state: Path, target: Path, *, now: datetime, progress: ShowProgress) -> Backup:
    """Write the backup of a state folder to `target`, which appears only once it is whole.

    Its name says how it is compressed. Raises BadBackupName and BackupNameTaken.
    """
    mode = write_mode(target)
    if mode is None:
        raise BadBackupName(f"{target} must end in .tar, .tar.gz, .tgz, .tar.xz or .txz")
    if target.exists():
        raise BackupNameTaken(f"{target} exists; backups are never overwritten")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".counterfoil-backup-", dir=target.parent) as folder:
        fresh = Path(folder) / target.name
        with _owned(fresh) as file:
            with tarfile.open(fileobj=file, mode=mode) as tar:
                manifest, faults = _write(_Writing(tar, now), state, Path(folder), progress)
            file.flush()
            os.fsync(file.fileno())
        size = fresh.stat().st_size
        fresh.rename(target)
    _sync_folder(target.parent)
    return Backup(target, size, manifest, faults)


class _Writing:
    """A tar that remembers what it was given."""

    def __init__(self, tar: tarfile.TarFile, now: datetime) -> None:
        self.members: dict[str, Member] = {}
        self._tar = tar
        self.now = now

    def add(self, name: str, path: Path) -> Member:
        """Add a file and return what it is."""
        with path.open("rb") as file:
            member = Member(size=os.fstat(file.fileno()).st_size, sha256=sha256_of(file))
            file.seek(0)
            self._tar.addfile(self._header(name, member.size), file)
        self.members[name] = member
        return member

    def close(self, manifest: Manifest) -> Manifest:
        """Add the manifest, as the last member."""
        content = manifest.model_dump_json(indent=2).encode()
        self._tar.addfile(self._header(MANIFEST, len(content)), io.BytesIO(content))
        return manifest

    def _header(self, name: str, size: int) -> tarfile.TarInfo:
        header = tarfile.TarInfo(name)
        header.size, header.mode, header.mtime = size, 0o600, int(self.now.timestamp())
        return header


def _write(
    writing: _Writing, state: Path, folder: Path, progress: ShowProgress
) -> tuple[Manifest, list[str]]:
    # Listed before the ledger is copied: a seal that is newer would vouch for records it lacks.
    seals = _seals(state / ARCHIVE_FOLDER)
    for name in (QUEUES_FILE, LEDGER_FILE):
        _snapshot(state / name, folder / name)
        writing.add(name, folder / name)
    # The snapshot is read only now that it is in the tar: opening a database may write to it.
    invoices, receipts = _receipts(folder / LEDGER_FILE, writing.now)
    for name in (SECRETS_FILE, KEY_FILE):
        if (state / name).exists():
            writing.add(name, state / name)
    faults = list(_add_archive(writing, state / ARCHIVE_FOLDER, receipts, progress))
    for name in seals:
        writing.add(f"{ARCHIVE_FOLDER}/{name}", state / ARCHIVE_FOLDER / name)
    mails = sum(1 for _ in _add_outbox(writing, state / OUTBOX_FOLDER))
    manifest = Manifest(
        format=FORMAT,
        created_at=writing.now,
        invoices=invoices,
        files=len(receipts),
        mails=mails,
        members=writing.members,
    )
    return writing.close(manifest), faults


def _seals(archive: Path) -> list[str]:
    """Return the files of the seals that stand and of their metadata, as the archive has them."""
    folders = (archive / SEALS, archive / METADATA_FOLDER / SEALS)
    return [
        path.relative_to(archive).as_posix()
        for folder in folders
        for path in sorted(folder.glob("*.json*"))
    ]


def _snapshot(source: Path, target: Path) -> None:
    # In one step: a copy in several would begin again whenever somebody writes in between.
    uri = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _receipts(ledger: Path, now: datetime) -> tuple[int, list[Receipt]]:
    database = Database(ledger, clock=lambda: now)
    invoices = SqliteInvoices(database)
    count, receipts = 0, []
    for counter in SqliteNumbering(database).counters():
        for invoice in invoices.of_series(counter.series.key):
            count += 1
            receipt = invoices.receipt(invoice.seller_id, invoice.number)
            receipts += [receipt] if receipt else []
    return count, receipts


def _add_archive(
    writing: _Writing, archive: Path, receipts: list[Receipt], progress: ShowProgress
) -> Iterator[str]:
    """Add renditions and their metadata; yield the keys that are missing or changed."""
    for done, receipt in enumerate(receipts, start=1):
        metadata = f"{METADATA_FOLDER}/{receipt.key}.json"
        try:
            added = writing.add(f"{ARCHIVE_FOLDER}/{receipt.key}", archive / receipt.key)
            writing.add(f"{ARCHIVE_FOLDER}/{metadata}", archive / metadata)
        except FileNotFoundError:
            yield receipt.key
        else:
            if added.sha256 != receipt.sha256:
                yield receipt.key
        progress(done, len(receipts))


def _add_outbox(writing: _Writing, outbox: Path) -> Iterator[str]:
    for path in sorted(outbox.glob("*.eml")):
        name = f"{OUTBOX_FOLDER}/{path.name}"
        if is_member_name(name):
            writing.add(name, path)
            yield name


def _owned(path: Path) -> IO[bytes]:
    # A backup holds the signing keys: from its first byte on it is its owner's alone.
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
