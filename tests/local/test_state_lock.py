import os
from pathlib import Path

import pytest

from services.local.state_lock import StateInUse, state_locked


def test_a_second_system_on_the_same_state_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with (
        state_locked(tmp_path),
        pytest.raises(StateInUse, match=f"process {os.getpid()}"),
        state_locked(tmp_path),
    ):
        pytest.fail("two systems held one state folder")


def test_the_state_is_free_again_when_its_system_ended(tmp_path: Path) -> None:
    with state_locked(tmp_path):
        pass
    with state_locked(tmp_path):
        assert (tmp_path / "lock").exists()
