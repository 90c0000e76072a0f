import json
from collections.abc import Callable
from pathlib import Path

import pytest

from services.backends.unavailable import Unavailable
from services.notifier.main import note_batch
from tests.issued import Issue
from tests.notifier.counter import Counter, FailingMailer, FailingMails, Killed
from tests.recorded import Event, by_sns, by_sns_and_sqs, ses_event, sqs_event

Wrapping = Callable[[Event], Event]


def raw(event: Event) -> Event:
    """Return the event of a queue that subscribes with raw delivery."""
    return sqs_event(json.dumps(event))


@pytest.fixture(params=[by_sns, by_sns_and_sqs, raw])
def wrapped(request: pytest.FixtureRequest) -> Wrapping:
    wrapping: Wrapping = request.param
    return wrapping


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


def sent(counter: Counter, **changes: object) -> Issue:
    issue = counter.issue(**changes)
    counter.deliver()
    return issue


def event_about(counter: Counter, issue: Issue, kind: str, attempt: int = 1) -> Event:
    tag = f"{counter.mail_id(issue)}-{attempt}"
    return ses_event(kind, tag, to=issue.invoice.bill.buyer.email)


def note(counter: Counter, event: Event) -> list[str]:
    answer = note_batch(event, counter.desk)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("send", "sent"),
        ("delivery", "delivered"),
        ("bounce", "bounced"),
        ("complaint", "complained"),
    ],
)
def test_what_became_of_a_mail_shows_in_its_row_and_on_its_order(
    counter: Counter, wrapped: Wrapping, kind: str, state: str
) -> None:
    issue = sent(counter)
    event = wrapped(event_about(counter, issue, kind))
    assert note(counter, event) == []
    assert counter.row(issue).state == state
    order = counter.order(issue)
    assert order.mailed is not None
    assert (order.mailed.status, order.status) == (state, "sent")

    assert note(counter, event) == [], "the same event again"
    assert counter.order(issue) == order


def test_late_news_lowers_nothing(counter: Counter) -> None:
    issue = sent(counter)
    for kind in ("complaint", "bounce", "delivery", "send"):
        assert note(counter, by_sns_and_sqs(event_about(counter, issue, kind))) == []
    assert counter.row(issue).state == "complained"


def test_an_event_for_any_attempt_counts_also_before_our_own_record(counter: Counter) -> None:
    issue = counter.issue()
    dies_after_sending = FailingMailer(counter.mailer, Killed(), after=True)
    with pytest.raises(Killed):
        counter.deliver(counter.desk_with(dies_after_sending))
    assert counter.row(issue).state == "sending"

    assert note(counter, by_sns(event_about(counter, issue, "send"))) == []
    row = counter.row(issue)
    assert (row.state, row.message_id) == ("sent", "0107018f-example-000000")
    counter.deliver_all(counter.desk_with(FailingMailer(counter.mailer, AssertionError("twice"))))
    assert counter.order(issue).status == "sent"
    assert counter.row(issue).attempts == 1


def test_an_event_of_an_earlier_attempt_settles_the_mail(counter: Counter) -> None:
    issue = counter.issue()
    counter.deliver(counter.desk_with(FailingMailer(counter.mailer, OSError("lost answer"))))
    assert counter.row(issue).state == "failed"
    assert note(counter, by_sns(event_about(counter, issue, "delivery", attempt=1))) == []
    counter.deliver_all(counter.desk_with(FailingMailer(counter.mailer, AssertionError("twice"))))
    assert counter.row(issue).state == "delivered"


def test_an_address_that_may_be_good_is_not_bounced(counter: Counter) -> None:
    issue = sent(counter)
    event = event_about(counter, issue, "bounce")
    event["bounce"] |= {"bounceType": "Transient", "bounceSubType": "MailboxFull"}
    assert note(counter, by_sns(event)) == []
    assert counter.row(issue).state == "sent"


def test_a_blind_copy_that_bounces_says_nothing_about_the_buyer(counter: Counter) -> None:
    issue = sent(counter)
    event = event_about(counter, issue, "bounce")
    event["bounce"]["bouncedRecipients"][0]["emailAddress"] = "archive@seller.example"
    assert note(counter, by_sns(event)) == []
    assert counter.row(issue).state == "sent"


NEWS_OF_NOTHING = {
    "no tag": ses_event("bounce", None),
    "an unknown mail": ses_event("bounce", "mail_0000000000000000000000000000000000000000-1"),
    "a tag of another system": ses_event("bounce", "campaign-7"),
    "no attempt": ses_event("bounce", "mail_00"),
    "an empty tag": ses_event("bounce", ""),
    "a mail opened": {**ses_event("send", "mail_0-1"), "eventType": "Open"},
    "a kind nobody knows yet": {**ses_event("send", "mail_0-1"), "eventType": "Teleported"},
    "no mail": {"eventType": "Bounce"},
    "nothing": {},
}


@pytest.mark.parametrize("event", NEWS_OF_NOTHING.values(), ids=NEWS_OF_NOTHING)
def test_news_of_no_mail_of_ours_is_dropped(
    counter: Counter, wrapped: Wrapping, event: Event
) -> None:
    issue = sent(counter)
    before = counter.order(issue)
    assert note(counter, wrapped(event)) == []
    assert counter.order(issue) == before


@pytest.mark.parametrize("body", ["", "no JSON", "[]", "null", '{"Type": "Notification"}'])
def test_what_nobody_can_read_holds_nobody_up(counter: Counter, body: str) -> None:
    issue = sent(counter)
    good = json.dumps(event_about(counter, issue, "delivery"))
    assert note(counter, sqs_event(body, good)) == []
    assert counter.row(issue).state == "delivered"


def failing(counter: Counter) -> Counter:
    mails = FailingMails(
        counter.backends.mails, Unavailable("throttled"), lambda mail: mail.state == "bounced"
    )
    counter.desk = counter.desk_with(counter.mailer, mails=mails)
    return counter


def test_an_event_the_ledger_cannot_take_now_comes_again_alone(counter: Counter) -> None:
    first, second = sent(counter, key="key-1"), sent(counter, key="key-2")
    bounce, delivery = (
        event_about(counter, first, "bounce"),
        event_about(counter, second, "delivery"),
    )
    batch = by_sns_and_sqs(bounce, delivery)
    assert note(failing(counter), batch) == ["message-0"]
    assert counter.row(second).state == "delivered"
    assert note(counter, batch) == []
    assert counter.row(first).state == "bounced"


def test_without_a_queue_lambda_itself_tries_an_event_again(counter: Counter) -> None:
    issue = sent(counter)
    event = by_sns(event_about(counter, issue, "bounce"))
    with pytest.raises(Unavailable):
        note(failing(counter), event)
    assert note(counter, event) == []
    assert counter.row(issue).state == "bounced"
