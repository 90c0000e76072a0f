"""Files that are written once."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from services.backends.embedded.create_only import create

IDS = count()


def _create(path: Path, content: bytes) -> bool:
    return create(path, content, lambda: f"{next(IDS):032x}")


def test_a_new_file_is_whole_and_alone_in_its_new_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    assert _create(path, b"content")
    assert path.read_bytes() == b"content"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_exists_is_never_written_again(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert _create(path, b"first")
    assert not _create(path, b"second")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_of_eight_writers_one_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    contents = [f"writer {n}".encode() * 10_000 for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(lambda content: _create(path, content), contents))
    assert sorted(created) == [False] * 7 + [True]
    assert path.read_bytes() == contents[created.index(True)]
