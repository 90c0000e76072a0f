"""The workers of all engines: started once, kept warm, asked in turn."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.rendering.content import ROOT


class Worker(NamedTuple):
    """An engine that answers."""

    engine: str
    running: subprocess.Popen[str]
    keep: Path
    """The folder that gets the last document of every batch, to look at."""

    def draw(self, lines: int, first: int, count: int) -> float:
        """Return the CPU seconds it takes to draw a batch, from the `first` document on."""
        ask = {"lines": lines, "first": first, "count": count, "stages": False}
        return float(self._ask(ask | {"keep": str(self.kept(lines))})["cpu_s"])

    def stages(self, lines: int, first: int, count: int) -> dict[str, float]:
        """Return the CPU seconds of a batch, stage by stage; only our engine can tell.

        It takes twice `count` documents, because one half is drawn as a whole.
        """
        return self._ask({"lines": lines, "first": first, "count": 2 * count, "stages": True})

    def kept(self, lines: int) -> Path:
        """Return where the last document of a batch is."""
        return self.keep / f"{lines}-lines-{self.engine}.pdf"

    def left_out(self) -> str | None:
        """Return why the engine cannot run here, None when it can. Asked once, first."""
        reason = self._answer()["left_out"]
        return None if reason is None else str(reason)

    def _ask(self, ask: dict[str, Any]) -> dict[str, Any]:
        assert self.running.stdin  # noqa: S101 - opened below as a pipe
        self.running.stdin.write(json.dumps(ask) + "\n")
        self.running.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.running.stdout  # noqa: S101 - opened below as a pipe
        line = self.running.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker of {self.engine} ended; its error stands above")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def crew(engines: list[str], keep: Path) -> Iterator[list[Worker]]:
    """Start a worker for each engine; they end with the block."""
    keep.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        yield [Worker(engine, stack.enter_context(_started(engine)), keep) for engine in engines]


@contextmanager
def _started(engine: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bench.rendering.worker", engine]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running
