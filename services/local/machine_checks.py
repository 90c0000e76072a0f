"""What the doctor looks at outside the state: Python, SQLite, disk, port, settings, fonts."""

import fcntl
import hashlib
import os
import shutil
import socket
import tempfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import httpx2

from services.local.known_settings import UnknownVariable
from services.runtime.finding import Finding, error, ok, warning

Version = tuple[int, ...]

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35)
WAL_RESET_FIXED = (3, 51, 3)
_WAL_RESET_BACKPORTS = {(3, 44): 6, (3, 50): 7}
"""Release lines that got the fix of SQLite's WAL-reset bug too, and since which patch."""

LITTLE_BYTES = 1_000_000_000
TOO_LITTLE_BYTES = 100_000_000
HEALTH_TIMEOUT_S = 3.0
_FONTS = files("services.document.fonts")


def _dotted(version: Version) -> str:
    return ".".join(str(part) for part in version)


def python_version(found: Version) -> Finding:
    """Check the interpreter."""
    if found[:2] < OLDEST_PYTHON:
        fix = f"install Python {_dotted(OLDEST_PYTHON)} or newer, then make PYTHON=/path/to/it"
        return error("python", f"Python {_dotted(found)} is too old", fix)
    return ok("python", f"Python {_dotted(found)}")


def sqlite_version(found: Version) -> Finding:
    """Check the SQLite that Python brings, also for the bug that can corrupt files in WAL mode."""
    if found < OLDEST_SQLITE:
        fix = f"use a Python with SQLite {_dotted(OLDEST_SQLITE)} or newer"
        return error("sqlite", f"SQLite {_dotted(found)} is too old", fix)
    patched = _WAL_RESET_BACKPORTS.get((found[0], found[1]))
    if found < WAL_RESET_FIXED and (patched is None or found[2] < patched):
        return warning(
            "sqlite",
            f"SQLite {_dotted(found)} has the WAL-reset bug: very rarely, writes at the moment "
            "of a checkpoint can corrupt a file (sqlite.org/wal.html#walresetbug)",
            f"use a Python with SQLite {_dotted(WAL_RESET_FIXED)} or newer; until then run "
            "`counterfoil backup` every night",
        )
    return ok("sqlite", f"SQLite {_dotted(found)}")


def _nearest(folder: Path) -> Path:
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())


def folder(state: Path) -> Finding:
    """Check that the state folder can be written, and that its file system keeps promises."""
    home = _nearest(state)
    try:
        with tempfile.TemporaryDirectory(prefix="~doctor-", dir=home) as trial:
            broken = _broken_promise(Path(trial))
    except OSError as failed:
        fix = f"give this user the folder: chown -R $USER {home}"
        return error("folder", f"{home} cannot be written: {failed.strerror}", fix)
    if broken:
        return error(
            "folder",
            f"{home} is on a file system {broken}",
            "put the state on a local disk with ext4, XFS, Btrfs, ZFS or APFS",
        )
    return ok("folder", f"{state} can be written; fsync, links and locks work")


def _broken_promise(trial: Path) -> str | None:
    first, second = trial / "first", trial / "second"
    try:
        with first.open("xb") as file:
            file.write(b"counterfoil")
            file.flush()
            os.fsync(file.fileno())
        os.link(first, second)
    except OSError as failed:
        return f"without fsync or hard links ({failed.strerror})"
    if not _link_is_refused(first, second):
        return "where a link replaces a file that is there"
    return None if _locks_exclude(first) else "where locks do not keep others out"


def _link_is_refused(first: Path, taken: Path) -> bool:
    try:
        os.link(first, taken)
    except FileExistsError:
        return True
    return False


def _locks_exclude(path: Path) -> bool:
    with path.open("rb") as ours, path.open("rb") as theirs:
        fcntl.flock(ours, fcntl.LOCK_EX)
        try:
            fcntl.flock(theirs, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def disk(state: Path) -> Finding:
    """Check that there is room to write."""
    return room(shutil.disk_usage(_nearest(state)).free)


def room(free: int) -> Finding:
    """Judge the free bytes of a disk."""
    detail = f"{free / 1e9:.1f} GB free"
    fix = "free some space, or move the state to a larger disk"
    if free < TOO_LITTLE_BYTES:
        return error("disk", detail, fix)
    return warning("disk", detail, fix) if free < LITTLE_BYTES else ok("disk", detail)


def port(number: int, *, running: bool) -> Finding:
    """Check that the port is free, or that it is this system that answers on it."""
    if _is_free(number):
        if running:
            detail = f"the system runs, but nothing listens on {number}"
            return warning("port", detail, "name the port it serves with --port")
        return ok("port", f"{number} is free")
    if _healthy(number):
        return ok("port", f"{number} is served, /healthz answers")
    return error(
        "port",
        f"{number} is taken by something that does not answer /healthz",
        f"stop it (ss -ltnp 'sport = :{number}' names it), or choose another: "
        "counterfoil run --port",
    )


def _is_free(number: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True


def _healthy(number: int) -> bool:
    url = f"http://127.0.0.1:{number}/healthz"
    try:
        return httpx2.get(url, timeout=HEALTH_TIMEOUT_S, trust_env=False).is_success
    except httpx2.HTTPError:
        return False


def variables(unknown: list[UnknownVariable]) -> list[Finding]:
    """Check for settings that nobody reads."""
    if not unknown:
        return [ok("settings", "every COUNTERFOIL_ variable is a setting")]
    return [
        warning(
            "settings",
            f"{name} is set, but no setting has this name",
            f"did you mean {meant}?" if meant else "unset it; counterfoil config show lists all",
        )
        for name, meant in unknown
    ]


def fonts(folder: Traversable = _FONTS) -> Finding:
    """Check that the typefaces are the ones invoices were made with: others change the bytes."""
    sums = [line.split() for line in (folder / "SHA256SUMS").read_text("ascii").splitlines()]
    wrong = [
        name
        for expected, name in sums
        if not (folder / name).is_file()
        or hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected
    ]
    if wrong:
        return error(
            "fonts",
            f"missing or changed: {', '.join(wrong)}",
            "install Counterfoil again: make clean, then make run",
        )
    return ok("fonts", f"{len(sums)} files as released")
