"""Fixtures of the command's tests."""

from collections.abc import Iterator

import pytest
import structlog

from tests.cli.terminal import Terminal
from tests.pipeline import Pipeline


@pytest.fixture
def terminal(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    yield Terminal(pipeline, capsys)
    structlog.reset_defaults()  # a command sends the log to a stream that ends with its test
