"""Any backend's Keys: found by digest alone, and closed for good once revoked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.backends.conflict import Conflict
from services.backends.keys import Key, opens
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


def _key(digest: str, seller_id: str = "papierhaus", days: int = 0) -> Key:
    created_at = NOW + timedelta(days=days)
    return KEY.model_copy(
        update={"digest": digest * 64, "seller_id": seller_id, "created_at": created_at}
    )


def test_a_key_opens_until_it_expires_or_is_revoked() -> None:
    assert opens(KEY, NOW + timedelta(days=10_000))
    brief = KEY.model_copy(update={"expires_at": NOW + timedelta(seconds=1)})
    assert opens(brief, NOW)
    assert not opens(brief, NOW + timedelta(seconds=1))
    assert not opens(KEY.model_copy(update={"revoked_at": NOW}), NOW)


def test_a_key_keeps_its_name_and_the_day_it_ends(backend: Backend) -> None:
    named = KEY.model_copy(update={"name": "till 3, größer", "expires_at": NOW})
    backend.keys.create(named)
    assert backend.keys.find(KEY.digest) == named


def test_a_revoked_key_is_still_found_and_keeps_its_first_time(backend: Backend) -> None:
    backend.keys.create(KEY)
    backend.keys.revoke(KEY.digest, NOW)
    backend.keys.revoke(KEY.digest, NOW + timedelta(days=1))
    assert backend.keys.find(KEY.digest) == KEY.model_copy(update={"revoked_at": NOW})


def test_the_last_use_is_known_and_never_opens_a_revoked_key_again(backend: Backend) -> None:
    backend.keys.create(KEY)
    backend.keys.used(KEY.digest, NOW)
    backend.keys.revoke(KEY.digest, NOW)
    later = NOW + timedelta(minutes=1)
    backend.keys.used(KEY.digest, later)
    expected = KEY.model_copy(update={"revoked_at": NOW, "last_used_at": later})
    assert backend.keys.find(KEY.digest) == expected
    assert backend.keys.all(None) == [expected]


def test_revoking_or_using_an_unknown_key_makes_none(backend: Backend) -> None:
    backend.keys.revoke("f" * 64, NOW)
    backend.keys.used("f" * 64, NOW)
    assert backend.keys.find("f" * 64) is None
    assert backend.keys.all(None) == []


def test_keys_are_listed_by_seller_and_age(backend: Backend) -> None:
    keys = [
        _key("c", "aurora", days=1),
        _key("d", "aurora", days=2),
        _key("b", "aurora-north"),
        _key("a", "papierhaus"),
    ]
    for key in reversed(keys):
        backend.keys.create(key)
    assert backend.keys.all(None) == keys
    assert backend.keys.all("aurora") == keys[:2]
    assert backend.keys.all("nobody") == []


def test_uses_and_revocations_at_once_lose_neither(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    keys = [_key(digest) for digest in "0123456789abcdef"]
    for key in keys:
        backend.keys.create(key)
    revoked = [threads.submit(backend.keys.revoke, key.digest, NOW) for key in keys]
    used = [threads.submit(backend.keys.used, key.digest, NOW) for key in keys]
    for each in (*revoked, *used):
        each.result()
    both = {"revoked_at": NOW, "last_used_at": NOW}
    assert [backend.keys.find(key.digest) for key in keys] == [
        key.model_copy(update=both) for key in keys
    ]
