"""The templates of every stage, synthesized once."""

import pytest

from infra.stages import STAGES, Stage
from tests.infra.synthesized import Synthesized, synthesized


@pytest.fixture(scope="session", params=list(STAGES.values()), ids=list(STAGES))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """Return the templates of one stage after the other."""
    stage: Stage = request.param
    return synthesized(stage, tmp_path_factory.mktemp(stage.name))
