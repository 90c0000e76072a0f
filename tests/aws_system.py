"""The services on an emulated AWS in one process, moved step by step by a test.

What AWS does between them a test does here, with clients of its own that never fail: S3 announces
what it created, Lambda takes batches from queues, SES tells what it sent.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.client import BaseClient

from services.backends.aws.clients import Clients
from services.backends.keys import Key, cognito_digest
from services.backends.unavailable import Unavailable
from services.domain.ids import order_id
from services.domain.link import KeyRing
from services.domain.mail_events import ATTEMPT_TAG
from services.domain.order import Order
from services.invoice_worker.main import workbench
from services.invoice_worker.work import work
from services.invoice_worker.workbench import Workbench
from services.notifier.desk import Desk, open_desk
from services.notifier.main import note_batch, notify_batch
from services.order_api.main import lambda_app
from services.order_api.settings import OrderApiSettings
from services.portal.main import create_app
from services.reconciler import main as reconciler
from services.reconciler.audit import Books, audit
from services.reconciler.nightly import books
from services.runtime.aws_composition import backends_of, mailers_of
from services.runtime.composition import Backends
from services.runtime.drills import press_for
from services.runtime.http.lambda_gateway import lambda_handler
from services.runtime.http.threads import inline
from services.runtime.mailers import mailer_for
from services.runtime.secrets import Secrets, encoded
from services.runtime.settings import AwsNames
from tests import aws_world
from tests.builders import a_seller
from tests.moto_clock import MotoClock
from tests.order_api.function import order_text
from tests.recorded import (
    CLIENT,
    Event,
    by_sns_and_sqs,
    function_url_event,
    recorded,
    rest_event,
    s3_created,
    ses_event,
)

PUBLIC_URL = "https://invoices.example.com"
SELLER = "papierhaus"
SECRETS = Secrets(links=KeyRing(1, {1: b"l" * 32}), cursors=b"c" * 32, lookups=b"k" * 32)
STEP_S = 61


class System:
    """An empty deployment of one seller. `clients` are the services' own, to watch or to harm."""

    def __init__(self) -> None:
        self._aws = aws_world.clients()
        self.clients = aws_world.clients()
        self.clock = MotoClock()
        for made in (self._aws, self.clients):
            self.clock.follow(made.sqs)
        names = _make(self._aws)
        self._queue_url = names.archived_queue_url
        self._buckets = (names.archive_bucket, names.test_archive_bucket)
        self.real = backends_of(names, self._aws, self.clock)
        self.backends = backends_of(names, self.clients, self.clock)
        self._ids = 0
        self.desk = self._mail_desk(names)
        settings = OrderApiSettings(backend="aws", public_url=PUBLIC_URL)
        self._order_api = lambda_app(self.backends, settings, clock=self.clock, new_id=self.new_id)
        self._portal = lambda_handler(
            create_app(
                self.backends,
                public_url=PUBLIC_URL,
                clock=self.clock,
                new_id=self.new_id,
                blocking=inline,
            )
        )
        self.bench = self._bench()
        self._announced: set[tuple[str, str]] = set()
        self._news: list[Event] = []
        self._told = 0
        self._tags: list[str] = []
        # Before it is sent: a request that a fault has answered never comes so far.
        self.clients.ses.meta.events.register_first(
            "before-send.sesv2.SendEmail", self._note_attempt
        )
        _enrol(self.real, self.clock)

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    @property
    def services(self) -> list[BaseClient]:
        """Return the clients that the services make requests with."""
        made = self.clients
        return [made.dynamodb, made.sqs, made.s3, made.ses, made.sns]

    def _mail_desk(self, names: AwsNames) -> Desk:
        return open_desk(
            self.backends,
            mailer_for=mailer_for(*mailers_of(names, self.clients)),
            public_url=PUBLIC_URL,
            clock=self.clock,
        )

    def _bench(self) -> Workbench:
        return replace(
            workbench(self.backends, render_limit_s=30, clock=self.clock),
            press_for=press_for(self.clock.advance),
            new_id=self.new_id,
            fraction=lambda: 0.5,
            sleep=self.clock.advance,
            abandon=lambda: None,
        )

    def _note_attempt(self, request: AWSPreparedRequest, **_event: object) -> None:
        body: Any = request.body  # JSON, which the stubs cannot know
        (tag,) = json.loads(body)["EmailTags"]
        assert tag["Name"] == ATTEMPT_TAG
        self._tags.append(tag["Value"])

    # What the services do.

    def post(self, key: str = "key-1") -> int:
        """Send an order as API Gateway would pass it on, and return the status it is told."""
        event = rest_event(
            "POST", "/v1/orders", body=order_text(), headers={"Idempotency-Key": key}
        )
        status: int = self._order_api(event, None)["statusCode"]
        return status

    def work_once(self) -> int:
        """Let a worker take one batch, as its loop does; what fails comes again by itself."""
        try:
            queue = self.backends.orders_queue
            messages = queue.receive(10, visibility_s=60, wait_s=0)
            if messages:
                work(messages, self.bench, stopping=lambda: False)
        except (Unavailable, ExceptionGroup):
            return 1
        return len(messages)

    def notify(self, event: Event) -> list[str]:
        """Return the ids of those messages that must come again."""
        answer = notify_batch(
            event,
            self.backends.archived_queue,
            self.desk,
            fraction=lambda: 0.5,
            stopping=lambda: False,
        )
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def reconcile(self) -> None:
        """Go one round. One that fails is gone again a minute later, as its loop would."""
        try:
            reconciler.reconcile(reconciler.desk(self.backends), self.clock)
        except Unavailable:
            return

    def page(self, path: str) -> dict[str, Any]:
        return self._portal(function_url_event("GET", path), None)

    # What AWS does.

    def announce(self, times: int = 1) -> int:
        """Play S3: put an event for each new object on the archived queue, the newest first."""
        answers = [self._aws.s3.list_object_versions(Bucket=name) for name in self._buckets]
        objects = {
            (one["Key"], one["VersionId"]) for found in answers for one in found.get("Versions", [])
        }
        fresh = sorted(objects - self._announced, reverse=True)
        self._announced |= objects
        self.real.archived_queue.send([s3_created(key) for key, _ in fresh] * times)
        return len(fresh)

    def invoke_notifier(self) -> int:
        """Play Lambda: take a batch, call the function, delete what it does not ask for again."""
        event, receipts = self._batch()
        if receipts:
            again = self.notify(event)
            for id_, receipt in receipts.items():
                if id_ not in again:
                    self._aws.sqs.delete_message(QueueUrl=self._queue_url, ReceiptHandle=receipt)
        return len(receipts)

    def _batch(self) -> tuple[Event, dict[str, str]]:
        taken = self._aws.sqs.receive_message(
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=60,
            WaitTimeSeconds=0,
            MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
        ).get("Messages", [])
        (record,) = recorded("sqs_batch")["Records"]
        records = [
            {
                **record,
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": {**record["attributes"], **message["Attributes"]},
            }
            for message in taken
        ]
        return {"Records": records}, {m["MessageId"]: m["ReceiptHandle"] for m in taken}

    def tell_of_mail(self) -> int:
        """Play SES: tell of each mail it took, again until that was noted; return how many were."""
        sent = self.mails()
        self._news += [ses_event("send", tag) for tag in self._tags[self._told : len(sent)]]
        self._told = len(sent)
        told = [one for one in self._news if self._note(one)]
        self._news = [one for one in self._news if one not in told]
        return len(told)

    def _note(self, event: Event) -> bool:
        return not note_batch(by_sns_and_sqs(event), self.desk)["batchItemFailures"]

    # How it all stands, whatever happens to the services' own clients.

    def mails(self) -> list[bytes]:
        return aws_world.sent_mails()

    def order(self, key: str = "key-1") -> Order | None:
        id_ = order_id(SELLER, livemode=True, channel="api", idempotency_key=key)
        found = self.real.orders.read([id_])
        return found[0] if found else None

    def undeleted(self) -> int:
        real = self.real
        queues = (real.orders_queue, real.archived_queue)
        dead = (real.orders_dead_letters, real.archived_dead_letters)
        return sum(queue.figures().undeleted for queue in (*queues, *dead))

    def books(self) -> Books:
        real = self.real
        return books(real)

    def turn(self, *, times: int = 1) -> int:
        """Let everybody have one turn and return how much there was to do."""
        return (
            self.work_once() + self.announce(times) + self.invoke_notifier() + self.tell_of_mail()
        )

    def settle(self, *keys: str, rounds: int = 60) -> None:
        """Take turns, the shop repeating what was not accepted, until all is quiet."""
        waiting = set(keys)
        for _ in range(rounds):
            waiting -= {key for key in sorted(waiting) if self.post(key) == 202}
            if self.turn() or waiting:
                continue
            if self.is_quiet(*keys):
                return
            self.clock.advance(STEP_S)
            self.reconcile()
        raise AssertionError(f"not quiet after {rounds} rounds: {self.order(keys[0])}")

    def is_quiet(self, *keys: str) -> bool:
        orders = [self.order(key) for key in keys]
        return self.undeleted() == 0 and all(order and order.due_at is None for order in orders)

    def assert_done_once(self, *keys: str) -> None:
        """Assert that each order was sent, with one invoice and one mail, and nothing is left."""
        orders = [self.order(key) for key in keys]
        assert [order.status if order else None for order in orders] == ["sent"] * len(keys)
        report = audit(self.books())
        assert report.ok, report.faults
        assert (report.invoices, report.files) == (len(keys), len(keys))
        assert [counter.last for counter in self.real.numbering.counters()] == [len(keys)]
        assert len(self.mails()) == len(keys)
        assert self.undeleted() == 0


def _make(aws: Clients) -> AwsNames:
    def queue(name: str) -> tuple[str, str]:
        dead = aws_world.make_queue(aws.sqs, f"{name}-dead-letters")
        return aws_world.make_queue(aws.sqs, name, dead_letters=dead), dead

    orders, orders_dead = queue("orders")
    archived, archived_dead = queue("archived")
    aws_world.let_send(aws.ses, a_seller().profile.mail.from_.rpartition("@")[2])
    buckets = aws_world.make_archive(aws.s3)
    return AwsNames(
        table=aws_world.make_table(aws.dynamodb),
        orders_queue_url=orders,
        orders_dead_letters_url=orders_dead,
        archived_queue_url=archived,
        archived_dead_letters_url=archived_dead,
        archive_bucket=buckets.locked,
        test_archive_bucket=buckets.test,
        secrets_id=aws_world.make_secret(aws.secrets, "keys", json.loads(encoded(SECRETS))),
        mail_configuration_set="counterfoil",
        seller_topic_arn=aws.sns.create_topic(Name="sellers")["TopicArn"],
        operator_topic_arn=aws.sns.create_topic(Name="operators")["TopicArn"],
    )


def _enrol(backends: Backends, clock: MotoClock) -> None:
    backends.sellers.put(SELLER, a_seller().profile, clock())
    backends.keys.create(
        Key(
            digest=cognito_digest(CLIENT),
            prefix=CLIENT[:12],
            seller_id=SELLER,
            role="checkout",
            livemode=True,
            created_at=clock(),
        )
    )


@contextmanager
def system() -> Iterator[System]:
    """Emulate a deployment in an AWS of its own."""
    with aws_world.aws():
        yield System()
