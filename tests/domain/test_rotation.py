"""Rotating the keys of links: nothing that opens is closed by it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.domain.link import KeyRing
from services.domain.rotation import (
    MOST_KEYS,
    RESTARTED_WITHIN,
    NotPossible,
    needed_until,
    signing_with,
    with_key,
    without,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
QUARTER = timedelta(days=90)
YEAR = timedelta(days=365)
FIRST = KeyRing(1, {1: b"a" * 32})


def rotated(lifetime: timedelta = QUARTER) -> KeyRing:
    key_id, ring = with_key(FIRST, b"b" * 32)
    return signing_with(ring, key_id, NOW, lifetime)


def refused(change: str, ring: KeyRing, key_id: int, now: datetime = NOW) -> str:
    with pytest.raises(NotPossible) as caught:
        (without if change == "drop" else signing_with)(ring, key_id, now, QUARTER)
    return caught.value.code


def test_a_new_key_signs_nothing_until_it_is_told_to() -> None:
    key_id, ring = with_key(FIRST, b"b" * 32)
    assert (key_id, ring.current, ring.keys) == (2, 1, {1: b"a" * 32, 2: b"b" * 32})


def test_the_key_before_stays_and_it_is_noted_when_it_stopped() -> None:
    ring = rotated()
    assert (ring.current, set(ring.keys)) == (2, {1, 2})
    assert needed_until(ring, 1, QUARTER) == NOW + RESTARTED_WITHIN + QUARTER
    assert needed_until(ring, 2, QUARTER) is None


def test_a_key_is_dropped_when_its_last_link_has_ended_and_not_a_moment_before() -> None:
    ring, ends = rotated(), NOW + RESTARTED_WITHIN + QUARTER
    assert refused("drop", ring, 1, ends - timedelta(microseconds=1)) == "links_open"
    left = without(ring, 1, ends, QUARTER)
    assert (set(left.keys), dict(left.stopped)) == ({2}, {})


def test_links_lived_as_long_as_they_did_then_though_they_live_shorter_now() -> None:
    ring = rotated(YEAR)
    assert refused("drop", ring, 1, NOW + RESTARTED_WITHIN + QUARTER) == "links_open"
    assert needed_until(ring, 1, QUARTER) == NOW + RESTARTED_WITHIN + YEAR
    assert needed_until(rotated(QUARTER), 1, YEAR) == NOW + RESTARTED_WITHIN + YEAR


def test_the_key_that_signs_is_never_dropped() -> None:
    assert refused("drop", FIRST, 1) == "key_signs"


def test_a_key_that_never_signed_can_be_dropped_at_once() -> None:
    key_id, ring = with_key(FIRST, b"b" * 32)
    assert without(ring, key_id, NOW, QUARTER).keys == FIRST.keys


@pytest.mark.parametrize("change", ["drop", "use"])
def test_a_key_that_is_not_there_is_named_as_missing(change: str) -> None:
    assert refused(change, FIRST, 7) == "no_such_key"


def test_a_key_that_signs_again_is_needed_as_long_as_its_newer_links() -> None:
    again = signing_with(rotated(), 1, NOW + QUARTER, QUARTER)
    assert set(again.stopped) == {2}
    over = signing_with(again, 2, NOW + YEAR, QUARTER)
    assert needed_until(over, 1, QUARTER) == NOW + YEAR + RESTARTED_WITHIN + QUARTER


def test_letting_the_key_sign_that_signs_already_changes_nothing() -> None:
    assert signing_with(FIRST, 1, NOW, QUARTER) == FIRST


def test_an_id_is_given_again_only_when_no_other_is_left() -> None:
    gap = KeyRing(200, {200: b"a" * 32})
    assert with_key(gap, b"b" * 32)[0] == 201
    top = KeyRing(MOST_KEYS, {MOST_KEYS: b"a" * 32})
    assert with_key(top, b"b" * 32)[0] == 1
    full = KeyRing(1, dict.fromkeys(range(1, MOST_KEYS + 1), b"a" * 32))
    with pytest.raises(NotPossible, match="drop one"):
        with_key(full, b"b" * 32)
