"""The archive as a folder: one file an object, its metadata beside it under `.metadata/`."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from services.backends.archive import DifferentObject, StoredObject
from services.backends.embedded.create_only import create
from services.backends.queue import Queue
from services.domain.ids import canonical_json, sha256_hex
from services.domain.message import object_created

METADATA_FOLDER = ".metadata"

_ANNOUNCED = ".pdf"
"""As the bucket on AWS is set up: nobody waits for seals."""

_KEY = re.compile(r"\A[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*\Z")


class BadKeyError(ValueError):
    """No object can have this key in a folder."""


class DirectoryArchive:
    """Objects in `folder`, announced on `announce` as S3 does it.

    Metadata are written before their object and name what the object is of, never its bytes: when
    a crash leaves metadata alone, the same put later goes on where it stopped.

    A folder cannot lock: whoever may write to it may delete from it, whatever `retain_until` says.
    The audit tells of what is gone, and a backup (docs/operations.md) brings it back.
    """

    def __init__(self, folder: Path, *, announce: Queue, new_id: Callable[[], str]) -> None:
        self._folder = folder
        self._announce = announce
        self._new_id = new_id

    def put(
        self,
        key: str,
        content: bytes,
        metadata: Mapping[str, str],
        *,
        retain_until: datetime | None = None,  # noqa: ARG002 - a folder cannot lock
    ) -> StoredObject:
        """See `Archive.put`. An object that is there already is announced again.

        Raises BadKeyError for a key that is no path inside the folder.
        """
        path = self._path(key)
        self._describe(key, metadata)
        if not create(path, content, self._new_id):
            content = path.read_bytes()
        if key.endswith(_ANNOUNCED):
            self._announce.send([object_created(key)])
        return StoredObject(content, dict(metadata), sha256_hex(content), None)

    def read(self, key: str) -> StoredObject | None:
        """See `Archive.read`. Raises BadKeyError for a key that is no path inside the folder."""
        try:
            content = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        return StoredObject(content, self._metadata(key) or {}, sha256_hex(content), None)

    def download_url(self, key: str, filename: str) -> None:
        """Return None: the portal serves the bytes itself."""

    def keys(self) -> Iterator[str]:
        """See `Archive.keys`."""
        return _keys_below(self._folder, "")

    def _describe(self, key: str, metadata: Mapping[str, str]) -> None:
        # In this order: an object that is seen first has had its metadata before.
        object_exists = self._path(key).exists()
        content = canonical_json(dict(metadata))
        if not object_exists and create(self._metadata_path(key), content, self._new_id):
            return
        if self._metadata(key) != dict(metadata):
            raise DifferentObject(
                f"{key} is in the archive as the rendition of something else; nothing was "
                "written. The ledger and the archive are not of the same time: see `audit`"
            )

    def _metadata(self, key: str) -> dict[str, str] | None:
        try:
            stored: dict[str, str] = json.loads(self._metadata_path(key).read_bytes())
        except FileNotFoundError:
            return None
        return stored

    def _path(self, key: str) -> Path:
        if not _KEY.match(key) or not {".", ".."}.isdisjoint(key.split("/")):
            raise BadKeyError(
                "an archive key is a relative path of letters, digits and . _ - that does not "
                "begin with a dot and climbs nowhere"
            )
        return self._folder / key

    def _metadata_path(self, key: str) -> Path:
        return self._folder / METADATA_FOLDER / f"{key}.json"


def _keys_below(folder: Path, prefix: str) -> Iterator[str]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        # Sorted as whole keys are: a folder sorts by its name with the slash.
        names = sorted(f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries)
    for name in names:
        # Metadata and files that were never finished have names that no key has.
        if not _KEY.match(prefix + name.rstrip("/")):
            continue
        if name.endswith("/"):
            yield from _keys_below(folder / name, prefix + name)
        else:
            yield prefix + name
