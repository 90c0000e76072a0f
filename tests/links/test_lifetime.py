"""What buyers have in their mail opens for its whole life, and not a moment after it is revoked."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from services.domain.link import KeyRing, token
from services.portal.opening import opened
from services.runtime.composition import Backends
from tests.clock import SettableClock
from tests.issued import Issue, backends_in, issued

DAY_S = 86_400.0
LIFETIME_DAYS = 90


def mailed(state: Path, clock: SettableClock) -> tuple[Backends, Issue, str]:
    backends = backends_in(state, clock)
    issue = issued(backends, clock, profile={"link_lifetime_days": LIFETIME_DAYS})
    return backends, issue, token(issue.link, backends.secrets.links)


def with_ring(backends: Backends, ring: KeyRing) -> Backends:
    return replace(backends, secrets=backends.secrets._replace(links=ring))


def test_a_link_opens_on_each_of_its_ninety_days_though_keys_change_monthly(
    tmp_path: Path,
) -> None:
    clock = SettableClock()
    backends, issue, text = mailed(tmp_path, clock)
    for day in range(LIFETIME_DAYS):
        if day % 30 == 15:
            ring = backends.secrets.links
            newest = ring.current + 1
            backends = with_ring(
                backends, KeyRing(newest, {**ring.keys, newest: bytes([newest]) * 32})
            )
        found = opened(text, backends, clock)
        assert found, f"closed on day {day}"
        assert found.invoice.number == issue.invoice.number
        clock.advance(DAY_S)
    assert len(backends.secrets.links.keys) == 4
    assert opened(text, backends, clock) is None


def test_a_link_closes_with_its_last_second(tmp_path: Path) -> None:
    clock = SettableClock()
    backends, issue, text = mailed(tmp_path, clock)
    clock.now = issue.link.expires_at - timedelta(microseconds=1)
    assert opened(text, backends, clock)
    clock.now = issue.link.expires_at
    assert opened(text, backends, clock) is None


def test_a_revoked_link_is_closed_for_everybody_at_once(tmp_path: Path) -> None:
    clock = SettableClock()
    backends, issue, text = mailed(tmp_path, clock)
    elsewhere = backends_in(tmp_path, clock)
    assert opened(text, elsewhere, clock)
    backends.links.revoke(issue.link.id, clock.now)
    assert opened(text, backends, clock) is None
    assert opened(text, elsewhere, clock) is None


def test_a_link_whose_key_left_the_ring_opens_nothing(tmp_path: Path) -> None:
    clock = SettableClock()
    backends, _, text = mailed(tmp_path, clock)
    assert opened(text, with_ring(backends, KeyRing(2, {2: b"k" * 32})), clock) is None
