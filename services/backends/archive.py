"""The archive: renditions, written once (design D5)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol


class StoredObject(NamedTuple):
    """One archived object."""

    content: bytes
    metadata: Mapping[str, str]
    sha256: str
    version_id: str | None


class DifferentObject(Exception):  # noqa: N818 - an answer the caller must act on
    """Under this key lies the rendition of something else. The series must be frozen."""


class Archive(Protocol):
    """Create-only. What creates an object announces it on the archived queue afterwards.

    An announcement may be lost. The order then stays due, and the reconciler announces for it.
    """

    def put(
        self,
        key: str,
        content: bytes,
        metadata: Mapping[str, str],
        *,
        retain_until: datetime | None = None,
    ) -> StoredObject:
        """Store an object if the key is free, durably, and announce it.

        Where the archive can lock, nobody deletes the object before `retain_until`; None leaves
        its time to the archive. Objects of test mode (`is_test_key`) are never locked.

        When an object with the same metadata is already there, its bytes are the truth and are
        returned; whoever announces by themselves announce it again, S3 does not. Raises
        DifferentObject when its metadata differ.
        """
        ...

    def read(self, key: str) -> StoredObject | None:
        """Return an object, None when there is none."""
        ...

    def download_url(self, key: str, filename: str) -> str | None:
        """Return a URL that gives the object to a browser for 120 s; None: serve it yourself."""
        ...

    def keys(self) -> Iterator[str]:
        """Yield every key, sorted."""
        ...
