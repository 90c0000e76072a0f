"""The archive in memory: create-only, as S3 with `If-None-Match: *`."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from services.backends.archive import DifferentObject, StoredObject
from services.backends.queue import Queue
from services.domain.ids import sha256_hex
from services.domain.message import object_created


class MemoryArchive:
    """Objects by key. As S3 does it, only what creates an object announces it."""

    def __init__(self, announce: Queue) -> None:
        self._announce = announce
        self._objects: dict[str, StoredObject] = {}

    def put(
        self,
        key: str,
        content: bytes,
        metadata: Mapping[str, str],
        *,
        retain_until: datetime | None = None,
    ) -> StoredObject:
        """See `Archive.put`."""
        standing = self._objects.get(key)
        if standing is None:
            standing = StoredObject(content, dict(metadata), sha256_hex(content), None)
            self._objects[key] = standing
            self._announce.send([object_created(key)])
        elif standing.metadata != dict(metadata):
            raise DifferentObject(f"{key} is in the archive as the rendition of something else")
        return standing

    def read(self, key: str) -> StoredObject | None:
        """See `Archive.read`."""
        return self._objects.get(key)

    def download_url(self, key: str, filename: str) -> None:
        """Return None: the portal serves the bytes itself."""

    def keys(self) -> Iterator[str]:
        """See `Archive.keys`."""
        yield from sorted(self._objects)
