"""The aws backend put together over an emulated AWS, with the functions in front of it."""

import json
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from services.backends.aws.clients import Clients
from services.backends.aws.fleet import NoSuchFleet
from services.backends.keys import Key, cognito_digest
from services.backends.pauses import Pause
from services.domain.link import KeyRing
from services.domain.worker import Worker
from services.order_api.main import lambda_app
from services.order_api.settings import OrderApiSettings
from services.runtime.aws_composition import backends_of, mailers_of
from services.runtime.composition import Backends
from services.runtime.secrets import Secrets, encoded
from services.runtime.settings import AwsNames
from tests import aws_world
from tests.builders import a_seller
from tests.clock import SettableClock
from tests.order_api.function import order_text
from tests.recorded import CLIENT, http_event, rest_event

SECRETS = Secrets(links=KeyRing(1, {1: b"l" * 32}), cursors=b"c" * 32, lookups=b"k" * 32)


@pytest.fixture
def clients() -> Iterator[Clients]:
    with aws_world.aws() as clients:
        yield clients


@pytest.fixture
def names(clients: Clients) -> AwsNames:
    def queue(name: str) -> tuple[str, str]:
        dead = aws_world.make_queue(clients.sqs, f"{name}-dead-letters")
        return aws_world.make_queue(clients.sqs, name, dead_letters=dead), dead

    orders, orders_dead = queue("orders")
    archived, archived_dead = queue("archived")
    buckets = aws_world.make_archive(clients.s3)
    return AwsNames(
        table=aws_world.make_table(clients.dynamodb),
        orders_queue_url=orders,
        orders_dead_letters_url=orders_dead,
        archived_queue_url=archived,
        archived_dead_letters_url=archived_dead,
        archive_bucket=buckets.locked,
        test_archive_bucket=buckets.test,
        secrets_id=aws_world.make_secret(clients.secrets, "keys", json.loads(encoded(SECRETS))),
        mail_configuration_set="counterfoil",
        seller_topic_arn="arn:aws:sns:us-east-1:123456789012:sellers",
        operator_topic_arn="arn:aws:sns:us-east-1:123456789012:operators",
    )


@pytest.fixture
def backends(clients: Clients, names: AwsNames) -> Backends:
    return backends_of(names, clients, SettableClock())


def test_signing_keys_are_read_as_the_one_machine_edition_writes_them(backends: Backends) -> None:
    assert backends.secrets == SECRETS


def test_each_queue_is_the_one_that_was_named(backends: Backends) -> None:
    queues = (
        backends.orders_queue,
        backends.orders_dead_letters,
        backends.archived_queue,
        backends.archived_dead_letters,
    )
    for number, queue in enumerate(queues):
        queue.send([str(number)])
    for number, queue in enumerate(queues):
        (message,) = queue.receive(10, visibility_s=60, wait_s=0)
        assert message.body == str(number)


def test_an_order_through_the_function_costs_two_requests(
    clients: Clients, backends: Backends
) -> None:
    clock = SettableClock()
    backends.sellers.put("aurora", a_seller().profile, clock())
    backends.keys.create(
        Key(
            digest=cognito_digest(CLIENT),
            prefix=CLIENT[:12],
            seller_id="aurora",
            role="checkout",
            livemode=True,
            created_at=clock(),
        )
    )
    settings = OrderApiSettings(backend="aws", public_url="https://invoices.example.com")
    handler = lambda_app(backends, settings, clock=clock, new_id=lambda: "0" * 32)

    def post(key: str) -> int:
        event = rest_event(
            "POST", "/v1/orders", body=order_text(), headers={"Idempotency-Key": key}
        )
        status: int = handler(event, None)["statusCode"]
        return status

    assert post("key-1") == 202  # looks the client up, which the next minute need not
    requests = aws_world.Requests(clients.dynamodb, clients.sqs)
    assert post("key-2") == 202
    writes = [name for name in requests.names if name != "GetItem"]
    assert writes == ["PutItem", "SendMessageBatch"]

    listed = handler(http_event("GET", "/v1/orders"), None)
    assert len(json.loads(listed["body"])["data"]) == 2
    assert handler(http_event("GET", "/healthz"), None)["statusCode"] == 200


def test_workers_count_by_what_they_say_until_it_is_told_where_ecs_runs_them(
    clients: Clients, names: AwsNames
) -> None:
    clock = SettableClock()
    backends = backends_of(names, clients, clock)
    backends.workers.beat(Worker(id="task/1", queue="orders", started_at=clock(), seen_at=clock()))
    assert backends.fleet.figures().running == 1
    told = names.model_copy(update={"workers_cluster": "counterfoil", "workers_service": "workers"})
    clients.ecs.create_cluster(clusterName="counterfoil")
    with pytest.raises(NoSuchFleet):
        backends_of(told, clients, clock).fleet.figures()


def test_pausing_mails_turns_to_the_mapping_that_was_named(
    clients: Clients, names: AwsNames
) -> None:
    pause = Pause(queue="archived", at=SettableClock()(), who="w", reason="r")
    requests = aws_world.Requests(clients.functions)
    backends_of(names, clients, SettableClock()).pauses.pause(pause)
    assert requests.names == []
    told = names.model_copy(update={"notifier_mapping": "0f8fad5b-d9cb-469f-a165-70867728950e"})
    backends_of(told, clients, SettableClock()).pauses.pause(pause)
    (request,) = requests.of("UpdateEventSourceMapping")
    assert request == {"UUID": told.notifier_mapping, "Enabled": False}


def test_mail_of_test_orders_goes_nowhere(clients: Clients, names: AwsNames) -> None:
    message = EmailMessage()
    message["Message-ID"] = "<1@example.com>"
    requests = aws_world.Requests(clients.ses)
    _, test = mailers_of(names, clients)
    assert test.send(message, mail_id="mail_1", attempt=1) == "<1@example.com>"
    assert requests.names == []
