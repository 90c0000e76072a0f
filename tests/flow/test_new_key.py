import pytest

from services.domain.ids import sha256_hex
from services.flow.new_key import new_key
from tests.builders import NOW


def test_a_secret_has_160_random_bits_and_only_its_digest_is_kept() -> None:
    secret, key = new_key("aurora", "admin", livemode=True, random=bytes(range(32)), now=NOW)
    assert secret == f"sk_live_{bytes(range(20)).hex()}"
    assert key.digest == sha256_hex(secret.encode())
    assert key.prefix == "sk_live_0001"
    assert secret not in key.model_dump_json()


def test_the_secret_says_whether_it_is_for_test_orders() -> None:
    secret, key = new_key("aurora", "checkout", livemode=False, random=bytes(20), now=NOW)
    assert secret.startswith("sk_test_")
    assert not key.livemode


def test_too_little_randomness_is_refused() -> None:
    with pytest.raises(ValueError, match="20 random bytes"):
        new_key("aurora", "admin", livemode=True, random=bytes(16), now=NOW)
