"""SQS queues: what is asked of SQS, and what happens when it does only a part of it, or is late."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from mypy_boto3_sqs import SQSClient

from services.backends.aws.queue import REMEMBERED, MessageRefused, SqsQueue
from services.backends.queue import LeaseLost, Message
from services.backends.unavailable import Unavailable
from tests.aws_faults import fail_entries, lose_answer, refuse
from tests.aws_world import Requests, aws, make_queue
from tests.clock import START
from tests.moto_clock import MotoClock

BODIES = [f"ord_{n}" for n in range(23)]


@pytest.fixture
def sqs() -> Iterator[SQSClient]:
    with aws() as clients:
        yield clients.sqs


@pytest.fixture
def clock(sqs: SQSClient) -> MotoClock:
    clock = MotoClock()
    clock.follow(sqs)
    return clock


@pytest.fixture
def url(sqs: SQSClient) -> str:
    return make_queue(sqs, "orders")


@pytest.fixture
def queue(sqs: SQSClient, url: str, clock: MotoClock) -> SqsQueue:
    return SqsQueue(sqs, url, clock=clock)


def _receive(queue: SqsQueue, limit: int = 10) -> list[Message]:
    return queue.receive(limit, visibility_s=60, wait_s=0)


def _drain(queue: SqsQueue) -> list[str]:
    bodies = []
    while messages := _receive(queue):
        bodies += [message.body for message in messages]
        queue.delete(messages)
    return sorted(bodies)


def test_ten_messages_go_in_one_request(sqs: SQSClient, queue: SqsQueue) -> None:
    requests = Requests(sqs)
    queue.send(BODIES)
    assert [len(sent["Entries"]) for sent in requests.of("SendMessageBatch")] == [10, 10, 3]
    assert _drain(queue) == sorted(BODIES)
    assert [len(gone["Entries"]) for gone in requests.of("DeleteMessageBatch")] == [10, 10, 3]


def test_nothing_to_send_or_delete_asks_for_nothing(sqs: SQSClient, queue: SqsQueue) -> None:
    requests = Requests(sqs)
    queue.send([])
    queue.delete([])
    assert requests.names == []


@pytest.mark.parametrize(("wait_s", "asked_s"), [(0, 0), (0.2, 1), (1, 1), (20, 20), (60, 20)])
def test_a_wait_is_a_long_poll_of_at_most_twenty_seconds(
    sqs: SQSClient, queue: SqsQueue, wait_s: float, asked_s: int
) -> None:
    queue.send(["ord_1"])  # so that moto answers at once
    requests = Requests(sqs)
    queue.receive(50, visibility_s=60, wait_s=wait_s)
    (asked,) = requests.of("ReceiveMessage")
    assert asked["WaitTimeSeconds"] == asked_s
    assert asked["MaxNumberOfMessages"] == 10
    assert asked["VisibilityTimeout"] == 60


def test_a_part_of_a_second_is_rounded_up_and_bounds_are_kept(
    sqs: SQSClient, queue: SqsQueue
) -> None:
    queue.send(["ord_1"])
    requests = Requests(sqs)
    (message,) = _receive(queue)
    queue.extend(message, 0.2)
    queue.release(message, 1.5)
    queue.send(["later"], delay_s=5_000)
    changes = [asked["VisibilityTimeout"] for asked in requests.of("ChangeMessageVisibility")]
    assert changes == [1, 2]
    (sent,) = requests.of("SendMessageBatch")
    assert sent["Entries"][0]["DelaySeconds"] == 900


def test_what_sqs_did_not_take_of_a_batch_is_sent_again_and_nothing_else(
    sqs: SQSClient, queue: SqsQueue
) -> None:
    fail_entries(sqs, "SendMessageBatch", "InternalError", [1, 4])
    queue.send(BODIES[:10])
    assert _drain(queue) == sorted(BODIES[:10])


def test_a_batch_that_is_never_taken_whole_says_so_and_not_what_was_in_it(
    sqs: SQSClient, queue: SqsQueue
) -> None:
    fail_entries(sqs, "SendMessageBatch", "RequestThrottled", [0], times=100)
    with pytest.raises(Unavailable, match="1 messages could not be sent: RequestThrottled"):
        queue.send(BODIES[:3])


def test_a_message_sqs_refuses_for_good_is_no_outage(sqs: SQSClient, queue: SqsQueue) -> None:
    def refused(parsed: dict[str, object], **_event: object) -> None:
        parsed["Failed"] = [{"Id": "0", "Code": "InvalidMessageContents", "SenderFault": True}]

    sqs.meta.events.register("after-call.sqs.SendMessageBatch", refused)
    with pytest.raises(MessageRefused, match="InvalidMessageContents"):
        queue.send(["\x00"])


def test_what_sqs_did_not_delete_of_a_batch_is_deleted_again(
    sqs: SQSClient, queue: SqsQueue
) -> None:
    queue.send(BODIES[:10])
    fail_entries(sqs, "DeleteMessageBatch", "InternalError", [0, 9])
    queue.delete(_receive(queue))
    assert queue.figures().undeleted == 0


def test_a_batch_that_is_never_deleted_whole_says_so(sqs: SQSClient, queue: SqsQueue) -> None:
    queue.send(BODIES[:2])
    fail_entries(sqs, "DeleteMessageBatch", "InternalError", [0], times=100)
    with pytest.raises(Unavailable, match="1 messages could not be deleted: InternalError"):
        queue.delete(_receive(queue))


def test_deleting_what_was_deleted_by_a_request_that_timed_out_is_no_fault(
    sqs: SQSClient, queue: SqsQueue
) -> None:
    queue.send(["ord_1"])
    messages = _receive(queue)
    lose_answer(sqs, "DeleteMessageBatch")
    with pytest.raises(Unavailable):
        queue.delete(messages)
    queue.delete(messages)
    assert queue.figures().undeleted == 0


def test_messages_of_a_request_that_timed_out_come_again_when_their_lease_ends(
    sqs: SQSClient, queue: SqsQueue, clock: MotoClock
) -> None:
    queue.send(["ord_1"])
    lose_answer(sqs, "ReceiveMessage")
    with pytest.raises(Unavailable):
        _receive(queue)
    assert _receive(queue) == []
    clock.advance(61)
    (message,) = _receive(queue)
    assert message.attempts == 2


ASKING: dict[str, tuple[str, Callable[[SqsQueue, Message], object]]] = {
    "send": ("SendMessageBatch", lambda queue, _: queue.send(["ord_2"])),
    "receive": ("ReceiveMessage", lambda queue, _: _receive(queue)),
    "extend": ("ChangeMessageVisibility", lambda queue, message: queue.extend(message, 60)),
    "release": ("ChangeMessageVisibility", lambda queue, message: queue.release(message)),
    "delete": ("DeleteMessageBatch", lambda queue, message: queue.delete([message])),
    "figures": ("GetQueueAttributes", lambda queue, _: queue.figures()),
}


@pytest.mark.parametrize("verb", ASKING)
@pytest.mark.parametrize("fault", [("RequestThrottled", 400), ("InternalError", 500)])
def test_throttles_and_faults_of_sqs_are_told_as_unavailable(
    sqs: SQSClient, queue: SqsQueue, verb: str, fault: tuple[str, int]
) -> None:
    operation, ask = ASKING[verb]
    queue.send(["ord_1"])
    (message,) = _receive(queue)
    refuse(sqs, operation, fault[0], status=fault[1])
    with pytest.raises(Unavailable, match=fault[0]):
        ask(queue, message)


def test_an_extension_that_was_throttled_leaves_the_lease_and_may_be_tried_again(
    sqs: SQSClient, queue: SqsQueue, clock: MotoClock
) -> None:
    queue.send(["ord_1"])
    (message,) = _receive(queue)
    refuse(sqs, "ChangeMessageVisibility", "RequestThrottled", times=1)
    with pytest.raises(Unavailable):
        queue.extend(message, 60)
    clock.advance(40)
    queue.extend(message, 60)
    clock.advance(40)
    assert _receive(queue) == []


@pytest.mark.parametrize(
    "code",
    [
        "ReceiptHandleIsInvalid",
        "MessageNotInflight",
        "AWS.SimpleQueueService.MessageNotInflight",
        "InvalidParameterValue",
    ],
)
@pytest.mark.parametrize("act", ["extend", "release"])
def test_what_sqs_no_longer_holds_for_us_is_lost(
    sqs: SQSClient, queue: SqsQueue, code: str, act: str
) -> None:
    queue.send(["ord_1"])
    (message,) = _receive(queue)
    refuse(sqs, "ChangeMessageVisibility", code)
    with pytest.raises(LeaseLost):
        getattr(queue, act)(message, 60)


def test_a_lease_known_to_be_lost_is_not_asked_about(
    sqs: SQSClient, queue: SqsQueue, clock: MotoClock
) -> None:
    queue.send(["ord_1"])
    (message,) = _receive(queue)
    clock.advance(60)
    requests = Requests(sqs)
    with pytest.raises(LeaseLost):
        queue.extend(message, 60)
    queue.delete([message])
    assert requests.names == []


def test_a_delivery_somebody_else_received_is_for_sqs_to_judge(
    sqs: SQSClient, url: str, clock: MotoClock
) -> None:
    theirs, ours = (SqsQueue(sqs, url, clock=clock) for _ in range(2))
    theirs.send(["ord_1"])
    (message,) = _receive(theirs)
    ours.extend(message, 300)
    clock.advance(200)
    assert _receive(theirs) == []
    ours.delete([message])
    assert ours.figures().undeleted == 0


def test_leases_that_ended_long_ago_are_forgotten(
    sqs: SQSClient, queue: SqsQueue, clock: MotoClock
) -> None:
    queue.send(["ord_1"])
    (message,) = _receive(queue)
    clock.advance((REMEMBERED + timedelta(minutes=2)).total_seconds())
    _receive(queue)
    requests = Requests(sqs)
    queue.delete([message])
    assert requests.names == ["DeleteMessageBatch"]


def test_a_message_tells_when_sqs_took_it_to_the_millisecond(
    sqs: SQSClient, queue: SqsQueue
) -> None:
    def dated(parsed: dict[str, list[dict[str, dict[str, str]]]], **_event: object) -> None:
        parsed["Messages"][0]["Attributes"] = {
            "SentTimestamp": f"{int(START.timestamp())}007",
            "ApproximateReceiveCount": "3",
        }

    queue.send(["ord_1"])
    sqs.meta.events.register("after-call.sqs.ReceiveMessage", dated)
    (message,) = _receive(queue)
    assert message.sent_at == START + timedelta(milliseconds=7)
    assert message.attempts == 3
