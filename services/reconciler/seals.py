"""Seals of earlier audits: read, compared with what stands now, and followed by another one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services.backends.archive import Archive, DifferentObject
from services.domain.retention import MAX_RETENTION_YEARS, kept_until
from services.domain.seal import (
    Seal,
    SealedSeries,
    evidence,
    is_seal,
    seal_content,
    seal_key,
    seal_metadata,
)
from services.reconciler.checks import Found, fault
from services.reconciler.report import AuditFault


class Standing(NamedTuple):
    """The seals that stand, taken together."""

    newest: str | None
    """SHA-256 of the newest one; None before the first."""
    evidence: Mapping[str, Mapping[int, str]]
    """By series and sequence number."""
    faults: tuple[AuditFault, ...]


def standing_seals(archive: Archive, keys: Sequence[str]) -> Standing:
    """Read every seal among the archive's keys, and check that they follow one another."""
    newest: str | None = None
    sealed: dict[str, dict[int, str]] = {}
    faults = []
    for key in keys:
        if not is_seal(key):
            continue
        seal, digest = _read(archive, key)
        if seal is None or seal.previous != newest:
            detail = f"{key} was changed, or the seal before it was changed or removed"
            faults.append(AuditFault(series="", number=None, code="seal_changed", detail=detail))
        for part in seal.series if seal else ():
            sealed.setdefault(part.series, {}).update(enumerate(part.evidence, part.first))
        newest = digest
    return Standing(newest, sealed, tuple(faults))


def _read(archive: Archive, key: str) -> tuple[Seal | None, str | None]:
    try:
        stored = archive.read(key)
        if stored is None or stored.metadata != seal_metadata(stored.content):
            return None, stored.sha256 if stored else None
        seal = Seal.model_validate_json(stored.content)
    except ValueError:
        return None, None
    return seal if seal_key(seal.day) == key else None, stored.sha256


class Witness:
    """Compares the records of one series with its seals, and notes what the next may seal."""

    def __init__(self, series: str, sealed: Mapping[int, str]) -> None:
        self._series = series
        self._sealed = sealed
        self._met: set[int] = set()
        self._next = max(sealed) + 1 if sealed else None
        self._first: int | None = None
        self._fresh: list[str] = []

    def look_at(self, found: Found) -> Iterator[AuditFault]:
        """Compare a record and what stands beside it with the seal, if it was sealed."""
        sequence, mark = found.invoice.sequence, _evidence(found)
        sealed = self._sealed.get(sequence)
        self._met.add(sequence)
        if sealed is None:
            self._note(sequence, mark)
        elif mark != sealed:
            detail = "the record, its order or its receipt is not what an earlier audit sealed"
            yield fault(found.invoice, "seal_broken", detail)

    def _note(self, sequence: int, mark: str | None) -> None:
        # A seal ends before the first invoice that is still on its way.
        if mark is not None and self._next in (None, sequence):
            self._first = sequence if self._first is None else self._first
            self._fresh.append(mark)
            self._next = sequence + 1
        elif self._next is None:
            self._next = sequence

    def gone(self) -> Iterator[AuditFault]:
        """Name what was sealed and not met, after the walk."""
        if missing := sorted(self._sealed.keys() - self._met):
            detail = f"{len(missing)} records that were sealed are gone, from sequence {missing[0]}"
            yield AuditFault(series=self._series, number=None, code="seal_broken", detail=detail)

    @property
    def fresh(self) -> SealedSeries | None:
        """Return what no seal holds yet."""
        if self._first is None:
            return None
        return SealedSeries(series=self._series, first=self._first, evidence=tuple(self._fresh))


def _evidence(found: Found) -> str | None:
    order, receipt = found.order, found.receipt
    if order is None or receipt is None or order.issued is None or order.archived is None:
        return None
    return evidence(found.hash, receipt, order.issued, order.archived)


def add_seal(
    archive: Archive, standing: Standing, fresh: Sequence[SealedSeries], day: date
) -> None:
    """Seal what no seal holds yet. A day that has its seal keeps it; the rest waits a day."""
    if not fresh:
        return
    content = seal_content(Seal(day=day, previous=standing.newest, series=tuple(fresh)))
    # Each seal names the one before, so none may go before the longest kept invoice of any seller.
    until = kept_until(day, MAX_RETENTION_YEARS)
    try:
        archive.put(seal_key(day), content, seal_metadata(content), retain_until=until)
    except DifferentObject:
        return
