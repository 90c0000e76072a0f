"""Files that commands are given: `-` is stdin, a missing file is not found."""

import sys
from pathlib import Path

from services.cli.refusal import ExitCode, Refusal


def read_input(file: Path) -> bytes:
    """Return the bytes of a file, or of stdin for `-`."""
    if str(file) == "-":
        return sys.stdin.buffer.read()
    return must_be_file(file).read_bytes()


def must_be_file(file: Path) -> Path:
    """Return the path of a file that exists, or refuse."""
    if not file.is_file():
        raise Refusal(ExitCode.NOT_FOUND, "no_such_file", f"There is no file {file}.")
    return file
