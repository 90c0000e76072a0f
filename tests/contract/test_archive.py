"""Any backend's Archive: what lies there stays as it is, and is announced."""

from concurrent.futures import ProcessPoolExecutor

import pytest

from services.backends.archive import DifferentObject
from services.domain.ids import sha256_hex
from services.domain.message import created_keys
from tests.contract import racers
from tests.contract.places import Backend, Place

KEY = "papierhaus/2026/INV-2026-000001.pdf"
OF_ORDER_1 = {"order-id": "ord_1", "record-hash": "a" * 64}


def _announced(backend: Backend) -> list[str]:
    messages = backend.announcements.receive(10, visibility_s=60, wait_s=0)
    return [key for message in messages for key in created_keys(message.body)]


def test_there_is_nothing_under_a_free_key(backend: Backend) -> None:
    assert backend.archive.read(KEY) is None
    assert list(backend.archive.keys()) == []


def test_an_object_is_read_back_with_its_metadata_and_checksum(backend: Backend) -> None:
    stored = backend.archive.put(KEY, b"%PDF-1.7 one", OF_ORDER_1)
    assert (stored.content, stored.metadata) == (b"%PDF-1.7 one", OF_ORDER_1)
    assert stored.sha256 == sha256_hex(b"%PDF-1.7 one")
    assert backend.archive.read(KEY) == stored


def test_an_object_is_announced_once_it_is_there(backend: Backend) -> None:
    backend.archive.put(KEY, b"one", OF_ORDER_1)
    assert _announced(backend) == [KEY]


def test_of_the_same_thing_put_twice_the_first_bytes_are_the_truth(backend: Backend) -> None:
    first = backend.archive.put(KEY, b"one", OF_ORDER_1)
    assert backend.archive.put(KEY, b"one, rendered by a later release", OF_ORDER_1) == first
    assert backend.archive.read(KEY) == first
    assert set(_announced(backend)) == {KEY}


@pytest.mark.parametrize(
    "metadata", [{**OF_ORDER_1, "order-id": "ord_2"}, {"order-id": "ord_1"}, {}]
)
def test_another_thing_under_a_taken_key_is_refused_and_not_announced(
    backend: Backend, metadata: dict[str, str]
) -> None:
    first = backend.archive.put(KEY, b"one", OF_ORDER_1)
    _announced(backend)
    with pytest.raises(DifferentObject):
        backend.archive.put(KEY, b"one", metadata)
    assert backend.archive.read(KEY) == first
    assert _announced(backend) == []


def test_keys_are_sorted_as_whole_texts(backend: Backend) -> None:
    keys = ["b/1.pdf", "a/2026/2.pdf", "a-b/1.pdf", "a/2026-1/1.pdf", "a.b", "a/10.pdf", "a/2.pdf"]
    for key in keys:
        backend.archive.put(key, b"", {})
    assert list(backend.archive.keys()) == sorted(keys)


def test_of_processes_that_archive_one_invoice_all_get_the_same_bytes(
    place: Place, backend: Backend, processes: ProcessPoolExecutor
) -> None:
    renditions = [f"rendition {n}".encode() * 1000 for n in range(4)]
    races = [processes.submit(racers.archive, place, KEY, content) for content in renditions]
    (truth,) = {race.result() for race in races}
    assert truth in renditions
    stored = backend.archive.read(KEY)
    assert stored is not None
    assert stored.content == truth
    assert _announced(backend) == [KEY] * 4
