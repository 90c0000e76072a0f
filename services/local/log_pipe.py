"""Standard error of a child, which its parent reads, and the parent may die first."""

import io
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_STDERR: Final = 2


class _LogPipe(io.FileIO):
    """Takes what is written also when nobody is left to read it."""

    def write(self, chunk: "ReadableBuffer", /) -> int:
        try:
            return super().write(chunk)
        except BrokenPipeError:
            return memoryview(chunk).nbytes


def outlive_the_reader() -> None:
    """Let an orphan finish what it holds: a line it logs is lost then, and fails nothing."""
    pipe = io.BufferedWriter(_LogPipe(_STDERR, "w", closefd=False))
    sys.stderr = io.TextIOWrapper(pipe, errors="backslashreplace", line_buffering=True)
