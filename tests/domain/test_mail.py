from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.domain.mail import LEASE, Mail, State, give_up, lease, masked, rise
from tests.builders import NOW
from tests.domain.generated import modestly

STATES: tuple[State, ...] = ("sending", "failed", "sent", "delivered", "bounced", "complained")
SETTLED = STATES[2:]


def a_mail(state: State = "sending") -> Mail:
    return Mail(
        id="mail_1",
        seller_id="aurora",
        number="INV-2026-000001",
        order_id="ord_1",
        intent="invoice",
        to="z***@example.com",
        state=state,
    )


def leased() -> Mail:
    mail = lease(a_mail(), NOW)
    assert mail is not None
    return mail


def test_an_attempt_holds_the_mail_alone() -> None:
    mail = leased()
    assert (mail.attempts, mail.lease_until) == (1, NOW + LEASE)
    assert lease(mail, NOW + LEASE - timedelta(seconds=1)) is None


def test_a_sender_that_went_silent_is_followed_by_another() -> None:
    second = lease(leased(), NOW + LEASE)
    assert second is not None
    assert second.attempts == 2


def test_a_failed_attempt_gives_the_mail_back_at_once() -> None:
    failed = give_up(leased(), "refused")
    assert (failed.state, failed.detail, failed.lease_until) == ("failed", "refused", None)
    again = lease(failed, NOW)
    assert again is not None
    assert (again.state, again.attempts) == ("sending", 2)


@pytest.mark.parametrize("state", SETTLED)
def test_what_the_provider_took_is_not_sent_again(state: State) -> None:
    assert lease(a_mail(state), NOW + timedelta(days=9)) is None


@pytest.mark.parametrize("state", SETTLED)
def test_a_late_failure_does_not_undo_what_the_provider_said(state: State) -> None:
    mail = rise(leased(), state, NOW)
    assert give_up(mail, "timed out") == mail


def test_a_sent_mail_remembers_when_and_as_what() -> None:
    sent = rise(leased(), "sent", NOW, message_id="<1@example.com>")
    assert (sent.state, sent.sent_at, sent.message_id) == ("sent", NOW, "<1@example.com>")
    delivered = rise(sent, "delivered", NOW + timedelta(minutes=1))
    assert (delivered.sent_at, delivered.message_id) == (NOW, "<1@example.com>")


def test_news_of_a_delivery_may_come_before_our_own_write() -> None:
    early = rise(leased(), "delivered", NOW)
    assert early.settled
    assert early.sent_at == NOW


@given(st.lists(st.sampled_from(STATES), max_size=12))
@modestly
def test_a_state_only_rises(news: list[State]) -> None:
    mail, rank = leased(), {state: max(0, n - 1) for n, state in enumerate(STATES)}
    for state in news:
        before, mail = mail, rise(mail, state, NOW)
        assert rank[mail.state] == max(rank[before.state], rank[state])


@pytest.mark.parametrize(
    ("address", "shown"), [("zoe@example.com", "z***@example.com"), ("é@b.de", "é***@b.de")]
)
def test_an_address_is_shown_masked(address: str, shown: str) -> None:
    assert masked(address) == shown
