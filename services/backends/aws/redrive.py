"""Putting dead letters back on the queue they came from: all of them, or some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.backends.aws.errors import reaching

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_sqs import SQSClient

    from services.backends.queue import Message, Queue

VISIBILITY_S = 300.0
"""How long one look over the dead letters may take until it meets the same ones again."""

_BATCH = 10
_WAIT_S = 1.0
"""Without a wait SQS asks only some of its servers, and the look would end too early."""


def move_all(client: SQSClient, dead_letters_url: str) -> str:
    """Let SQS move every dead letter back to where it came from; return the name of that move.

    SQS does it by itself and counts the deliveries anew. It runs one move a queue at a time and
    answers a second one with an error. Raises Unavailable.
    """
    with reaching("the queue"):
        attributes = client.get_queue_attributes(
            QueueUrl=dead_letters_url, AttributeNames=["QueueArn"]
        )
        started = client.start_message_move_task(SourceArn=attributes["Attributes"]["QueueArn"])
    return started["TaskHandle"]


def move_selected(
    dead_letters: Queue, destination: Queue, chosen: Callable[[Message], bool], most: int
) -> int:
    """Move the chosen ones among the first `most` dead letters and return how many that were.

    A message is sent before it is deleted: after a crash it is on both queues, never on none.
    The others are given back when all have been looked at.
    """
    looked_at, moved = 0, 0
    left: list[Message] = []
    while looked_at < most and (
        messages := dead_letters.receive(
            min(_BATCH, most - looked_at), visibility_s=VISIBILITY_S, wait_s=_WAIT_S
        )
    ):
        looked_at += len(messages)
        picked = [message for message in messages if chosen(message)]
        destination.send([message.body for message in picked])
        dead_letters.delete(picked)
        moved += len(picked)
        left += [message for message in messages if message not in picked]
    for message in left:
        dead_letters.release(message)
    return moved
