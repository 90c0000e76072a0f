import base64
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.link import Claim, KeyRing, Link, opens, token, verify
from tests.builders import NOW, RING, a_link
from tests.domain.generated import modestly

URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LINK = a_link()
TOKEN = token(LINK, RING)


@given(st.binary(min_size=16, max_size=16), st.integers(1, 255), st.integers(1, 3650))
@modestly
def test_a_token_says_which_link_it_is_and_until_when(raw: bytes, key_id: int, days: int) -> None:
    ring = KeyRing(key_id, {key_id: b"k" * 32})
    link = a_link(link_id=raw.hex(), ring=ring, lifetime=timedelta(days=days))
    assert verify(token(link, ring), ring) == Claim(link.id, link.expires_at)


def test_a_token_has_seventy_two_characters_that_stand_in_a_url() -> None:
    assert len(TOKEN) == 72
    assert set(TOKEN) <= set(URL_SAFE)


def test_a_link_always_has_the_same_token() -> None:
    again = Link.model_validate_json(LINK.model_dump_json())
    assert token(again, RING) == TOKEN


@pytest.mark.parametrize("position", range(72))
def test_a_token_with_any_character_altered_is_refused(position: int) -> None:
    for character in set(URL_SAFE) - {TOKEN[position]}:
        assert verify(TOKEN[:position] + character + TOKEN[position + 1 :], RING) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        TOKEN[:-1],
        TOKEN + "A",
        TOKEN + "=",
        TOKEN + "\n",
        "/" + TOKEN[1:],
        "+" * 72,
        "é" * 72,
        "%" + TOKEN[1:],
    ],
    ids=range(10),
)
def test_anything_that_is_no_token_is_refused(text: str) -> None:
    assert verify(text, RING) is None


@given(st.text(URL_SAFE, min_size=72, max_size=72))
@modestly
def test_a_guessed_token_is_refused(text: str) -> None:
    assert verify(text, RING) is None


def test_a_token_of_a_key_that_is_gone_or_another_is_refused() -> None:
    assert verify(TOKEN, KeyRing(2, {2: RING.keys[1]})) is None
    assert verify(TOKEN, KeyRing(1, {1: b"another key"})) is None


def test_old_keys_verify_and_new_links_use_the_new_key() -> None:
    rotated = KeyRing(2, {**RING.keys, 2: b"the next key"})
    assert verify(TOKEN, rotated) == Claim(LINK.id, LINK.expires_at)
    fresh = a_link(ring=rotated)
    assert fresh.key_id == 2
    assert base64.urlsafe_b64decode(token(fresh, rotated))[0] == 2


def test_a_link_opens_until_it_expires() -> None:
    link = a_link(lifetime=timedelta(days=1))
    assert opens(link, NOW + timedelta(hours=23, minutes=59, seconds=59))
    assert not opens(link, NOW + timedelta(days=1))


def test_a_revoked_or_unknown_link_does_not_open() -> None:
    assert not opens(LINK.model_copy(update={"revoked_at": NOW}), NOW)
    assert not opens(None, NOW)


def test_a_link_expires_on_a_whole_second() -> None:
    assert a_link(now=NOW.replace(microsecond=999_999)).expires_at.microsecond == 0


def test_a_token_says_when_it_expires_beyond_the_four_bytes_that_end_in_2106() -> None:
    link = a_link(lifetime=timedelta(days=36_500))
    assert verify(token(link, RING), RING) == Claim(link.id, link.expires_at)
