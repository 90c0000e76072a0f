"""The archive folder: what a crash may leave behind, and what a key may be."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest

from services.backends.archive import Archive, DifferentObject
from services.backends.embedded.archive import METADATA_FOLDER, BadKeyError, DirectoryArchive
from services.backends.embedded.database import Database
from services.backends.embedded.queue import SqliteQueue
from tests.clock import SettableClock

KEY = "papierhaus/2026/INV-2026-000001.pdf"
METADATA = {"order-id": "ord_1"}


class BrokenQueue(SqliteQueue):
    """A queue whose disk is full."""

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        raise OSError(28, f"no space for {len(bodies)} messages, delayed by {delay_s} s")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def queue(tmp_path: Path) -> SqliteQueue:
    return SqliteQueue(Database(tmp_path / "queues.db", SettableClock()), "archived")


@pytest.fixture
def archive(folder: Path, queue: SqliteQueue) -> DirectoryArchive:
    return _open(folder, queue)


def _open(folder: Path, queue: SqliteQueue) -> DirectoryArchive:
    ids = count()
    return DirectoryArchive(folder, announce=queue, new_id=lambda: f"{next(ids):032x}")


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_an_object_is_one_file_with_its_metadata_beside_it(
    folder: Path, archive: DirectoryArchive
) -> None:
    archive.put(KEY, b"one", METADATA)
    assert _files(folder) == [f"{METADATA_FOLDER}/{KEY}.json", KEY]
    assert (folder / KEY).read_bytes() == b"one"


def test_a_put_that_died_before_its_object_is_finished_by_the_next(
    folder: Path, archive: DirectoryArchive, queue: SqliteQueue
) -> None:
    archive.put(KEY, b"one", METADATA)
    (folder / KEY).unlink()
    assert archive.read(KEY) is None
    assert archive.put(KEY, b"two", METADATA).content == b"two"
    assert queue.figures().sent == 2


def test_metadata_that_wait_for_their_object_keep_another_out(
    folder: Path, archive: DirectoryArchive
) -> None:
    archive.put(KEY, b"one", METADATA)
    (folder / KEY).unlink()
    with pytest.raises(DifferentObject):
        archive.put(KEY, b"two", {"order-id": "ord_2"})
    assert archive.read(KEY) is None


def test_a_file_somebody_copied_in_is_not_taken_for_ours(
    folder: Path, archive: DirectoryArchive
) -> None:
    (folder / KEY).parent.mkdir(parents=True)
    (folder / KEY).write_bytes(b"copied")
    with pytest.raises(DifferentObject):
        archive.put(KEY, b"one", METADATA)
    stored = archive.read(KEY)
    assert stored is not None
    assert (stored.content, stored.metadata) == (b"copied", {})


def test_an_object_that_was_not_announced_is_announced_by_the_next_put(
    folder: Path, tmp_path: Path, archive: DirectoryArchive, queue: SqliteQueue
) -> None:
    broken = BrokenQueue(Database(tmp_path / "queues.db", SettableClock()), "archived")
    with pytest.raises(OSError, match="no space"):
        _open(folder, broken).put(KEY, b"one", METADATA)
    assert queue.figures().sent == 0
    archive.put(KEY, b"one", METADATA)
    assert queue.figures().sent == 1


def test_files_that_were_never_finished_are_no_objects(
    folder: Path, archive: DirectoryArchive
) -> None:
    archive.put(KEY, b"one", METADATA)
    (folder / "papierhaus/2026/~0123").write_bytes(b"half")
    assert list(archive.keys()) == [KEY]


def test_the_portal_serves_the_bytes_itself(archive: Archive) -> None:
    archive.put(KEY, b"one", METADATA)
    assert archive.download_url(KEY, "INV-2026-000001.pdf") is None


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../ledger.db",
        "papierhaus/../../ledger.db",
        "papierhaus/./1.pdf",
        "papierhaus//1.pdf",
        "papierhaus/",
        ".metadata/papierhaus/1.pdf.json",
        "papierhaus/~1",
        "papierhaus/1.pdf\n",
        "papierhaus\\1.pdf",
        "papierhaus/\N{LATIN SMALL LETTER E WITH DIAERESIS}.pdf",
        "papierhaus/\0",
    ],
)
def test_a_key_that_leads_out_of_the_folder_or_into_its_notes_is_refused(
    folder: Path, archive: DirectoryArchive, key: str
) -> None:
    with pytest.raises(BadKeyError):
        archive.put(key, b"one", METADATA)
    with pytest.raises(BadKeyError):
        archive.read(key)
    assert not folder.exists()


@pytest.mark.parametrize("name", [".000001.pdf", "A..000001.pdf", "-000001.pdf", "_.pdf"])
def test_every_number_a_pattern_can_print_is_a_key(archive: DirectoryArchive, name: str) -> None:
    key = f"papierhaus/2026/{name}"
    archive.put(key, b"one", METADATA)
    assert list(archive.keys()) == [key]
