from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest

from services.backends.mailer import MailUnanswered
from services.domain.message import object_created
from services.domain.order_failures import redrive
from services.flow.change import change
from services.notifier.desk import Desk
from services.notifier.notify import AlreadySending, notify
from services.runtime.heartbeat import Heartbeat
from tests.notifier.counter import (
    LEASE,
    Counter,
    FailingMailer,
    FailingMails,
    FailingOrders,
    Killed,
    refusing,
)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


def test_an_archived_invoice_is_mailed_to_its_buyer(counter: Counter) -> None:
    issue = counter.issue()

    counter.deliver()

    (mail,) = counter.mails()
    order = counter.order(issue)
    assert mail["To"].addresses[0].addr_spec == "zoe@example.com"
    assert order.status == "sent"
    assert order.mailed is not None
    assert order.mailed.to == "z***@example.com"
    assert order.mailed.message_id == mail["Message-ID"]
    assert order.mailed.sent_at == counter.clock()
    assert counter.queue.figures().oldest_age_s is None


def test_a_message_delivered_twice_sends_one_mail(counter: Counter) -> None:
    issue = counter.issue()
    counter.queue.send([object_created(issue.invoice.archive_key)] * 3)
    mailer = FailingMailer(counter.mailer, Killed(), times=0)

    counter.deliver_all(counter.desk_with(mailer))

    assert mailer.sends == 1
    assert len(counter.mails()) == 1
    assert counter.row(issue).attempts == 1
    assert [e.event for e in counter.order(issue).history].count("mail_sent") == 1


def test_every_invoice_of_a_buyer_is_mailed(counter: Counter) -> None:
    for n in range(3):
        counter.issue(key=f"key-{n}")

    counter.deliver()

    assert len(counter.mails()) == 3


def _killed_while_sending(counter: Counter) -> Desk:
    return counter.desk_with(FailingMailer(counter.mailer, Killed()))


def _killed_when_sent(counter: Counter) -> Desk:
    return counter.desk_with(FailingMailer(counter.mailer, Killed(), after=True))


def _killed_taking_the_lease(counter: Counter) -> Desk:
    mails = FailingMails(counter.backends.mails, Killed(), lambda mail: mail.state == "sending")
    return counter.desk_with(counter.mailer, mails=mails)


def _killed_holding_the_lease(counter: Counter) -> Desk:
    mails = FailingMails(
        counter.backends.mails, Killed(), lambda mail: mail.state == "sending", after=True
    )
    return counter.desk_with(counter.mailer, mails=mails)


def _killed_recording_it(counter: Counter) -> Desk:
    mails = FailingMails(counter.backends.mails, Killed(), lambda mail: mail.state == "sent")
    return counter.desk_with(counter.mailer, mails=mails)


def _killed_having_recorded_it(counter: Counter) -> Desk:
    mails = FailingMails(
        counter.backends.mails, Killed(), lambda mail: mail.state == "sent", after=True
    )
    return counter.desk_with(counter.mailer, mails=mails)


def _killed_noting_it(counter: Counter) -> Desk:
    return counter.desk_with(
        counter.mailer, orders=FailingOrders(counter.backends.orders, Killed())
    )


def _killed_having_noted_it(counter: Counter) -> Desk:
    orders = FailingOrders(counter.backends.orders, Killed(), after=True)
    return counter.desk_with(counter.mailer, orders=orders)


@pytest.mark.parametrize(
    "killed",
    [
        _killed_taking_the_lease,
        _killed_holding_the_lease,
        _killed_while_sending,
        _killed_when_sent,
        _killed_recording_it,
        _killed_having_recorded_it,
        _killed_noting_it,
        _killed_having_noted_it,
    ],
)
def test_a_notifier_killed_at_any_step_sends_one_mail_in_the_end(
    counter: Counter, killed: Callable[[Counter], Desk]
) -> None:
    issue = counter.issue()
    desk = killed(counter)
    with pytest.raises(Killed):
        counter.deliver(desk)

    counter.deliver_all()

    assert len(counter.mails()) == 1
    assert counter.row(issue).state == "sent"
    assert counter.order(issue).status == "sent"
    assert counter.queue.figures().oldest_age_s is None


def test_a_sender_that_was_killed_is_waited_for_and_no_longer(counter: Counter) -> None:
    issue = counter.issue()
    with suppress(Killed):
        counter.deliver(_killed_while_sending(counter))

    with pytest.raises(AlreadySending) as waiting:
        notify(issue.invoice.archive_key, counter.desk)
    counter.clock.advance(LEASE.total_seconds())

    assert waiting.value.until == counter.clock()
    assert notify(issue.invoice.archive_key, counter.desk) == "sent"


def test_a_mail_another_notifier_is_at_is_left_to_it(counter: Counter) -> None:
    issue = counter.issue()
    with suppress(Killed):
        notify(issue.invoice.archive_key, _killed_holding_the_lease(counter))

    counter.deliver()

    assert counter.mails() == []
    assert counter.queue.figures().delayed == 1


def test_what_became_of_a_mail_meanwhile_is_not_taken_back(counter: Counter) -> None:
    issue = counter.issue()
    with suppress(Killed):
        counter.deliver(_killed_recording_it(counter))
    sent = counter.row(issue).model_copy(
        update={"state": "delivered", "lease_until": None, "message_id": "by-the-provider"}
    )
    counter.backends.mails.save(sent)

    counter.deliver_all()

    mailed = counter.order(issue).mailed
    assert mailed is not None
    assert (mailed.status, mailed.message_id) == ("delivered", "by-the-provider")
    assert counter.row(issue).state == "delivered"


def test_a_provider_that_answers_late_finds_its_mail_counted_once(counter: Counter) -> None:
    issue = counter.issue()
    mailer = FailingMailer(counter.mailer, OSError("connection reset"), after=True)

    counter.deliver_all(counter.desk_with(mailer))

    assert mailer.sends == 2
    assert len(counter.mails()) == 1
    assert counter.row(issue).attempts == 2


def test_a_mail_without_an_answer_is_not_sent_again_before_news_of_it_can_have_come(
    counter: Counter,
) -> None:
    issue = counter.issue()
    mailer = FailingMailer(counter.mailer, MailUnanswered("timed out"), after=True)
    desk = counter.desk_with(mailer)

    counter.deliver(desk)
    with pytest.raises(AlreadySending) as waiting:
        notify(issue.invoice.archive_key, desk)

    assert mailer.sends == 1
    assert waiting.value.until == counter.clock() + LEASE
    assert counter.row(issue).state == "sending"


def test_a_refused_mail_fails_at_once_and_leaves_the_invoice(counter: Counter) -> None:
    issue = counter.issue()
    mailer = refusing()

    counter.deliver_all(counter.desk_with(mailer))

    order = counter.order(issue)
    assert mailer.sends == 1
    assert order.status == "invoiced"
    assert order.mailed is not None
    assert order.mailed.status == "failed"
    assert order.open_failure is not None
    assert (order.open_failure.kind, order.open_failure.code) == ("mail", "mail_refused")
    assert order.open_failure.attempts == 1
    assert order.due_at is None
    assert counter.queue.figures().oldest_age_s is None


def test_a_mail_that_failed_is_not_tried_again_until_somebody_redrives_it(
    counter: Counter,
) -> None:
    issue = counter.issue()
    counter.deliver_all(counter.desk_with(refusing()))
    counter.queue.send([object_created(issue.invoice.archive_key)])
    counter.deliver_all()
    assert counter.mails() == []

    change(
        counter.backends.orders,
        issue.order.id,
        lambda order: redrive(order, "the address works again", counter.clock()),
    )
    counter.queue.send([object_created(issue.invoice.archive_key)])
    counter.deliver_all()

    assert len(counter.mails()) == 1
    assert counter.order(issue).status == "sent"


def test_a_mail_server_that_is_down_is_tried_five_times_and_then_a_person_is_told(
    counter: Counter,
) -> None:
    issue = counter.issue()
    mailer = FailingMailer(counter.mailer, OSError("down"), times=1_000_000)

    counter.deliver_all(counter.desk_with(mailer))

    failure = counter.order(issue).open_failure
    assert mailer.sends == 5
    assert failure is not None
    assert (failure.kind, failure.code, failure.attempts) == ("mail", "attempts_exhausted", 5)
    assert "down" not in failure.detail


def test_a_redriven_mail_has_five_attempts_again(counter: Counter) -> None:
    issue = counter.issue()
    counter.deliver_all(
        counter.desk_with(FailingMailer(counter.mailer, OSError("down"), times=1_000_000))
    )
    change(
        counter.backends.orders,
        issue.order.id,
        lambda order: redrive(order, "the server is back", counter.clock()),
    )
    counter.queue.send([object_created(issue.invoice.archive_key)])
    mailer = FailingMailer(counter.mailer, OSError("down"), times=4)

    counter.deliver_all(counter.desk_with(mailer))

    assert mailer.sends == 5
    assert counter.order(issue).status == "sent"


def test_between_attempts_the_order_stays_due(counter: Counter) -> None:
    issue = counter.issue()

    counter.deliver(counter.desk_with(FailingMailer(counter.mailer, OSError("down"))))

    assert counter.order(issue).due_at is not None
    assert counter.order(issue).open_failure is None
    assert counter.row(issue).state == "failed"


def test_an_order_that_changes_meanwhile_still_learns_of_its_mail(counter: Counter) -> None:
    issue = counter.issue()
    orders = counter.backends.orders

    class Busy(FailingMailer):
        def send(self, *args: object, **kwargs: object) -> str:
            change(orders, issue.order.id, lambda o: o.after(counter.clock(), "reconciled"))
            return super().send(*args, **kwargs)  # type: ignore[arg-type]

    counter.deliver(counter.desk_with(Busy(counter.mailer, Killed(), times=0)))

    events = [entry.event for entry in counter.order(issue).history]
    assert "reconciled" in events
    assert counter.order(issue).status == "sent"


@pytest.mark.parametrize("key", ["backup/notes.txt", "papierhaus/2026/INV-2026-999999.pdf"])
def test_an_object_the_ledger_never_issued_mails_nobody(counter: Counter, key: str) -> None:
    assert notify(key, counter.desk) == "unknown"
    assert counter.mails() == []


def test_an_order_is_in_hand_while_it_is_mailed_and_done_once_that_went_well(
    counter: Counter,
) -> None:
    issue = counter.issue()
    heartbeat = Heartbeat("notifier", "archived", counter.backends.workers, counter.clock)

    def seen() -> tuple[tuple[str, ...], int]:
        heartbeat.beat()
        (worker,) = counter.backends.workers.seen_since(counter.clock())
        return worker.holds, worker.done

    class WatchedMailer(FailingMailer):
        def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
            held.append(seen())
            return super().send(message, mail_id=mail_id, attempt=attempt)

    held: list[tuple[tuple[str, ...], int]] = []
    mailer = WatchedMailer(counter.mailer, ConnectionError("no route"))
    desk = counter.desk_with(mailer, holding=heartbeat.holding)
    with pytest.raises(ConnectionError):
        notify(issue.invoice.archive_key, desk)
    assert seen() == ((), 0), "what must be tried again is not done"
    notify(issue.invoice.archive_key, desk)
    assert held == [((issue.order.id,), 0)] * 2
    assert seen() == ((), 1)
