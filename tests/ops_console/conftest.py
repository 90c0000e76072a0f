"""Fixtures of the console's tests."""

from pathlib import Path

import pytest

from tests.ops_console.console import Console


@pytest.fixture
def console(tmp_path: Path) -> Console:
    return Console(tmp_path / "state")
