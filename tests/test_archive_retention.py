"""Whatever is archived comes with the day until which it must be kept."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from services.backends.archive import Archive, StoredObject
from services.domain.retention import MAX_RETENTION_YEARS, kept_until
from services.domain.seal import is_seal
from services.reconciler.nightly import audit_the_day, books
from tests.pipeline import Pipeline


class NotedArchive:
    """An archive that notes until when each object shall be kept."""

    def __init__(self, inner: Archive) -> None:
        self._inner = inner
        self.until: dict[str, datetime | None] = {}

    def put(
        self,
        key: str,
        content: bytes,
        metadata: Mapping[str, str],
        *,
        retain_until: datetime | None = None,
    ) -> StoredObject:
        self.until[key] = retain_until
        return self._inner.put(key, content, metadata, retain_until=retain_until)

    def read(self, key: str) -> StoredObject | None:
        return self._inner.read(key)

    def download_url(self, key: str, filename: str) -> str | None:
        return self._inner.download_url(key, filename)

    def keys(self) -> Iterator[str]:
        return self._inner.keys()


def test_an_invoice_is_kept_for_the_years_its_seller_had_when_it_was_issued(
    pipeline: Pipeline,
) -> None:
    pipeline.put_seller(retention_years=8)
    pipeline.place("k1")
    archive = NotedArchive(pipeline.backends.archive)
    pipeline.work_once(replace(pipeline.bench, archive=archive))
    issued = pipeline.clock().year
    assert archive.until == {
        f"aurora/{issued}/INV-{issued}-000001.pdf": datetime(issued + 9, 1, 2, tzinfo=UTC)
    }


def test_a_seal_is_kept_as_long_as_the_longest_kept_invoice_of_any_seller(
    pipeline: Pipeline,
) -> None:
    pipeline.place("k1")
    pipeline.settle()
    archive = NotedArchive(pipeline.backends.archive)
    today = pipeline.clock().date()
    assert audit_the_day(books(pipeline.backends)._replace(archive=archive), today).ok
    ((key, until),) = archive.until.items()
    assert is_seal(key)
    assert until == kept_until(today, MAX_RETENTION_YEARS)
