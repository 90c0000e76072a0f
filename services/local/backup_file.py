"""What a backup is: one tar of files, and at its end a manifest that says what they must be."""

import hashlib
import lzma
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Literal

from pydantic import ValidationError

from services.domain.frozen import Frozen
from services.local.samples.first_run import KEY_FILE
from services.runtime.composition import ARCHIVE_FOLDER, LEDGER_FILE, QUEUES_FILE
from services.runtime.secrets import FILE_NAME as SECRETS_FILE

FORMAT: Final = 1
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 1_000_000_000
_BLOCK = 1 << 20
OUTBOX_FOLDER = "outbox"

ShowProgress = Callable[[int, int], None]
"""Is told how many files are done, and of how many."""

WriteMode = Literal["w:", "w:gz", "w:xz"]

_MODES: dict[str, WriteMode] = {
    ".tar": "w:",
    ".tar.gz": "w:gz",
    ".tgz": "w:gz",
    ".tar.xz": "w:xz",
    ".txz": "w:xz",
}
_TOP = frozenset({LEDGER_FILE, QUEUES_FILE, SECRETS_FILE, KEY_FILE})
_BELOW = re.compile(
    rf"\A(?:{ARCHIVE_FOLDER}|{OUTBOX_FOLDER})(?:/\.?[A-Za-z0-9_-][A-Za-z0-9._-]*)+\Z"
)


class BadBackup(Exception):  # noqa: N818 - a verdict on the file
    """The file is no whole and unchanged backup of a release that this one reads."""


class Member(Frozen):
    """What a file in the backup must be."""

    size: int
    sha256: str


class Manifest(Frozen):
    """What a backup holds. It stands last, so a backup that was cut off has none."""

    format: Literal[1]
    created_at: datetime
    invoices: int
    """Invoices in the ledger."""
    files: int
    """Renditions of them in the archive."""
    mails: int
    members: dict[str, Member]


def write_mode(file: Path) -> WriteMode | None:
    """Return how `tarfile` writes a backup of this name, None for a name no backup has."""
    return next((mode for end, mode in _MODES.items() if file.name.endswith(end)), None)


def sha256_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of what is left of a file, in hex, without holding it in memory."""
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def is_member_name(name: str) -> bool:
    """Tell whether a backup may hold a file of this name: none leads outside the state folder."""
    return name in _TOP or bool(_BELOW.match(name))


@contextmanager
def opened(file: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup for reading. Raises BadBackup whenever the file turns out to be damaged."""
    try:
        with tarfile.open(file, "r:*") as tar:
            yield tar
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise BadBackup(f"{file} is damaged or no tar file; use another backup") from error


def members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield name and content of every file, in order. Raises BadBackup for anything else."""
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or not (member.name == MANIFEST or is_member_name(member.name)):
            raise BadBackup(f"{tar.name!s} holds something that no backup holds; do not use it")
        yield member.name, content


def verified(file: Path, progress: ShowProgress) -> Manifest:
    """Return the manifest of a backup after comparing every byte with it. Raises BadBackup."""
    found: dict[str, Member] = {}
    manifest: Manifest | None = None
    with opened(file) as tar:
        for name, content in members(tar):
            if name in found or manifest:
                raise BadBackup(f"{file} holds {name} where it must not be; use another backup")
            if name == MANIFEST:
                manifest = _manifest(file, content.read(MAX_MANIFEST_BYTES))
            else:
                size = tar.getmember(name).size
                found[name] = Member(size=size, sha256=sha256_of(content))
                progress(len(found), 0)
    if manifest is None:
        raise BadBackup(f"{file} has no manifest at its end: it was cut off; use another backup")
    _compare(file, found, manifest)
    return manifest


def _manifest(file: Path, content: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(content)
    except ValidationError:
        raise BadBackup(
            f"{file} has a manifest this release cannot read; restore it with the release "
            "that made it"
        ) from None


def _compare(file: Path, found: dict[str, Member], manifest: Manifest) -> None:
    wrong = sorted(
        name
        for name in found.keys() | manifest.members.keys()
        if found.get(name) != manifest.members.get(name)
    )
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise BadBackup(f"{file}: {wrong[0]}{more} is not what was backed up; use another backup")
    if LEDGER_FILE not in found:
        raise BadBackup(f"{file} holds no {LEDGER_FILE}; use another backup")
