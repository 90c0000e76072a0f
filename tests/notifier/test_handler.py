import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.backends.queue import LeaseLost, Message
from services.backends.unavailable import Unavailable
from services.notifier.desk import Desk
from services.notifier.main import notify_batch
from tests.notifier.counter import Counter, FailingMailer, refusing
from tests.recorded import Event, recorded, s3_created, sqs_event


class HeldByLambda:
    """What a queue says to releases of deliveries that Lambda received for the function."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.released: dict[str, float] = {}
        self._failure = failure

    def release(self, message: Message, delay_s: float = 0) -> None:
        self.released[message.receipt] = delay_s
        if self._failure:
            raise self._failure


class Function:
    """The notifier as a Lambda function."""

    def __init__(self, state: Path) -> None:
        self.counter = Counter(state)
        self.queue = HeldByLambda()

    def invoke(
        self,
        event: Event,
        desk: Desk | None = None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> list[str]:
        """Return the ids of the messages that must come again."""
        queue: Any = self.queue  # a batch needs no more of it
        answer = notify_batch(
            event,
            queue,
            desk or self.counter.desk,
            fraction=lambda: 0.5,
            stopping=stopping,
        )
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@pytest.fixture
def function(tmp_path: Path) -> Function:
    return Function(tmp_path)


def test_a_batch_of_s3_events_mails_each_buyer_once(function: Function) -> None:
    first, second = function.counter.issue(key="key-1"), function.counter.issue(key="key-2")
    event = sqs_event(
        s3_created(first.invoice.archive_key),
        s3_created(second.invoice.archive_key, first.invoice.archive_key),
    )
    assert function.invoke(event) == []
    assert function.invoke(event) == [], "a batch that comes twice"
    assert len(function.counter.mails()) == 2
    assert function.counter.order(first).status == "sent"


def test_s3_s_test_event_and_what_nobody_can_read_are_settled(function: Function) -> None:
    issue = function.counter.issue()
    key = s3_created(issue.invoice.archive_key)
    event = sqs_event(json.dumps(recorded("s3_test")), "no JSON", "[]", key)
    assert function.invoke(event) == []
    assert function.counter.order(issue).status == "sent"


def test_keys_are_read_as_s3_spells_them(function: Function) -> None:
    issue = function.counter.issue(profile={"numbering": {"pattern": "R_{yyyy}.{seq:6}"}})
    plain = s3_created(issue.invoice.archive_key)
    # S3 encodes what a URL would not carry; an emulator may encode the slash as well.
    encoded = plain.replace(
        issue.invoice.archive_key, issue.invoice.archive_key.replace("/", "%2F")
    )
    assert encoded != plain
    assert function.invoke(sqs_event(encoded)) == []
    assert function.counter.order(issue).status == "sent"


def test_objects_that_are_no_invoices_are_settled(function: Function) -> None:
    body = s3_created("audit/2026-11-21 head+digest.json", "aurora/unknown.pdf", "")
    assert function.invoke(sqs_event(body)) == []


def test_one_failing_mail_comes_again_alone_and_later(function: Function) -> None:
    first, second = function.counter.issue(key="key-1"), function.counter.issue(key="key-2")
    desk = function.counter.desk_with(FailingMailer(function.counter.mailer, OSError("down")))
    event = sqs_event(*(s3_created(issue.invoice.archive_key) for issue in (first, second)))
    assert function.invoke(event, desk) == ["message-0"]
    assert function.queue.released == {"receipt-0": 30.0}
    assert function.counter.order(second).status == "sent"
    assert function.invoke(event) == []
    assert len(function.counter.mails()) == 2


def test_a_mail_somebody_else_is_sending_waits_for_the_end_of_their_lease(
    function: Function,
) -> None:
    issue = function.counter.issue()
    desk = function.counter.desk_with(
        FailingMailer(function.counter.mailer, SystemExit("killed while sending"))
    )
    event = sqs_event(s3_created(issue.invoice.archive_key))
    with pytest.raises(SystemExit):
        function.invoke(event, desk)
    assert function.invoke(event) == ["message-0"]
    assert function.queue.released == {"receipt-0": 31.0}


def test_a_mail_that_can_never_be_sent_does_not_come_again(function: Function) -> None:
    issue = function.counter.issue()
    refused = function.counter.desk_with(refusing())
    assert function.invoke(sqs_event(s3_created(issue.invoice.archive_key)), refused) == []
    failure = function.counter.order(issue).failure
    assert failure is not None
    assert failure.code == "mail_refused"


def test_what_no_time_is_left_for_is_given_back_untouched(function: Function) -> None:
    issues = [function.counter.issue(key=f"key-{n}") for n in range(3)]
    looks = iter([False, True, True])
    event = sqs_event(*(s3_created(issue.invoice.archive_key) for issue in issues))
    assert function.invoke(event, stopping=lambda: next(looks)) == ["message-1", "message-2"]
    assert function.queue.released == {"receipt-1": 0, "receipt-2": 0}
    assert len(function.counter.mails()) == 1


@pytest.mark.parametrize("failure", [LeaseLost("gone"), Unavailable("throttled")])
def test_a_release_that_fails_leaves_the_message_to_its_visibility(
    function: Function, failure: Exception
) -> None:
    function.queue = HeldByLambda(failure)
    first, second = function.counter.issue(key="key-1"), function.counter.issue(key="key-2")
    desk = function.counter.desk_with(FailingMailer(function.counter.mailer, OSError("down")))
    event = sqs_event(*(s3_created(issue.invoice.archive_key) for issue in (first, second)))
    assert function.invoke(event, desk) == ["message-0"]
    assert function.counter.order(second).status == "sent"


def test_an_empty_batch_is_settled(function: Function) -> None:
    assert function.invoke({"Records": []}) == []
