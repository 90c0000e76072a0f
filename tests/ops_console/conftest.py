"""Fixtures of the console's tests."""

from pathlib import Path

import pytest

from tests.ops_console.console import Console
from tests.ops_console.works import Works


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path / "state")


@pytest.fixture
def works(tmp_path: Path, console: Console) -> Works:
    return Works(tmp_path / "state", console)
