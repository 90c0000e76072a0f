"""Mailed links beside their model: each opens until it ends or is revoked, whatever key signs."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from services.domain.link import KeyRing, new_link, token, verify
from services.portal.opening import opened
from tests.contract.places import KINDS
from tests.issued import Issue, issued
from tests.models.exploring import SECRETS, System, explore, explored, whole

ANY = st.integers(0, 10**6)
"""Chooses one of however many there are."""


@dataclass
class Mailed:
    """What the model knows of a link that a buyer has in their mail."""

    token: str
    link_id: str
    number: str
    key_id: int
    expires_at: datetime
    revoked: bool = False


class LinksBesideTheirModel(System):
    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.backends = whole(self.backend)
        self.mailed: list[Mailed] = []
        self.issues: list[Issue] = []

    @property
    def ring(self) -> KeyRing:
        return self.backends.secrets.links

    def _opens(self, link: Mailed) -> bool:
        return not link.revoked and self.clock.now < link.expires_at

    @precondition(lambda self: len(self.issues) < 3)
    @rule(days=st.sampled_from((1, 30, 90)))
    def issue(self, days: int) -> None:
        key, profile = f"key-{len(self.issues)}", {"link_lifetime_days": days}
        made = issued(self.backends, self.clock, key=key, profile=profile)
        self.issues.append(made)
        text = token(made.link, self.ring)
        self.mailed.append(
            Mailed(
                text,
                made.link.id,
                made.invoice.number,
                self.ring.current,
                self.clock.now.replace(microsecond=0) + timedelta(days=days),
            )
        )

    @precondition(lambda self: self.issues and len(self.mailed) < 8)
    @rule(pick=ANY, days=st.sampled_from((1, 30, 90)))
    def make_another_link(self, pick: int, days: int) -> None:
        invoice = self.issues[pick % len(self.issues)].invoice
        link = new_link(
            f"{len(self.mailed):032x}",
            self.ring,
            seller_id=invoice.seller_id,
            number=invoice.number,
            order_id=invoice.order_id,
            now=self.clock.now,
            lifetime=timedelta(days=days),
        )
        self.backends.links.create(link)
        text = token(link, self.ring)
        self.mailed.append(Mailed(text, link.id, link.number, self.ring.current, link.expires_at))

    @rule()
    def rotate_the_keys(self) -> None:
        """Sign with a new key; a key whose last link has ended leaves the ring."""
        newest = max(self.ring.keys) + 1
        needed = {link.key_id for link in self.mailed if self.clock.now < link.expires_at}
        kept = {key_id: key for key_id, key in self.ring.keys.items() if key_id in needed}
        ring = KeyRing(newest, {**kept, newest: bytes([newest]) * 32})
        self.backends = replace(self.backends, secrets=SECRETS._replace(links=ring))

    @precondition(lambda self: self.mailed)
    @rule(pick=ANY)
    def revoke(self, pick: int) -> None:
        link = self.mailed[pick % len(self.mailed)]
        self.backends.links.revoke(link.link_id, self.clock.now)
        link.revoked = True

    @rule(hours=st.sampled_from((1, 23, 24, 24 * 29, 24 * 90 - 1)))
    def let_time_pass(self, hours: int) -> None:
        self.clock.advance(hours * 3600.0)

    @precondition(lambda self: self.mailed)
    @rule(pick=ANY, position=st.integers(0, 71), character=st.sampled_from("AQgw-_9"))
    def open_an_altered_link(self, pick: int, position: int, character: str) -> None:
        text = self.mailed[pick % len(self.mailed)].token
        altered = text[:position] + character + text[position + 1 :]
        if altered != text:
            assert opened(altered, self.backends, self.clock) is None

    @precondition(lambda self: self.issues)
    @rule(days=st.sampled_from((1, 365)))
    def open_a_link_signed_by_somebody_else(self, days: int) -> None:
        foreign = KeyRing(self.ring.current, {self.ring.current: b"not ours" * 4})
        link = self.issues[0].link
        longer = link.expires_at + timedelta(days=days)
        forged = link.model_copy(update={"key_id": foreign.current, "expires_at": longer})
        assert opened(token(forged, foreign), self.backends, self.clock) is None

    @invariant()
    def links_open_what_they_should_and_nothing_else(self) -> None:
        for link in self.mailed:
            found = opened(link.token, self.backends, self.clock)
            assert (found is not None) == self._opens(link)
            if found:
                assert found.invoice.number == link.number
            if self.clock.now < link.expires_at:
                claim = verify(link.token, self.ring)
                assert claim == (link.link_id, link.expires_at), "a rotation killed a live link"


@explored
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_link_opens_until_it_ends_or_is_revoked(kind: str, effort: int) -> None:
    explore(LinksBesideTheirModel, kind, effort=effort, examples=50)
