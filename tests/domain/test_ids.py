import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.ids import canonical_json, digest, keyed_hash, mail_id, order_id, sha256_hex
from tests.domain.generated import modestly

PARTS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4)


@given(PARTS, PARTS)
@modestly
def test_digests_are_alike_only_for_the_same_parts(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_moving_a_character_between_parts_changes_the_digest() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")


def test_an_order_has_one_id_per_seller_mode_channel_and_key() -> None:
    ids = {
        order_id(seller, livemode=livemode, channel=channel, idempotency_key=key)
        for seller in ("aurora", "boreal")
        for livemode in (True, False)
        for channel in ("api", "intake")
        for key in ("1", "2")
    }
    assert len(ids) == 16
    assert all(len(one) == 44 and one.startswith("ord_") for one in ids)


def test_a_mail_has_one_id_per_invoice_recipient_and_intent() -> None:
    assert mail_id("aurora", "1", "r", "invoice") == mail_id("aurora", "1", "r", "invoice")
    assert mail_id("aurora", "1", "r", "invoice") != mail_id("aurora", "1", "r", "resend-1")


def test_only_the_key_connects_a_hash_to_its_text() -> None:
    assert keyed_hash(b"k", "zoe@example.com") != keyed_hash(b"other", "zoe@example.com")
    assert len(keyed_hash(b"k", "zoe@example.com")) == 32


def test_canonical_json_is_sorted_dense_and_ascii() -> None:
    assert canonical_json({"b": ["é"], "a": 1}) == b'{"a":1,"b":["\\u00e9"]}'


def test_canonical_json_has_no_nan() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))


def test_the_digest_of_bytes_is_sha256() -> None:
    assert sha256_hex(b"x") == hashlib.sha256(b"x").hexdigest()


def test_ids_that_are_stored_never_change() -> None:
    for mode in ("live", "test"):
        framed = f"\0\0\0\x06aurora\0\0\0\x04{mode}\0\0\0\x03api\0\0\0\x011".encode()
        placed = order_id("aurora", livemode=mode == "live", channel="api", idempotency_key="1")
        assert placed == f"ord_{hashlib.sha256(framed).hexdigest()[:40]}"
    keyed = hmac.digest(b"k", b"zoe@example.com", "sha256").hex()
    assert keyed_hash(b"k", "zoe@example.com") == keyed[:32]
