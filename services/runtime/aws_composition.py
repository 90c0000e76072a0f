"""The aws backend, put together: DynamoDB, SQS, S3, SES and Secrets Manager under given names."""

from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from typing import NamedTuple

import structlog
from boto3.session import Session

from services.backends.aws.actions import DynamoActions
from services.backends.aws.archive import Buckets, S3Archive
from services.backends.aws.clients import Clients
from services.backends.aws.decisions import DynamoDecisions
from services.backends.aws.fleet import EcsFleet
from services.backends.aws.invoices import DynamoInvoices
from services.backends.aws.keys import DynamoKeys
from services.backends.aws.links import DynamoLinks
from services.backends.aws.mailer import SesMailer
from services.backends.aws.mails import DynamoMails
from services.backends.aws.minutes import DynamoMinutes
from services.backends.aws.numbering import DynamoNumbering
from services.backends.aws.orders import DynamoOrders
from services.backends.aws.pauses import DynamoPauses
from services.backends.aws.queue import SqsQueue
from services.backends.aws.secrets import read_secret, replace_secret
from services.backends.aws.sellers import DynamoSellers
from services.backends.aws.topics import SnsTopics
from services.backends.aws.workers import DynamoWorkers
from services.backends.embedded.fleet import HeardFleet
from services.backends.fleet import Fleet
from services.backends.mailer import Mailer
from services.runtime.clock import Clock
from services.runtime.composition import ARCHIVED, Backends
from services.runtime.randomness import random_fraction
from services.runtime.secrets import Secrets, decoded, encoded
from services.runtime.settings import AwsNames

log = structlog.get_logger()


@cache
def _clients(*, s3_path_style: bool) -> Clients:
    """Return this process's clients; making them anew would open every connection anew."""
    return Clients(Session(), s3_path_style=s3_path_style)


def open_backends(names: AwsNames, clock: Clock) -> Backends:
    """Open the state that stands under these names. Makes nothing: `infra` does that.

    The only request is for the signing keys; every other connection waits for its first use.
    """
    return backends_of(names, _clients(s3_path_style=names.s3_path_style), clock)


def backends_of(names: AwsNames, clients: Clients, clock: Clock) -> Backends:
    """Return the state that `clients` find under these names."""
    table = (clients.dynamodb, names.table)

    def queue(url: str) -> SqsQueue:
        return SqsQueue(clients.sqs, url, clock=clock)

    workers, decisions = DynamoWorkers(*table), DynamoDecisions(*table)
    mappings = {ARCHIVED: names.notifier_mapping} if names.notifier_mapping else {}
    return Backends(
        orders=DynamoOrders(*table, fraction=random_fraction),
        numbering=DynamoNumbering(*table),
        invoices=DynamoInvoices(*table),
        mails=DynamoMails(*table),
        links=DynamoLinks(*table),
        sellers=DynamoSellers(*table),
        keys=DynamoKeys(*table),
        orders_queue=queue(names.orders_queue_url),
        orders_dead_letters=queue(names.orders_dead_letters_url),
        archived_queue=queue(names.archived_queue_url),
        archived_dead_letters=queue(names.archived_dead_letters_url),
        archive=S3Archive(
            clients.s3,
            Buckets(names.archive_bucket, names.test_archive_bucket, names.archive_lock),
        ),
        topics=SnsTopics(clients.sns, names.seller_topic_arn, names.operator_topic_arn),
        minutes=DynamoMinutes(*table),
        workers=workers,
        decisions=decisions,
        actions=DynamoActions(*table),
        pauses=DynamoPauses(*table, lambda: clients.functions, mappings),
        fleet=_fleet(names, clients, HeardFleet(workers, decisions, clock)),
        secrets=decoded(read_secret(clients.secrets, names.secrets_id)),
    )


def _fleet(names: AwsNames, clients: Clients, heard: Fleet) -> Fleet:
    if names.workers_cluster is None or names.workers_service is None:
        return heard
    return EcsFleet(clients.ecs, names.workers_cluster, names.workers_service)


def replace_secrets(names: AwsNames, change: Callable[[Secrets], Secrets]) -> Secrets:
    """Store what `change` makes of the secrets, and return it. Raises Conflict."""
    made: list[Secrets] = []

    def changed(text: str) -> str:
        made.append(change(decoded(text)))
        return encoded(made[0])

    replace_secret(_clients(s3_path_style=names.s3_path_style).secrets, names.secrets_id, changed)
    return made[0]


class Mailers(NamedTuple):
    """Where mail goes."""

    live: Mailer
    test: Mailer


def open_mailers(names: AwsNames) -> Mailers:
    """Return the mailers of live and of test orders."""
    return mailers_of(names, _clients(s3_path_style=names.s3_path_style))


def mailers_of(names: AwsNames, clients: Clients) -> Mailers:
    """Return the mailers that send through `clients`."""
    return Mailers(SesMailer(clients.ses, names.mail_configuration_set), _Withholding())


class _Withholding:
    """Takes the mail of test orders and sends it to nobody."""

    def send(self, message: EmailMessage, *, mail_id: str, attempt: int) -> str:
        """See `Mailer.send`."""
        log.info("mail.withheld", mail_id=mail_id, attempt=attempt, size=len(bytes(message)))
        return str(message["Message-ID"])
