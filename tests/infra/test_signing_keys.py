"""The first deployment makes signing keys, and no other ever does."""

import pytest
from botocore.exceptions import ClientError

from infra.signing_keys import put_first_keys
from services.runtime.secrets import decoded
from tests.infra.secret_store import Store

KEY = bytes(32)


def test_a_new_installation_gets_keys_that_the_services_can_read() -> None:
    store = Store(None)
    assert put_first_keys(store, "secrets", lambda: KEY)
    assert store.value is not None
    keys = decoded(store.value)
    assert keys.links.keys == {keys.links.current: KEY}
    assert keys.cursors == keys.lookups == KEY


def test_keys_that_are_there_are_never_replaced() -> None:
    store = Store("what signed a million links")
    assert not put_first_keys(store, "secrets", lambda: KEY)
    assert store.value == "what signed a million links"


def test_a_secret_that_may_not_be_read_is_not_taken_for_an_empty_one() -> None:
    store = Store(None, refusal="AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        put_first_keys(store, "secrets", lambda: KEY)
    assert store.value is None
