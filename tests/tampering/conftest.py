"""Books to forge: issued once, and copied for each test that spoils them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tampering.books import Forgery


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state = tmp_path_factory.mktemp("issued") / "state"
    Forgery(state).fill()
    return state


@pytest.fixture(scope="module")
def sealed(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Forgery:
    """Return books that were audited and sealed; tests put back what they change."""
    state = tmp_path_factory.mktemp("sealed") / "state"
    shutil.copytree(issued, state)
    forgery = Forgery(state)
    assert forgery.seal().ok
    assert forgery.audit().ok
    return forgery


@pytest.fixture(params=["before the first seal", "after it"])
def books(request: pytest.FixtureRequest, copy: Callable[[], Forgery]) -> Forgery:
    """Return books of a test's own, not yet sealed and sealed."""
    forgery = copy()
    if request.param == "after it":
        assert forgery.seal().ok
    return forgery


@pytest.fixture
def copy(issued: Path, tmp_path: Path) -> Callable[[], Forgery]:
    """Return what makes books of a test's own, which no audit has sealed yet."""

    def copied() -> Forgery:
        return Forgery(Path(shutil.copytree(issued, tmp_path / "state")))

    return copied
