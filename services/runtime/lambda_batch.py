"""Batches that Lambda takes from SQS: what came, and which of it has to come again."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from services.backends.queue import Message

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

BatchAnswer = dict[str, list[dict[str, str]]]
"""What Lambda wants to hear: whatever is not named in it is deleted from the queue."""


class Delivery(NamedTuple):
    """One message as Lambda received it for us; Lambda holds it until the function answers."""

    id: str
    message: Message


def deliveries(event: Mapping[str, Any]) -> list[Delivery]:
    """Return the messages of an event of an SQS event source, as a queue would have."""
    return [
        Delivery(
            record["messageId"],
            Message(
                body=record["body"],
                receipt=record["receiptHandle"],
                attempts=int(record["attributes"]["ApproximateReceiveCount"]),
                sent_at=_time(record["attributes"]["SentTimestamp"]),
            ),
        )
        for record in event["Records"]
    ]


def _time(milliseconds: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(milliseconds))


def answer(unsettled: Iterable[str]) -> BatchAnswer:
    """Return the answer that has the messages with these ids delivered again.

    The event source has to ask for it (`ReportBatchItemFailures`), or all count as settled.
    """
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in unsettled]}
