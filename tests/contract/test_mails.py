"""Any backend's Mails: one row a mail, and of two attempts one is first."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.backends.conflict import Conflict
from services.domain.mail import Mail, lease, rise
from tests.builders import NOW
from tests.contract.places import Backend


def _a_mail(id_: str = "mail_1", number: str = "INV-1", intent: str = "invoice") -> Mail:
    return Mail(
        id=id_,
        seller_id="papierhaus",
        number=number,
        order_id="ord_1",
        intent=intent,
        to="z***@example.com",
    )


def _leased(mail: Mail) -> Mail:
    leased = lease(mail, NOW)
    assert leased is not None
    return leased


def test_there_is_no_mail_nobody_wrote_down(backend: Backend) -> None:
    assert backend.mails.read("mail_1") is None
    assert backend.mails.of_invoice("papierhaus", "INV-1") == []


def test_a_saved_mail_has_the_next_version_and_is_read_at_once(backend: Backend) -> None:
    held = backend.mails.save(_leased(_a_mail()))
    assert held == _leased(_a_mail()).model_copy(update={"version": 1})
    assert backend.mails.read("mail_1") == held
    sent = backend.mails.save(rise(held, "sent", NOW, message_id="<1@example.com>"))
    assert sent.version == 2
    assert backend.mails.read("mail_1") == sent


def test_a_second_new_row_for_the_same_mail_is_a_conflict(backend: Backend) -> None:
    first = backend.mails.save(_a_mail())
    with pytest.raises(Conflict):
        backend.mails.save(_a_mail(intent="resend-1"))
    assert backend.mails.read("mail_1") == first


def test_the_slower_of_two_attempts_is_a_conflict(backend: Backend) -> None:
    row = backend.mails.save(_a_mail())
    faster = backend.mails.save(_leased(row))
    with pytest.raises(Conflict):
        backend.mails.save(rise(row, "sent", NOW))
    assert backend.mails.read("mail_1") == faster


def test_a_successor_of_a_mail_nobody_wrote_down_is_a_conflict(backend: Backend) -> None:
    with pytest.raises(Conflict):
        backend.mails.save(_a_mail().model_copy(update={"version": 3}))
    assert backend.mails.read("mail_1") is None


def test_all_mail_about_an_invoice_comes_oldest_first(backend: Backend) -> None:
    first = backend.mails.save(_a_mail("mail_z"))
    backend.mails.save(_a_mail("mail_x", number="INV-2"))
    second = backend.mails.save(_a_mail("mail_a", intent="resend-1"))
    first = backend.mails.save(_leased(first))
    assert backend.mails.of_invoice("papierhaus", "INV-1") == [first, second]
    assert backend.mails.of_invoice("other", "INV-1") == []


def test_of_eight_senders_one_gets_the_lease(backend: Backend, threads: ThreadPoolExecutor) -> None:
    row = backend.mails.save(_a_mail())

    def take(_: int) -> bool:
        try:
            backend.mails.save(_leased(row))
        except Conflict:
            return False
        return True

    assert sorted(threads.map(take, range(8))) == [False] * 7 + [True]
