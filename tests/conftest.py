"""Fixtures that the whole suite shares."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from pydantic_settings import BaseSettings, SettingsConfigDict

from tests.canaries.watch import pytest_runtest_makereport  # noqa: F401 - watches every test
from tests.pipeline import Pipeline
from tests.plain_logs import log_plainly

# The same examples every time: a suite that fails must fail again when it is run again.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

log_plainly()


class Surroundings(BaseSettings):
    """What the suite has to know of where it runs."""

    model_config = SettingsConfigDict(extra="ignore")

    ci: bool = False


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """Return the path of a system program; without it skip at home, and fail where CI is set."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and Surroundings().ci:
            pytest.fail(f"{name} is missing, and CI must not skip what needs it")
        if path is None:
            pytest.skip(f"{name} is not installed on this machine")
        return path

    return find


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    pipeline = Pipeline(tmp_path / "state")
    pipeline.put_seller()
    return pipeline
