"""Queues on SQS."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from services.backends.aws.errors import code, reaching
from services.backends.queue import Figures, LeaseLost, Message
from services.backends.unavailable import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import BatchResultErrorEntryTypeDef, MessageTypeDef

    Clock = Callable[[], datetime]

MOST_AT_ONCE = 10
LONGEST_POLL_S = 20
LONGEST_DELAY_S = 900
LONGEST_VISIBILITY_S = 43_200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

BATCH_TRIES = 3
"""Of what SQS did not take out of a batch; who called comes again later on their own."""

REMEMBERED = timedelta(hours=1)
"""How long after its end a lease is known to be lost without asking SQS."""

_NOT_HELD = {"ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue"}
"""SQS answers the last for a message that is gone, and for one it has kept hidden for 12 h."""


class MessageRefused(Exception):  # noqa: N818 - a verdict on the message
    """SQS will never take this message: a fault of this program, since messages are ASCII JSON."""


class SqsQueue:
    """One standard queue; it moves spent messages to its dead-letter queue by its redrive policy.

    SQS takes an old receipt for good now and then: it may extend or delete what somebody else
    owns by now. So this queue remembers until when each delivery of its own is held, and asks
    SQS only about what may still be held. `clock` tells that time.

    Delays and visibility are whole seconds, rounded up, and bounded by SQS: 900 s for a message
    that is sent, 12 h for a delivery.
    """

    def __init__(self, client: SQSClient, url: str, *, clock: Clock) -> None:
        self._client = client
        self._url = url
        self._clock = clock
        self._held_until: dict[str, datetime] = {}
        self._lock = Lock()

    def send(self, bodies: Sequence[str], delay_s: float = 0) -> None:
        """See `Queue.send`. Ten messages a request; raises Unavailable and MessageRefused.

        After Unavailable some of the messages may be on the queue.
        """
        for some in _tens(bodies):
            self._send({str(n): body for n, body in enumerate(some)}, _whole(delay_s))

    def receive(self, limit: int, *, visibility_s: float, wait_s: float) -> list[Message]:
        """See `Queue.receive`. A poll of more than 20 s ends after 20 s; raises Unavailable.

        Without a wait SQS asks only some of its servers, so nothing received may be chance.
        """
        with reaching("the queue"):
            answer = self._client.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(limit, MOST_AT_ONCE),
                VisibilityTimeout=_whole(visibility_s, LONGEST_VISIBILITY_S),
                WaitTimeSeconds=_whole(wait_s, LONGEST_POLL_S),
                MessageSystemAttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
            )
        messages = [_message(received) for received in answer.get("Messages", [])]
        self._hold(messages, visibility_s)
        return messages

    def extend(self, message: Message, visibility_s: float) -> None:
        """See `Queue.extend`. Raises Unavailable too: the lease is then as it was, or longer."""
        self._change(message, visibility_s)
        self._hold([message], visibility_s)

    def release(self, message: Message, delay_s: float = 0) -> None:
        """See `Queue.release`. Raises Unavailable too: the message then comes when its lease ends.

        A delivery that was released is not held any more, also where SQS would still allow it.
        """
        self._change(message, delay_s)
        self._hold([message], 0)

    def delete(self, messages: Sequence[Message]) -> None:
        """See `Queue.delete`. Ten messages a request; raises Unavailable.

        After Unavailable some may be deleted; deleting them again is not an error.
        """
        held = {m.receipt: None for m in messages if not self._is_lost(m)}
        for some in _tens(list(held)):
            self._delete({str(n): receipt for n, receipt in enumerate(some)})
        with self._lock:
            for receipt in held:
                self._held_until.pop(receipt, None)

    def figures(self) -> Figures:
        """See `Queue.figures`. SQS counts approximately and tells neither age nor totals."""
        with reaching("the queue"):
            answer = self._client.get_queue_attributes(
                QueueUrl=self._url,
                AttributeNames=[
                    "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesNotVisible",
                    "ApproximateNumberOfMessagesDelayed",
                ],
            )
        counts = answer["Attributes"]
        return Figures(
            visible=int(counts["ApproximateNumberOfMessages"]),
            in_flight=int(counts["ApproximateNumberOfMessagesNotVisible"]),
            delayed=int(counts["ApproximateNumberOfMessagesDelayed"]),
            oldest_age_s=None,
            sent=0,
            deleted=0,
        )

    def _send(self, bodies: Mapping[str, str], delay_s: int) -> None:
        left = dict(bodies)
        for _ in range(BATCH_TRIES):
            with reaching("the queue"):
                answer = self._client.send_message_batch(
                    QueueUrl=self._url,
                    Entries=[
                        {"Id": id_, "MessageBody": body, "DelaySeconds": delay_s}
                        for id_, body in left.items()
                    ],
                )
            failed = answer.get("Failed", [])
            if refused := [entry["Code"] for entry in failed if entry["SenderFault"]]:
                raise MessageRefused(f"the queue takes {len(refused)} messages never: {refused[0]}")
            if not failed:
                return
            left = {entry["Id"]: left[entry["Id"]] for entry in failed}
        raise _partly("sent", failed)

    def _delete(self, receipts: Mapping[str, str]) -> None:
        left = dict(receipts)
        for _ in range(BATCH_TRIES):
            with reaching("the queue"):
                answer = self._client.delete_message_batch(
                    QueueUrl=self._url,
                    Entries=[{"Id": id_, "ReceiptHandle": text} for id_, text in left.items()],
                )
            # What SQS says is our fault is a receipt that names no delivery any more.
            failed = [entry for entry in answer.get("Failed", []) if not entry["SenderFault"]]
            if not failed:
                return
            left = {entry["Id"]: left[entry["Id"]] for entry in failed}
        raise _partly("deleted", failed)

    def _change(self, message: Message, hidden_s: float) -> None:
        if self._is_lost(message):
            raise _lost()
        try:
            with reaching("the queue"):
                self._client.change_message_visibility(
                    QueueUrl=self._url,
                    ReceiptHandle=message.receipt,
                    VisibilityTimeout=_whole(hidden_s, LONGEST_VISIBILITY_S),
                )
        except ClientError as error:
            if code(error).rpartition(".")[2] not in _NOT_HELD:
                raise
            raise _lost() from None

    def _is_lost(self, message: Message) -> bool:
        with self._lock:
            until = self._held_until.get(message.receipt)
        # A delivery that another instance received, or Lambda, is SQS's alone to judge.
        return until is not None and until <= self._clock()

    def _hold(self, messages: Sequence[Message], visibility_s: float) -> None:
        now = self._clock()
        with self._lock:
            forgotten = [r for r, until in self._held_until.items() if until < now - REMEMBERED]
            for receipt in forgotten:
                del self._held_until[receipt]
            for message in messages:
                self._held_until[message.receipt] = now + timedelta(seconds=visibility_s)


def _whole(seconds: float, most: int = LONGEST_DELAY_S) -> int:
    return min(ceil(seconds), most)


def _tens(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[n : n + MOST_AT_ONCE] for n in range(0, len(values), MOST_AT_ONCE)]


def _message(received: MessageTypeDef) -> Message:
    attributes = received["Attributes"]
    sent_ms = int(attributes["SentTimestamp"])
    return Message(
        body=received["Body"],
        receipt=received["ReceiptHandle"],
        attempts=int(attributes["ApproximateReceiveCount"]),
        sent_at=_EPOCH + timedelta(milliseconds=sent_ms),
    )


def _lost() -> LeaseLost:
    return LeaseLost("the delivery is not held any more; somebody else may be working on it")


def _partly(done: str, failed: Sequence[BatchResultErrorEntryTypeDef]) -> Unavailable:
    codes = sorted({entry["Code"] for entry in failed})
    return Unavailable(
        f"{len(failed)} messages could not be {done}: {', '.join(codes)}; try again later"
    )
