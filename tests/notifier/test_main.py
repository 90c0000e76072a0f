from pathlib import Path

import pytest

from services.domain.message import object_created
from services.notifier.main import notify_messages
from tests.notifier.counter import VISIBILITY_S, Counter, FailingMailer


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


@pytest.mark.parametrize(
    "body", ["not JSON", "[]", '{"Records": "none"}', '{"Records": [{"s3": {}}]}', "{}"]
)
def test_a_message_nobody_can_read_is_dropped_and_holds_nobody_up(
    counter: Counter, body: str
) -> None:
    counter.queue.send([body])
    issue = counter.issue()

    counter.deliver()

    assert counter.order(issue).status == "sent"
    assert counter.queue.figures().oldest_age_s is None


def test_a_mail_that_cannot_be_sent_now_holds_nobody_up(counter: Counter) -> None:
    first, second = counter.issue(key="key-1"), counter.issue(key="key-2")

    counter.deliver(counter.desk_with(FailingMailer(counter.mailer, OSError("down"))))

    statuses = sorted(counter.order(issue).status for issue in (first, second))
    assert statuses == ["invoiced", "sent"]
    assert counter.queue.figures().delayed == 1


def test_a_message_of_several_objects_is_done_when_each_is(counter: Counter) -> None:
    first, second = counter.issue(key="key-1"), counter.issue(key="key-2")
    counter.deliver_all()
    third = counter.issue(key="key-3")
    keys = [issue.invoice.archive_key for issue in (first, third, second)]
    records = ", ".join(object_created(key)[len('{"Records": [') : -2] for key in keys)
    counter.queue.send([f'{{"Records": [{records}]}}'])

    counter.deliver_all()

    assert counter.order(third).status == "sent"
    assert len(counter.mails()) == 3


def test_the_wait_between_attempts_is_a_part_of_a_doubling_span(counter: Counter) -> None:
    counter.issue()
    desk = counter.desk_with(FailingMailer(counter.mailer, OSError("down"), times=4))

    for span_s in (60, 120, 240, 480):
        assert counter.deliver(desk) == 1
        counter.clock.advance(0.5 * span_s - 0.1)
        assert counter.deliver(desk) == 0
        counter.clock.advance(0.2)

    assert counter.deliver(desk) == 1
    assert len(counter.mails()) == 1


def test_a_delivery_whose_time_ran_out_is_left_to_its_new_owner(counter: Counter) -> None:
    issue = counter.issue()
    (late,) = counter.queue.receive(10, visibility_s=VISIBILITY_S, wait_s=0)
    counter.clock.advance(VISIBILITY_S + 1)
    counter.deliver()

    desk = counter.desk_with(FailingMailer(counter.mailer, OSError("down")))
    notify_messages([late], counter.queue, desk, fraction=lambda: 0.5)

    assert counter.order(issue).status == "sent"
    assert counter.row(issue).attempts == 1


def test_a_notifier_that_is_asked_to_stop_gives_the_rest_back(counter: Counter) -> None:
    for n in range(3):
        counter.issue(key=f"key-{n}")
    messages = counter.queue.receive(10, visibility_s=VISIBILITY_S, wait_s=0)

    notify_messages(
        messages,
        counter.queue,
        counter.desk,
        fraction=lambda: 0.5,
        stopping=lambda: len(counter.mails()) == 1,
    )

    assert len(counter.mails()) == 1
    assert counter.deliver() == 2
    assert len(counter.mails()) == 3
