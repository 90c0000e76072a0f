"""The command as people and scripts meet it: a line in, an exit code and two streams out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from services.cli.main import command_line
from services.cli.surroundings import Surroundings
from tests.pipeline import TRACE, Pipeline

Sleep = Callable[[float], object]


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command prints
        return json.loads(self.out)

    @property
    def problem(self) -> Any:  # noqa: ANN401
        return json.loads(self.err)


class Terminal:
    """Types commands at a state folder, with a clock, ids and a person that a test controls."""

    def __init__(self, pipeline: Pipeline, capture: pytest.CaptureFixture[str]) -> None:
        self.pipeline = pipeline
        self.state = pipeline.state
        self.questions: list[str] = []
        self.says_yes = True
        self.sleep: Sleep = pipeline.clock.advance
        self._capture = capture

    def _sleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def _ask(self, question: str) -> bool:
        self.questions.append(question)
        return self.says_yes

    def type(self, *words: object) -> Answer:
        """Run a command on this state."""
        return self.anywhere(*words, "--state", self.state)

    def anywhere(self, *words: object) -> Answer:
        """Run a command that names its own state, or none."""
        given = Surroundings(
            clock=self.pipeline.clock,
            sleep=self._sleep,
            new_id=self.pipeline.new_id,
            new_key=lambda: bytes(range(32)),
            new_traceparent=lambda: TRACE,
            user="ada",
            ask=self._ask,
        )
        self._capture.readouterr()
        code = command_line([str(word) for word in words], given)
        return Answer(code, *self._capture.readouterr())

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file beside the state and return its path."""
        path = self.state.parent / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
