"""The whole way on an emulated AWS: straight, with deliveries doubled and reordered, with faults.

Whatever a single request meets, in the end the order is sent: one invoice, one number, one mail.
"""

import json
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from itertools import count
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from services.domain.message import object_created
from services.flow.dispatch import order_accepted
from tests.aws_faults import fail_entries
from tests.aws_system import PUBLIC_URL, System, system
from tests.aws_world import Requests

ACCEPT = ["GetItem", "UpdateItem", "GetItem", "PutItem", "SendMessageBatch"]
WORK = [
    "ReceiveMessage",
    "BatchGetItem",
    "GetItem",
    "TransactWriteItems",
    "PutObject",
    "TransactWriteItems",
    "DeleteMessageBatch",
]
NOTIFY = [
    "GetItem",
    "BatchGetItem",
    "GetItem",
    "TransactWriteItems",
    "GetItem",
    "SendEmail",
    "PutItem",
    "BatchGetItem",
    "GetItem",
    "PutItem",
    "Publish",
]
NOTE_MAIL = ["GetItem", "BatchGetItem", "GetItem"]
FLOW = [*ACCEPT, *WORK, *NOTIFY, *NOTE_MAIL]
"""Every request of an order's straight way, in order."""

RECEIPTS = len(ACCEPT) + WORK.index("TransactWriteItems", 4)
THROTTLES = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "sqs": "RequestThrottled",
    "s3": "SlowDown",
    "sesv2": "TooManyRequestsException",
    "sns": "Throttling",
}

Answer = tuple[AWSResponse, dict[str, Any]]
Refusal = Callable[[str, dict[str, Any]], Answer]
"""Makes the answer to a request, given the service and the request as it would be sent."""


def refusing(status: int, code: str, **more: object) -> Answer:
    error = {"Error": {"Code": code, "Message": ""}, **more}
    metadata = {"ResponseMetadata": {"HTTPStatusCode": status, "RetryAttempts": 0}}
    return AWSResponse("", status, HTTPHeaders(), None), {**error, **metadata}


def throttled(service: str, _request: dict[str, Any]) -> Answer:
    return refusing(400, THROTTLES[service])


def broken(_service: str, _request: dict[str, Any]) -> Answer:
    return refusing(500, "InternalServerError")


def in_a_transaction(_service: str, _request: dict[str, Any]) -> Answer:
    return refusing(400, "TransactionConflictException")


def cancelled(reason: str) -> Refusal:
    def refuse(_service: str, request: dict[str, Any]) -> Answer:
        actions = json.loads(request["body"])["TransactItems"]
        reasons = [{"Code": reason}, *({"Code": "None"} for _ in actions[1:])]
        return refusing(400, "TransactionCanceledException", CancellationReasons=reasons)

    return refuse


def unprocessed(_service: str, request: dict[str, Any]) -> Answer:
    keys = json.loads(request["body"])["RequestItems"]
    return AWSResponse("", 200, HTTPHeaders(), None), {
        "Responses": {},
        "UnprocessedKeys": keys,
        "ResponseMetadata": {"HTTPStatusCode": 200},
    }


def written_at_the_same_time(_service: str, _request: dict[str, Any]) -> Answer:
    return refusing(409, "ConditionalRequestConflict")


class Road:
    """The requests of all services, one of which meets something."""

    def __init__(self, clients: list[BaseClient]) -> None:
        self._clients = clients
        self.met = False

    def refuse(self, refusal: Refusal, *, at: int, only: str = "*") -> None:
        """Answer a request without making it: the one at this place among all, or among `only`."""

        def answer(model: Any, params: dict[str, Any], **_: object) -> Answer | None:  # noqa: ANN401
            if next(places) != at:
                return None
            self.met = True
            return refusal(model.service_model.service_name, params)

        places = self._register("before-call", only, answer)

    def lose_answer(self, *, at: int, only: str = "*") -> None:
        """Let a request take effect, and its answer get lost."""

        def lose(**_: object) -> None:
            if next(places) == at:
                self.met = True
                raise ReadTimeoutError(endpoint_url="https://aws.example.com")

        places = self._register("after-call", only, lose)

    def meanwhile(self, act: Callable[[], object], *, at: int) -> None:
        """Let somebody else act just before a request is made."""

        def pause(**_: object) -> None:
            if next(places) == at:
                self.met = True
                act()

        places = self._register("before-call", "*", pause)

    def _register(self, event: str, only: str, handler: Callable[..., object]) -> Iterator[int]:
        for client in self._clients:
            events: Any = client.meta.events  # the stubs know no handlers that answer
            events.register(f"{event}.*.{only}", handler)
        return count()


@pytest.fixture
def aws() -> Iterator[System]:
    with system() as made:
        yield made


def test_an_accepted_order_becomes_an_invoice_a_mail_and_a_page(aws: System) -> None:
    requests = Requests(*aws.services)
    assert aws.post() == 202
    assert aws.turn() > 0
    assert requests.names == FLOW

    aws.settle("key-1")
    aws.assert_done_once("key-1")
    (mail,) = aws.mails()
    plain = message_from_bytes(mail, policy=default).get_body(("plain",))
    assert plain is not None
    (link,) = [line for line in plain.get_content().splitlines() if line.startswith(PUBLIC_URL)]
    page = aws.page(link.removeprefix(PUBLIC_URL))
    assert page["statusCode"] == 200
    order = aws.order()
    assert order is not None
    assert order.issued is not None
    assert order.issued.number in page["body"]
    pdf = aws.page(f"{link.removeprefix(PUBLIC_URL)}/pdf")
    assert pdf["statusCode"] == 302
    assert order.issued.number in pdf["headers"]["location"]


def test_deliveries_that_come_twice_and_out_of_order_change_nothing(aws: System) -> None:
    keys = ["key-1", "key-2", "key-3"]
    assert [aws.post(key) for key in [*keys, *keys]] == [202] * 6
    orders = [order for key in keys if (order := aws.order(key))]
    messages = [order_accepted(order) for order in reversed(orders)]
    aws.real.orders_queue.send(messages)
    aws.turn(times=2)
    aws.settle(*keys)
    aws.assert_done_once(*keys)

    issued = [order.issued for key in keys if (order := aws.order(key))]
    assert len({one.number for one in issued if one}) == len(keys)
    aws.real.orders_queue.send(messages)
    aws.real.archived_queue.send([object_created(key) for key in aws.real.archive.keys()])  # noqa: SIM118 - no dict
    aws.settle(*keys)
    aws.assert_done_once(*keys)


def test_a_mail_that_is_faster_than_the_receipt_is_sent_once(aws: System) -> None:
    road = Road(aws.services)
    road.meanwhile(lambda: (aws.announce(), aws.invoke_notifier()), at=RECEIPTS)
    assert aws.post() == 202
    aws.work_once()
    assert road.met
    assert aws.real.orders_queue.figures().undeleted == 0, "it needed no second delivery"
    aws.settle("key-1")
    aws.assert_done_once("key-1")
    order = aws.order()
    assert order is not None
    events = [entry.event for entry in order.history]
    assert events == ["accepted", "issued", "mail_sent", "archived"]


def test_a_number_whose_answer_was_lost_is_read_and_used_at_once(aws: System) -> None:
    road = Road(aws.services)
    road.lose_answer(at=0, only="TransactWriteItems")
    assert aws.post() == 202
    aws.work_once()
    assert road.met
    order = aws.order()
    assert order is not None
    assert order.archived
    assert order.attempts == 0
    aws.settle("key-1")
    aws.assert_done_once("key-1")


@pytest.mark.parametrize("refusal", [throttled, broken])
@pytest.mark.parametrize(("at", "operation"), list(enumerate(FLOW)))
def test_any_request_may_be_refused(aws: System, at: int, operation: str, refusal: Refusal) -> None:
    road = Road(aws.services)
    road.refuse(refusal, at=at)
    aws.settle("key-1")
    assert road.met, operation
    aws.assert_done_once("key-1")


@pytest.mark.parametrize(("at", "operation"), list(enumerate(FLOW)))
def test_any_answer_may_be_lost_after_its_effect(aws: System, at: int, operation: str) -> None:
    road = Road(aws.services)
    road.lose_answer(at=at)
    aws.settle("key-1")
    assert road.met, operation
    aws.assert_done_once("key-1")


PECULIAR: dict[str, dict[str, Refusal]] = {
    "PutItem": {"in a transaction": in_a_transaction},
    "TransactWriteItems": {
        reason: cancelled(reason)
        for reason in ("TransactionConflict", "ConditionalCheckFailed", "ThrottlingError")
    },
    "BatchGetItem": {"unprocessed": unprocessed},
    "PutObject": {"at the same time": written_at_the_same_time},
}


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        pytest.param(at, refusal, id=f"{at} {operation} {name}")
        for at, operation in enumerate(FLOW)
        for name, refusal in PECULIAR.get(operation, {}).items()
    ],
)
def test_what_only_some_operations_answer_is_survived_too(
    aws: System, at: int, refusal: Refusal
) -> None:
    road = Road(aws.services)
    road.refuse(refusal, at=at)
    aws.settle("key-1")
    assert road.met
    aws.assert_done_once("key-1")


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("operation", ["SendMessageBatch", "DeleteMessageBatch"])
def test_a_batch_may_be_taken_in_part(aws: System, operation: str, times: int) -> None:
    keys = ["key-1", "key-2", "key-3"]
    fail_entries(aws.clients.sqs, operation, "InternalError", [0, 2], times=times)
    aws.settle(*keys)
    aws.assert_done_once(*keys)


@pytest.mark.parametrize("kind", ["throttled", "broken", "lost"])
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("SendMessageBatch", "Query"),
        ("SendMessageBatch", "GetQueueAttributes"),
        ("PutObject", "ChangeMessageVisibility"),
        ("PutObject", "GetObject"),
        ("SendEmail", "ChangeMessageVisibility"),
    ],
)
def test_what_mends_a_fault_may_meet_one_itself(
    aws: System, first: str, then: str, kind: str
) -> None:
    start, mending = Road(aws.services), Road(aws.services)
    if first == "PutObject":
        start.lose_answer(at=0, only=first)
    else:
        start.refuse(broken, at=0, only=first)
    if kind == "lost":
        mending.lose_answer(at=0, only=then)
    else:
        mending.refuse(throttled if kind == "throttled" else broken, at=0, only=then)
    aws.settle("key-1")
    assert start.met
    assert mending.met
    aws.assert_done_once("key-1")
