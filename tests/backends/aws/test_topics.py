"""News on SNS: a seller's subscription gets that seller's news and nothing else."""

import json
from collections.abc import Iterator

import pytest

from services.backends.aws.clients import Clients
from services.backends.aws.topics import SnsTopics
from services.backends.topics import News
from services.backends.unavailable import Unavailable
from tests.aws_faults import refuse
from tests.aws_world import aws, make_queue, queue_arn
from tests.clock import START

TIME = "2026-11-21T09:30:00.000000Z"
ISSUED = News("invoice.issued.v1", "papierhaus", "ord_1", "INV-2026-000001", START)
FAILED = News("order.failed.v1", "aurora", "ord_2", "unknown_seller", START)


@pytest.fixture
def clients() -> Iterator[Clients]:
    with aws() as clients:
        yield clients


@pytest.fixture
def sellers(clients: Clients) -> str:
    return clients.sns.create_topic(Name="sellers")["TopicArn"]


@pytest.fixture
def operators(clients: Clients) -> str:
    return clients.sns.create_topic(Name="operators")["TopicArn"]


@pytest.fixture
def topics(clients: Clients, sellers: str, operators: str) -> SnsTopics:
    return SnsTopics(clients.sns, sellers, operators)


def _subscribe(clients: Clients, topic_arn: str, **policy: list[str]) -> str:
    url = make_queue(clients.sqs, "subscriber")
    clients.sns.subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=queue_arn(clients.sqs, url),
        Attributes={"RawMessageDelivery": "true", "FilterPolicy": json.dumps(policy)},
    )
    return url


def _heard(clients: Clients, url: str) -> list[object]:
    answer = clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


def test_a_seller_hears_of_its_own_orders_alone(
    clients: Clients, topics: SnsTopics, sellers: str
) -> None:
    url = _subscribe(clients, sellers, seller_id=["papierhaus"])
    topics.tell_seller(ISSUED)
    topics.tell_seller(FAILED)
    assert _heard(clients, url) == [
        {
            "specversion": "1.0",
            "id": f"ord_1/invoice.issued.v1/{TIME}",
            "type": "invoice.issued.v1",
            "time": TIME,
            "source": "papierhaus",
            "subject": "ord_1",
            "datacontenttype": "application/json",
            "data": {"number": "INV-2026-000001"},
        }
    ]


def test_operators_hear_of_failures_of_every_seller(
    clients: Clients, topics: SnsTopics, operators: str
) -> None:
    url = _subscribe(clients, operators, type=["order.failed.v1"])
    topics.tell_operators(ISSUED)
    topics.tell_operators(FAILED)
    topics.tell_seller(FAILED)
    (heard,) = _heard(clients, url)
    assert isinstance(heard, dict)
    assert heard["data"] == {"code": "unknown_seller"}


def test_a_throttled_topic_may_be_told_again(clients: Clients, topics: SnsTopics) -> None:
    refuse(clients.sns, "Publish", "ThrottledException")
    with pytest.raises(Unavailable):
        topics.tell_seller(ISSUED)
