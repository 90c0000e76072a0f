"""Fixtures of the command's tests."""

from collections.abc import Iterator

import pytest

from tests.cli.terminal import Terminal
from tests.pipeline import Pipeline
from tests.plain_logs import log_plainly


@pytest.fixture
def terminal(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    yield Terminal(pipeline, capsys)
    log_plainly()  # a command sends the log to a stream that ends with its test
