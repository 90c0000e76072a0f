"""Any backend's Keys: found by digest alone."""

import pytest

from services.backends.conflict import Conflict
from services.backends.keys import Key
from tests.builders import NOW
from tests.contract.places import Backend

KEY = Key(
    digest="d" * 64,
    prefix="sk_test_ab12",
    seller_id="papierhaus",
    role="finance",
    livemode=False,
    created_at=NOW,
)


def test_a_key_is_found_by_its_digest(backend: Backend) -> None:
    backend.keys.create(KEY)
    assert backend.keys.find(KEY.digest) == KEY
    assert backend.keys.find("e" * 64) is None


def test_a_second_key_of_one_digest_is_a_conflict(backend: Backend) -> None:
    backend.keys.create(KEY)
    with pytest.raises(Conflict):
        backend.keys.create(KEY.model_copy(update={"role": "admin"}))
    assert backend.keys.find(KEY.digest) == KEY
