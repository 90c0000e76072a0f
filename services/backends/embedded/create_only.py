"""Files that are written once, whole, and are on the disk before anybody hears of them."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

TEMPORARY = "~"
"""How the name of a file begins that is not whole yet; a crash can leave such a file behind."""


def create(path: Path, content: bytes, new_id: Callable[[], str]) -> bool:
    """Write a new file durably. Returns False, with nothing changed, when the path is taken."""
    _create_folder(path.parent)
    fresh = path.parent / f"{TEMPORARY}{new_id()}"
    try:
        _write(fresh, content)
        created = _link(fresh, path)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()
    # Also when another writer made it: it may not have come this far yet.
    _sync_folder(path.parent)
    return created


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _link(fresh: Path, path: Path) -> bool:
    # A link refuses a name that is taken, where a rename would replace what is there.
    try:
        os.link(fresh, path)
    except FileExistsError:
        return False
    return True


def _create_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _create_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
