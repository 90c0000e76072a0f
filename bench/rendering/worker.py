"""One engine in a process of its own: asks come in on standard input, answers go out, as JSON."""

import gc
import importlib
import json
import os
import resource
import sys
from pathlib import Path
from time import process_time
from typing import Any, TextIO

from bench.rendering.content import Draw, document

_HELD = 10
"""Documents in memory at a time, as many as an invoice worker receives: each weighs on the garbage
collector."""


def serve(engine: str, asks: TextIO, answers: TextIO) -> None:
    """Load an engine, say whether it can run here, then draw batch after batch."""
    module = importlib.import_module(f"bench.rendering.engines.{engine}")
    try:
        draw: Draw = module.ready()
    except (ImportError, OSError) as error:
        _say(answers, {"left_out": str(error).strip().splitlines()[0]})
        return
    _say(answers, {"left_out": None})
    for line in asks:
        ask = json.loads(line)
        if ask["stages"]:
            documents = [document(ask["first"] + i, ask["lines"]) for i in range(ask["count"])]
            _say(answers, module.stages(documents))
        else:
            _say(answers, {"cpu_s": _drawn(draw, ask)})


def _drawn(draw: Draw, ask: dict[str, Any]) -> float:
    """Draw a batch and return the CPU seconds of this process and those it started."""
    end, spent, pdf = ask["first"] + ask["count"], 0.0, b""
    for first in range(ask["first"], end, _HELD):
        held = [document(index, ask["lines"]) for index in range(first, min(first + _HELD, end))]
        gc.collect()  # what making the documents left behind is not the engine's to clean up
        start = _cpu_s()
        pdf = draw(held)
        spent += _cpu_s() - start
    Path(ask["keep"]).write_bytes(pdf)
    return spent


def _cpu_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def _say(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def main() -> None:
    """Serve on standard output alone: whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.argv[1], sys.stdin, answers)


if __name__ == "__main__":
    main()
