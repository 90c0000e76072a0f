import stat
from pathlib import Path

import pytest

from services.runtime.composition import open_backends
from services.runtime.secrets import FILE_NAME, SecretsLost, secrets_in
from services.runtime.settings import DeployableSettings


def key() -> bytes:
    return b"k" * 32


def test_secrets_are_made_once_and_are_their_owners_alone(tmp_path: Path) -> None:
    made = secrets_in(tmp_path, key, may_make=True)
    again = secrets_in(tmp_path, lambda: b"another key, 32 bytes long......", may_make=True)
    assert again == made
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_lost_secrets_are_never_made_up_beside_a_ledger(tmp_path: Path) -> None:
    settings = DeployableSettings(state=tmp_path)
    open_backends(settings)
    (tmp_path / FILE_NAME).unlink()
    with pytest.raises(SecretsLost, match="put the file back from a backup"):
        open_backends(settings)
