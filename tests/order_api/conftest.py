"""Fixtures of the order API's tests."""

from pathlib import Path

import pytest

from tests.order_api.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "state")


@pytest.fixture(scope="module")
def busy_shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """One shop for many requests that must all be turned down: none leaves a trace."""
    return Shop(tmp_path_factory.mktemp("shop") / "state")
