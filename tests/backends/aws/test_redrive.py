"""Dead letters go back: all by SQS itself, or some by us."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from mypy_boto3_sqs import SQSClient

from services.backends.aws.queue import SqsQueue
from services.backends.aws.redrive import move_all, move_selected
from services.backends.unavailable import Unavailable
from tests.aws_faults import lose_answer
from tests.aws_world import Requests, aws, make_queue, queue_arn
from tests.moto_clock import MotoClock


@pytest.fixture
def sqs() -> Iterator[SQSClient]:
    with aws() as clients:
        yield clients.sqs


@pytest.fixture
def clock() -> MotoClock:
    return MotoClock()


@pytest.fixture
def dead(sqs: SQSClient, clock: MotoClock) -> SqsQueue:
    return SqsQueue(sqs, make_queue(sqs, "dead-letters"), clock=clock)


@pytest.fixture
def orders(sqs: SQSClient, clock: MotoClock) -> SqsQueue:
    return SqsQueue(sqs, make_queue(sqs, "orders"), clock=clock)


def _bodies(queue: SqsQueue) -> list[str]:
    bodies: list[str] = []
    while messages := queue.receive(10, visibility_s=60, wait_s=0):
        bodies += [message.body for message in messages]
    return sorted(bodies)


def test_all_dead_letters_are_moved_by_sqs_to_where_they_came_from(sqs: SQSClient) -> None:
    url = make_queue(sqs, "dead-letters")

    def started(**_event: object) -> tuple[AWSResponse, dict[str, Any]]:
        response = AWSResponse("https://aws.example.com", 200, HTTPHeaders(), None)
        return response, {"TaskHandle": "move-1"}

    register: Any = sqs.meta.events.register
    register("before-call.sqs.StartMessageMoveTask", started)
    requests = Requests(sqs)
    assert move_all(sqs, url) == "move-1"
    (asked,) = requests.of("StartMessageMoveTask")
    assert asked == {"SourceArn": queue_arn(sqs, url)}


def test_the_chosen_ones_are_moved_and_the_others_left_as_they_were(
    dead: SqsQueue, orders: SqsQueue
) -> None:
    dead.send([f"ord_{n}" for n in range(15)])
    assert move_selected(dead, orders, lambda message: message.body.endswith("3"), 100) == 2
    assert _bodies(orders) == ["ord_13", "ord_3"]
    left = sorted(f"ord_{n}" for n in range(15) if n not in {3, 13})
    assert _bodies(dead) == left


def test_no_more_are_looked_at_than_was_asked(dead: SqsQueue, orders: SqsQueue) -> None:
    dead.send([f"ord_{n}" for n in range(15)])
    assert move_selected(dead, orders, lambda _: True, 12) == 12
    assert (orders.figures().undeleted, dead.figures().undeleted) == (12, 3)


def test_a_move_that_breaks_off_leaves_every_message_somewhere(
    sqs: SQSClient, dead: SqsQueue, orders: SqsQueue, clock: MotoClock
) -> None:
    dead.send(["ord_1", "ord_2"])
    lose_answer(sqs, "SendMessageBatch")
    with pytest.raises(Unavailable):
        move_selected(dead, orders, lambda _: True, 10)
    clock.advance(301)
    assert _bodies(orders) == _bodies(dead) == ["ord_1", "ord_2"]
